package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/linker"
)

// Store is an open store.
type Store struct {
	engine engine
	now    func() time.Time // by the clock of this process
	// patience is for how long it is asked what became of a commit.
	patience time.Duration

	mu sync.Mutex
	// settled is up to which number of a lane every record was found linked. It is
	// kept with the lane's next transaction, so that nobody looks there again.
	settled map[int64]int64
}

var _ linker.Store = (*Store)(nil)

// Close waits for what is going on and closes the store.
func (s *Store) Close() error { return s.engine.close() }

// Stats says what the store has had to do so far.
func (s *Store) Stats() Stats { return s.engine.stats() }

// Update runs a transaction of a lane.
func (s *Store) Update(ctx context.Context, lane linker.Lane, count int, do func(tx linker.Tx, first int64) error) error {
	const most = 3 // commits that did not happen, one after another
	for tries := 1; ; tries++ {
		turn, err := s.tryUpdate(ctx, lane, count, do)
		ambiguous, ok := errors.AsType[*ambiguousError](err)
		if !ok {
			return err
		}
		committed, err := s.settle(ctx, lane, turn)
		switch {
		case err != nil || committed:
			return err
		case tries == most:
			return fmt.Errorf("the commit did not happen: %w", ambiguous.cause)
		}
	}
}

// tryUpdate gives the turn that the transaction has had last.
func (s *Store) tryUpdate(
	ctx context.Context, lane linker.Lane, count int, do func(tx linker.Tx, first int64) error,
) (turn int64, err error) {
	before := s.allSettled()
	err = s.engine.update(ctx, func(ctx context.Context, c conn) error {
		t, first, err := s.begin(ctx, c, lane, count, before)
		if err != nil {
			return err
		}
		turn = t.turn
		if err := do(t, first); err != nil {
			return err
		}
		return t.finish()
	})
	return turn, err
}

// begin reserves numbers of the lane, if it still is the caller's.
func (s *Store) begin(ctx context.Context, c conn, lane linker.Lane, count int, before map[int64]int64) (*tx, int64, error) {
	t := newTx(ctx, c)
	t.before, t.now = before, s.now
	var first int64
	err := c.query(ctx, "lane_turn", func(r row) error {
		t.lane = lane.ID
		return r.Scan(&first, &t.nextChange, &t.turn)
	}, lane.ID, lane.Epoch, int64(count), before[lane.ID])
	switch {
	case err != nil:
		return nil, 0, err
	case t.lane == 0:
		return nil, 0, linker.ErrFenced
	}
	t.firstChange = t.nextChange
	return t, first, nil
}

// View runs a read-only transaction.
func (s *Store) View(ctx context.Context, do func(tx linker.Reader) error) error {
	var seen map[int64]int64
	before := s.allSettled()
	err := s.engine.view(ctx, func(ctx context.Context, c conn) error {
		t := newTx(ctx, c)
		t.before = before
		if err := do(t); err != nil {
			return err
		}
		seen = t.settled
		return nil
	})
	if err == nil {
		s.noteSettled(seen)
	}
	return err
}

// allSettled gives what a transaction that begins afterwards may rely on.
func (s *Store) allSettled() map[int64]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.settled)
}

func (s *Store) noteSettled(seen map[int64]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for lane, seq := range seen {
		s.settled[lane] = max(s.settled[lane], seq)
	}
}

// glance reads without a transaction.
func (s *Store) glance(ctx context.Context, do func(t *tx) error) error {
	return s.engine.glance(ctx, func(ctx context.Context, c conn) error { return do(newTx(ctx, c)) })
}

// Marks gives the last number of every lane.
func (s *Store) Marks(ctx context.Context) (marks []linker.Mark, err error) {
	err = s.glance(ctx, func(t *tx) error {
		lanes, err := t.lanes()
		marks = make([]linker.Mark, 0, len(lanes))
		for _, l := range lanes {
			marks = append(marks, linker.Mark{Lane: l.id, Seq: l.last})
		}
		return err
	})
	return marks, err
}

// Published gives the records of a lane after a mark.
func (s *Store) Published(ctx context.Context, after linker.Mark, limit int) (list []linker.Record, err error) {
	err = s.glance(ctx, func(t *tx) error {
		list, err = t.records("records_published", true, after.Lane, after.Seq, int64(limit))
		return err
	})
	return list, err
}

// NumberFacts gives the facts about NHS numbers of a lane after a mark.
func (s *Store) NumberFacts(ctx context.Context, after linker.Mark, limit int) (list []facts.NumberFact, last int64, err error) {
	last = after.Seq
	err = s.glance(ctx, func(t *tx) error {
		list, last = nil, after.Seq
		return t.c.query(ctx, "number_facts_published", func(r row) error {
			f, err := scanNumberFact(r, &last)
			list = append(list, f)
			return err
		}, after.Lane, after.Seq, int64(limit))
	})
	return list, last, err
}
