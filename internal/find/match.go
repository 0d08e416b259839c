package find

import (
	"context"
	"math"

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

// Answer is who somebody could be, the best first.
type Answer struct {
	Candidates []Candidate
	// Looked says that there was something to look by; without it nobody knows
	// whether there is somebody.
	Looked bool
	// TooCommon says that something was asked with that too many have in common to
	// look at all of them.
	TooCommon bool
}

// Match tells who somebody could be.
func (m *Matcher) Match(ctx context.Context, asked demographics.Record) (Answer, error) {
	return m.from(ctx, asked, least, false)
}

// all is a match weight that every record has.
const all = math.MinInt64 / 2

// Search lists the people who share enough with somebody to be looked at, however
// little speaks for them; if it is asked by a place, nobody of whom none may be told.
func (m *Matcher) Search(ctx context.Context, asked demographics.Record, byPlace bool) (Answer, error) {
	return m.from(ctx, asked, all, byPlace)
}

func (m *Matcher) from(ctx context.Context, asked demographics.Record, least matcher.Weight, byPlace bool) (Answer, error) {
	found, err := m.Records.Find(asked, least)
	if err != nil {
		return Answer{}, err
	}
	people, err := m.People.Of(ctx, recordsOf(found))
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Looked: found.Looked, TooCommon: found.TooCommon}
	for i := range people {
		if c, ok := candidate(people[i], found); ok && (!byPlace || !people[i].Restricted) {
			answer.Candidates = append(answer.Candidates, c)
		}
	}
	grade(answer.Candidates, m.Thresholds)
	return answer, nil
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
