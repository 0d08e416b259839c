package store

import (
	"cmp"
	"context"

	"github.com/lhcre/mpi/internal/linker"
)

// AddDeadLetters keeps messages that could not be taken, each once.
func (t *tx) AddDeadLetters(all []linker.DeadLetter) error {
	rows := make([]DeadLetter, len(all))
	for i := range all {
		rows[i] = DeadLetter{DeadLetter: all[i], ID: DeadLetterID(&all[i])}
	}
	rows = lastOfEach(rows, func(a, b DeadLetter) int { return cmp.Compare(a.ID, b.ID) })
	n := len(rows)
	id, topic, contentType, reason := make(ids, n), make(texts, n), make(texts, n), make(texts, n)
	partition, offset, arrived, key, message := make(ints, n), make(ints, n), make(ints, n), make(blobs, n), make(blobs, n)
	for i := range rows {
		d := &rows[i]
		var err error
		if id[i], err = parseUUID(d.ID); err != nil {
			return err
		}
		topic[i], contentType[i], reason[i] = d.Topic, d.ContentType, d.Reason
		partition[i], offset[i], arrived[i] = int64(d.Partition), d.Offset, nanoseconds(d.At)
		key[i], message[i] = some(d.Key), some(d.Value)
	}
	return t.exec("dead_letter_add", id, topic, partition, offset, arrived, contentType, reason, key, message)
}

// DeadLetters gives messages that could not be taken, in the order of their ids.
func (s *Store) DeadLetters(ctx context.Context, after string, limit int) (list []DeadLetter, err error) {
	from, err := parseUUID(after)
	if err != nil {
		return nil, err
	}
	return s.letters(ctx, "dead_letters", from, int64(limit))
}

// DeadLetter gives one of them.
func (s *Store) DeadLetter(ctx context.Context, id string) (DeadLetter, error) {
	of, err := parseUUID(id)
	if err != nil {
		return DeadLetter{}, err
	}
	list, err := s.letters(ctx, "dead_letter", of)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return DeadLetter{}, err
	}
	return list[0], nil
}

func (s *Store) letters(ctx context.Context, n name, args ...any) (list []DeadLetter, err error) {
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query(n, func(r row) error {
			var id uuid
			var d DeadLetter
			var partition, arrived, replayed int64
			err := r.Scan(&id, &d.Topic, &partition, &d.Offset, &arrived, &replayed, &d.ContentType, &d.Reason, &d.Key, &d.Value)
			d.ID, d.Partition = id.text(), int32(partition) //nolint:gosec // what was put
			d.At, d.Replayed = instant(arrived), instant(replayed)
			list = append(list, d)
			return err
		}, args...)
	})
	return list, err
}

// MarkReplayed notes that a message was sent again.
func (s *Store) MarkReplayed(ctx context.Context, id string) error {
	of, err := parseUUID(id)
	if err != nil {
		return err
	}
	return s.change(ctx, ErrNotFound, "dead_letter_replayed", of, nanoseconds(s.now()))
}

// change runs a statement that returns the id of the row that it changes, and fails
// with none when there is no such row.
func (s *Store) change(ctx context.Context, none error, statement name, args ...any) error {
	return s.engine.update(ctx, func(ctx context.Context, c conn) error {
		found := false
		err := c.query(ctx, statement, func(r row) error {
			found = true
			var id uuid
			return r.Scan(&id)
		}, args...)
		if err == nil && !found {
			return none
		}
		return err
	})
}
