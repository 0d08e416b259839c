package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/linker"
)

// LeaseShard gives the right to publish a shard until a time, if nobody else has
// it, or makes it last longer. Whoever takes it from another raises its epoch. The
// time is the database's: the clocks of processes may differ by days.
func (s *Store) LeaseShard(ctx context.Context, shard int, owner string, ttl time.Duration) (Lease, error) {
	lease := Lease{Shard: shard}
	err := s.engine.update(ctx, func(ctx context.Context, c conn) error {
		t := newTx(ctx, c)
		now, err := c.now(ctx)
		if err != nil {
			return err
		}
		had, epoch, until, err := t.lease(shard)
		switch {
		case err != nil:
			return err
		case had != owner && LeaseHolds(now, until, ttl):
			return ErrLeased
		case had != owner || epoch == 0:
			epoch++
		}
		lease.Epoch, lease.Until = epoch, now.Add(ttl).UTC().Round(0)
		if lease.Done, err = t.done(shard); err != nil {
			return err
		}
		return t.exec("shard_lease", int64(shard), owner, epoch, nanoseconds(lease.Until))
	})
	return lease, err
}

// LeaseHolds says whether a lease that lasts until a time keeps others out, who
// would take it for ttl. One that lasts much longer than theirs is of a clock that
// has been put back since.
func LeaseHolds(now, until time.Time, ttl time.Duration) bool {
	const believed = time.Minute
	return until.After(now) && !until.After(now.Add(max(ttl, believed)))
}

func (t *tx) lease(shard int) (owner string, epoch int64, until time.Time, err error) {
	var leased int64
	err = t.query("shard", func(r row) error { return r.Scan(&owner, &epoch, &leased) }, int64(shard))
	return owner, epoch, instant(leased), err
}

func (t *tx) done(shard int) (Cursor, error) {
	done := Cursor{}
	err := t.query("done", func(r row) error {
		var lane, seq int64
		err := r.Scan(&lane, &seq)
		done[lane] = seq
		return err
	}, int64(shard))
	return done, err
}

// MarkPublished notes how far a shard has been published, and fails with
// linker.ErrFenced when another has taken it.
func (s *Store) MarkPublished(ctx context.Context, lease Lease, done Cursor) error {
	return s.engine.update(ctx, func(ctx context.Context, c conn) error {
		t := newTx(ctx, c)
		_, epoch, _, err := t.lease(lease.Shard)
		switch {
		case err != nil:
			return err
		case epoch != lease.Epoch:
			return linker.ErrFenced
		}
		var lanes, seqs ints
		for _, lane := range slices.Sorted(maps.Keys(done)) {
			lanes, seqs = append(lanes, lane), append(seqs, done[lane])
		}
		return t.exec("done_put", int64(lease.Shard), lanes, seqs)
	})
}

// Outbox gives what a shard has after a cursor, up to a limit for each lane, in
// the order in which it is told, and the cursor after it.
func (s *Store) Outbox(ctx context.Context, shard int, after Cursor, limit int) (list []Message, next Cursor, err error) {
	err = s.engine.view(ctx, func(ctx context.Context, c conn) error {
		t := newTx(ctx, c)
		lanes, err := t.lanes()
		if err != nil {
			return err
		}
		pages := make([]Page, 0, len(lanes))
		for _, l := range lanes {
			page, err := t.page(shard, l, after[l.id], limit)
			if err != nil {
				return err
			}
			pages = append(pages, page)
		}
		places, err := t.places(Before(pages))
		list, next = Merge(after, pages, places)
		return err
	})
	return list, next, err
}

func (t *tx) page(shard int, l laneMarks, after int64, limit int) (Page, error) {
	page := Page{Lane: l.id, Last: l.lastChange}
	if l.lastChange <= after {
		return page, nil
	}
	err := t.query("changes_page", func(r row) error {
		m, err := scanMessage(r)
		m.Shard, m.Lane = shard, l.id
		page.Messages = append(page.Messages, m)
		return err
	}, int64(shard), l.id, after, int64(limit)+1)
	if page.Cut = len(page.Messages) > limit; page.Cut {
		page.Messages = page.Messages[:limit]
	}
	return page, err
}

func scanMessage(r row) (Message, error) {
	var id uuid
	var version int64
	var m Message
	var body []byte
	err := r.Scan(&id, &version, &m.Seq, &body)
	if err != nil {
		return m, err
	}
	m.Change, m.Notice, err = unpackMessage(id.text(), version, body)
	return m, err
}

// places finds out where messages lie.
func (t *tx) places(messages []MessageKey) (map[MessageKey]Place, error) {
	slices.SortFunc(messages, compareKeys)
	of, versions := make(ids, len(messages)), make(ints, len(messages))
	for i, m := range messages {
		var err error
		if of[i], err = parseUUID(m.ID); err != nil {
			return nil, err
		}
		versions[i] = m.Version
	}
	places := map[MessageKey]Place{}
	err := t.query("changes_placed", func(r row) error {
		var id uuid
		var version int64
		var p Place
		err := r.Scan(&id, &version, &p.Lane, &p.Seq)
		places[MessageKey{id.text(), version}] = p
		return err
	}, of, versions)
	return places, err
}

// History gives all that became of an identity.
func (s *Store) History(ctx context.Context, id string) (list []linker.Change, err error) {
	of, err := parseUUID(id)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		return t.query("changes_of", func(r row) error {
			m, err := scanMessage(r)
			if m.Change != nil { // else it is the id of a notice
				list = append(list, *m.Change)
			}
			return err
		}, of)
	})
	return list, err
}
