package store

import (
	"context"
	"fmt"
	"iter"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// RecordPage gives records in the order of their ids, deleted ones too: all there
// are, page after page. Take the marks of the lanes first; what is published while
// pages are read is after them.
func (s *Store) RecordPage(ctx context.Context, after identity.RecordID, limit int) (list []linker.Record, err error) {
	from, err := parseUUID(after)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list, err = t.records("records_page", true, from, int64(limit))
		return err
	})
	return list, err
}

// RecordPager gives records page by page, as a Store does.
type RecordPager interface {
	RecordPage(ctx context.Context, after identity.RecordID, limit int) ([]linker.Record, error)
}

// AllRecords gives the pages of all records, one after another.
func AllRecords(ctx context.Context, from RecordPager, size int) iter.Seq2[[]linker.Record, error] {
	return func(yield func([]linker.Record, error) bool) {
		for after := identity.RecordID(""); ; {
			page, err := from.RecordPage(ctx, after, size)
			if err == nil && len(page) == 0 || !yield(page, err) || err != nil {
				return
			}
			after = page[len(page)-1].ID
		}
	}
}

// MemberPage gives the records that have an identity, in the order of their ids.
func (s *Store) MemberPage(ctx context.Context, after identity.RecordID, limit int) (list []Member, err error) {
	from, err := parseUUID(after)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		return t.query("members_page", func(r row) error {
			var record, of uuid
			err := r.Scan(&record, &of)
			list = append(list, Member{Record: identity.RecordID(record.text()), Identity: of.text()})
			return err
		}, from, uuid{}, int64(limit))
	})
	return list, err
}

// Content gives what a record held in a version.
func (s *Store) Content(ctx context.Context, id identity.RecordID, version int64) (content facts.Content, err error) {
	of, err := parseUUID(id)
	if err != nil {
		return content, err
	}
	err = s.glance(ctx, func(t *tx) error {
		var text []byte
		err := t.query("content", func(r row) error { return r.Scan(&text) }, of, version)
		switch {
		case err != nil:
			return err
		case text == nil:
			return ErrNotFound
		}
		if err := content.UnmarshalBinary(text); err != nil {
			return fmt.Errorf("reading the content of a record: %w", err)
		}
		return nil
	})
	return content, err
}

// NumberHistory gives the states that the class of an NHS number has had, but the
// first where it was current.
func (s *Store) NumberHistory(ctx context.Context, class uint64) (list []NumberChange, err error) {
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("number_state_history", func(r row) error {
			c := NumberChange{NumberState: linker.NumberState{Class: class}}
			var state, holders, changed int64
			err := r.Scan(&state, &holders, &c.Cause, &changed)
			c.State, c.Holders, c.At = uint8(state), int(holders), instant(changed) //nolint:gosec // as kept
			list = append(list, c)
			return err
		}, int64(class)) //nolint:gosec // ten digits
	})
	return list, err
}

// Counts says how much there is. It reads whole tables.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	var n Counts
	err := s.engine.view(ctx, func(ctx context.Context, c conn) error {
		n = Counts{}
		t := newTx(ctx, c)
		var linked, oldest int64
		for _, q := range []struct {
			n    name
			into []any
			args []any
		}{
			{"count_records", []any{&n.Records}, nil},
			{"count_linked", []any{&linked}, []any{uuid{}}},
			{"count_identities", []any{&n.Identities}, nil},
			{"count_tasks", []any{&n.OpenTasks, &oldest}, nil},
			{"count_dead_letters", []any{&n.DeadLetters}, nil},
		} {
			if err := t.query(q.n, func(r row) error { return r.Scan(q.into...) }, q.args...); err != nil {
				return err
			}
		}
		n.Links, n.OldestTask = linked-n.Identities, instant(oldest)
		return nil
	})
	return n, err
}
