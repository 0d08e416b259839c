package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// shard is a part of the outbox: what each lane wrote to be told.
type shard struct {
	messages map[int64]*numbered[store.Message]
	owner    string
	epoch    int64
	until    time.Time
	done     store.Cursor
}

func (s *shard) lane(id int64) *numbered[store.Message] {
	if s.messages == nil {
		s.messages = map[int64]*numbered[store.Message]{}
	}
	if s.messages[id] == nil {
		s.messages[id] = &numbered[store.Message]{}
	}
	return s.messages[id]
}

// LeaseShard gives the right to publish a shard, if nobody else has it.
func (s *Store) LeaseShard(_ context.Context, number int, owner string, ttl time.Duration) (store.Lease, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, now := &s.shards[number], s.now()
	switch {
	case h.owner != owner && store.LeaseHolds(now, h.until, ttl):
		return store.Lease{}, store.ErrLeased
	case h.owner != owner || h.epoch == 0:
		h.epoch++
	}
	h.owner, h.until = owner, now.Add(ttl)
	return store.Lease{Shard: number, Epoch: h.epoch, Until: h.until, Done: maps.Clone(h.done)}, nil
}

// Outbox gives what a shard has after a cursor, and the cursor after it.
func (s *Store) Outbox(_ context.Context, number int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	pages := make([]store.Page, 0, len(s.lanes))
	for _, l := range s.lanes {
		page := store.Page{Lane: l.id, Last: l.nextChange - 1}
		if written := s.shards[number].messages[l.id]; written != nil {
			for _, m := range written.after(after[l.id]) {
				if page.Cut = len(page.Messages) == limit; page.Cut {
					break
				}
				page.Messages = append(page.Messages, m.row)
			}
		}
		pages = append(pages, page)
	}
	messages, next := store.Merge(after, pages, s.places(store.Before(pages)))
	return messages, next, nil
}

func (s *Store) places(messages []store.MessageKey) map[store.MessageKey]store.Place {
	places := map[store.MessageKey]store.Place{}
	for _, key := range messages {
		for lane, written := range s.shards[store.ShardOf(key.ID)].messages {
			for _, m := range *written {
				if m.row.Key() == key {
					places[key] = store.Place{Lane: lane, Seq: m.seq}
				}
			}
		}
	}
	return places
}

// MarkPublished notes how far a shard has been published.
func (s *Store) MarkPublished(_ context.Context, lease store.Lease, done store.Cursor) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := &s.shards[lease.Shard]
	if h.epoch != lease.Epoch {
		return linker.ErrFenced
	}
	next := maps.Clone(h.done)
	if next == nil {
		next = store.Cursor{}
	}
	for lane, seq := range done {
		next[lane] = max(next[lane], seq)
	}
	h.done = next
	return nil
}

// History gives all that became of an identity.
func (s *Store) History(_ context.Context, id string) ([]linker.Change, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []linker.Change
	for _, written := range s.shards[store.ShardOf(id)].messages {
		for _, m := range *written {
			if c := m.row.Change; c != nil && c.Identity == id {
				list = append(list, *c)
			}
		}
	}
	slices.SortFunc(list, func(a, b linker.Change) int { return cmp.Compare(a.Version, b.Version) })
	return list, nil
}
