package memory

import (
	"cmp"
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// Staying gives those of the records that have ever told of a stay in hospital.
func (r *reader) Staying(ids []identity.RecordID) (list []identity.RecordID, err error) {
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if r.s.stays[id] {
			list = append(list, id)
		}
	}
	return list, nil
}

// Notices gives the notices of stays that records told of.
func (r *reader) Notices(ids []identity.RecordID) (list []linker.Notice, err error) {
	for _, m := range found(r.s.noticesOf, r.s.notices, ids, byKey) {
		list = append(list, *m.Notice)
	}
	return list, nil
}

func byKey(a, b store.Message) int { return cmp.Compare(a.Key().ID, b.Key().ID) }

// PutNotices keeps notices, and adds each to the outbox.
func (t *tx) PutNotices(all []linker.Notice) error {
	for _, n := range all {
		n.Patient = slices.Clone(n.Patient)
		m := t.tell(store.Message{Notice: &n})
		t.s.notices.put(&t.journal, n.ID, m)
		t.s.noticesOf.add(&t.journal, n.Record, n.ID)
	}
	return nil
}

// NoticesTo gives the notices of an organisation after a cursor, and the cursor after
// them.
func (s *Store) NoticesTo(_ context.Context, organisation string, after store.Cursor, limit int) (list []linker.Notice, next store.Cursor, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	next = store.Cursor{}
	for _, l := range s.lanes {
		next[l.id] = max(after[l.id], l.nextChange-1)
		var its []store.Message
		for _, m := range s.notices {
			if m.Lane == l.id && m.Seq > after[l.id] && m.Notice.Organisation == organisation {
				its = append(its, m)
			}
		}
		slices.SortFunc(its, func(a, b store.Message) int { return cmp.Compare(a.Seq, b.Seq) })
		if len(its) >= limit {
			its = its[:limit]
			next[l.id] = its[limit-1].Seq
		}
		for _, m := range its {
			list = append(list, *m.Notice)
		}
	}
	return list, next, nil
}
