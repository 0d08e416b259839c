package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/service"
)

// The kinds of reads.
const (
	personRead = "person" // a record, its identity and that one's other records
	matchRead  = "match"  // who a record could be
)

// reader reads as an interface for people at a screen does.
type reader struct {
	service *service.Service
	records []linker.Record // that somebody asks about
	next    atomic.Int64
}

// sample picks the records that are asked about.
func (a *reader) sample(ctx context.Context) error {
	const some, atOnce = 2000, 20
	rng := rand.New(rand.NewPCG(6, 6))
	for len(a.records) < some {
		from := fmt.Sprintf("%08x-0000-0000-0000-000000000000", rng.Uint32())
		page, err := a.service.Store.RecordPage(ctx, identity.RecordID(from), atOnce)
		if err != nil {
			return err
		}
		a.records = append(a.records, slices.DeleteFunc(page, func(r linker.Record) bool { return r.Deleted })...)
	}
	rng.Shuffle(len(a.records), func(i, j int) { a.records[i], a.records[j] = a.records[j], a.records[i] })
	return nil
}

// one is the next to be asked about.
func (a *reader) one() *linker.Record {
	return &a.records[a.next.Add(1)%int64(len(a.records))]
}

var errUnknown = errors.New("a record that is there was not found")

// person reads a record by its key, who it is, and all records of that person.
func (a *reader) person(ctx context.Context) error {
	id := a.one().Key.Record()
	return a.service.Store.View(ctx, func(tx linker.Reader) error {
		records, err := tx.Records([]identity.RecordID{id})
		if err != nil {
			return err
		}
		people, err := tx.Identities([]identity.RecordID{id})
		if err != nil {
			return err
		}
		at := slices.IndexFunc(people, func(i identity.Identity) bool { return len(records) == 1 && i.ID == records[0].Identity })
		if at < 0 {
			return errUnknown
		}
		var others []identity.RecordID
		for _, m := range people[at].Members {
			if m.Record != id {
				others = append(others, m.Record)
			}
		}
		_, err = tx.Records(others)
		return err
	})
}

// match finds the candidates of what is known of somebody, and weighs them.
func (a *reader) match(context.Context) error {
	s := a.service
	entries, err := s.Linker.Entries([]linker.Record{*a.one()})
	if err != nil {
		return err
	}
	interner := s.Model.NewInterner()
	own, err := live.Comparable(s.Model, interner, &entries[0])
	if err != nil {
		return err
	}
	found := 0
	var failed error
	err = s.Index.Candidates([][]index.Key{entries[0].Keys}, func(_ int, e *index.Entry) {
		other, err := live.Comparable(s.Model, interner, e)
		if err != nil {
			failed = err
			return
		}
		s.Model.Weigh(own, other)
		found++
	})
	if found == 0 && err == nil && failed == nil {
		failed = errUnknown // it has its own keys
	}
	return errors.Join(err, failed)
}
