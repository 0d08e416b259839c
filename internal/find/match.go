package find

import (
	"context"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Records finds records.
type Records interface {
	Find(asked demographics.Record, least matcher.Weight) (linker.Found, error)
}

// People reads the people that records are of.
type People interface {
	Of(ctx context.Context, records []identity.RecordID) ([]people.Person, error)
}

// Matcher answers who somebody is.
type Matcher struct {
	Records    Records
	People     People
	Thresholds matcher.Thresholds
}

// least is the match weight from which a record is worth an answer: of those of this
// weight one in a hundred is the person.
const least = -66 * matcher.Bit / 10

// Match lists who somebody could be, the best first.
func (m *Matcher) Match(ctx context.Context, asked demographics.Record) ([]Candidate, error) {
	found, err := m.Records.Find(asked, least)
	if err != nil {
		return nil, err
	}
	all, err := m.People.Of(ctx, recordsOf(found))
	if err != nil {
		return nil, err
	}
	var candidates []Candidate
	for i := range all {
		if c, ok := candidate(all[i], found); ok {
			candidates = append(candidates, c)
		}
	}
	grade(candidates, m.Thresholds)
	return candidates, nil
}

func recordsOf(found linker.Found) (ids []identity.RecordID) {
	for _, hits := range [][]linker.Hit{found.Whole, found.Placeless} {
		for _, h := range hits {
			ids = append(ids, h.Record)
		}
	}
	return ids
}

// candidate gives a person as found: by the hits that may be known of.
func candidate(p people.Person, found linker.Found) (c Candidate, ok bool) {
	hits := found.Whole
	switch {
	case p.VeryRestricted:
		return c, false
	case p.Restricted:
		hits = found.Placeless
	}
	c.Person = p
	for _, h := range hits { // the best first
		if !p.Has(h.Record) {
			continue
		}
		if !ok {
			c.Best, ok = h, true
		}
		c.conflict = c.conflict || h.Decision.Conflict != matcher.ConflictNone
	}
	return c, ok
}
