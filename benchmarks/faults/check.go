package main

import (
	"context"
	"fmt"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/publish/follow"
	"github.com/lhcre/mpi/internal/store"
)

// outcome is what became of all that was sent.
type outcome struct {
	live.Partition

	Sent        int `json:"sent"`       // different messages
	Linked      int `json:"linked"`     // the newest of their records
	Superseded  int `json:"superseded"` // by newer ones
	DeadLetters int `json:"dead_letters"`
	Lost        int `json:"lost"`
	Otherwise   int `json:"believed_otherwise"` // records, by who follows the topics
}

// check looks for what must not be: something lost, people otherwise than `mpi
// link` finds them, and others who believe something else.
func (r *run) check(ctx context.Context) (o outcome, err error) {
	if o.Partition, err = live.Compare(ctx, &r.servers.Config); err != nil {
		return o, err
	}
	db, err := store.Open(ctx, r.servers.StoreOptions())
	if err != nil {
		return o, err
	}
	defer db.Close() //nolint:errcheck // it was only read
	records, err := r.account(ctx, db, &o)
	if err != nil {
		return o, err
	}
	if o.Lost > 0 {
		return o, fmt.Errorf("%d messages are lost", o.Lost)
	}
	return o, r.believed(ctx, records, &o)
}

// account finds each message among what the store keeps of its record, or among
// the dead letters: in one place, and no other.
func (r *run) account(ctx context.Context, db *store.Store, o *outcome) (all []linker.Record, err error) {
	sent := sentMessages{byRecord: map[identity.RecordID][]facts.Hash{}, bad: map[facts.Hash]int{}}
	for i := range r.messages {
		sent.add(&r.messages[i])
	}
	o.Sent = len(r.messages)
	if err := sent.findLetters(ctx, db, r.servers.KafkaOptions(), o); err != nil {
		return nil, err
	}
	const size = 2000
	for page, err := range store.AllRecords(ctx, db, size) {
		if err != nil {
			return nil, err
		}
		if err := sent.findFacts(ctx, db, page, o); err != nil {
			return nil, err
		}
		all = append(all, page...)
	}
	for _, hashes := range sent.byRecord {
		o.Lost += len(hashes)
	}
	return all, nil
}

// believed compares the people of the topics with those of the store. What is told
// last may take a moment.
func (r *run) believed(ctx context.Context, records []linker.Record, o *outcome) error {
	const patience, often = time.Minute, 500 * time.Millisecond
	for end := time.Now().Add(patience); ; {
		view, err := follow.Identities(ctx, r.servers.KafkaOptions(), publish.TopicIdentities)
		if err != nil {
			return err
		}
		people := view.Partition()
		o.Otherwise = 0
		for i := range records {
			if told, known := people[records[i].Key]; told != records[i].Identity && (known || !records[i].Hidden) {
				o.Otherwise++
			}
		}
		switch {
		case o.Otherwise == 0:
			return nil
		case time.Now().After(end):
			return fmt.Errorf("who follows the topics believes otherwise of %d records", o.Otherwise)
		}
		time.Sleep(often)
	}
}
