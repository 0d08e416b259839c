package main

import (
	"bytes"
	"context"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
)

// message is one that is sent.
type message struct {
	intake.Outgoing

	record identity.RecordID
	bad    bool // it cannot be taken
}

// newMessages makes messages, a few of which cannot be taken.
func newMessages(ctx context.Context, events int) ([]message, error) {
	const updates, badOneIn = 40, 100 // of a hundred; of all
	people, err := live.NewPeople(ctx, 2*events)
	if err != nil {
		return nil, err
	}
	sent, ids, err := people.Messages(events, updates)
	if err != nil {
		return nil, err
	}
	all := make([]message, len(sent))
	for i := range sent {
		all[i] = message{Outgoing: sent[i], record: ids[i]}
		if i%badOneIn == badOneIn-1 {
			all[i].spoil(i/badOneIn%2 == 0)
		}
	}
	return all, nil
}

// spoil makes a message that nothing can be made of, or one that says what cannot
// be.
func (m *message) spoil(broken bool) {
	m.bad = true
	if broken {
		m.Value = m.Value[:len(m.Value)-1]
		return
	}
	m.Value = bytes.Replace(m.Value, []byte("{"), []byte(`{"no_such_member":"",`), 1)
}
