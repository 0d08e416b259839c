package store

import (
	"cmp"
	"context"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// Together gives the records of the people who have some records: those with the same
// component and identity, by id, in one statement, so that they are of one state of the
// store without a transaction.
func (s *Store) Together(ctx context.Context, of []identity.RecordID) (list []linker.Linked, err error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	err = s.glance(ctx, func(t *tx) error {
		list = nil
		known := map[uuid]bool{}
		return t.query("records_together", func(from row) error {
			var r recordRow
			var created int64
			var l linker.Linked
			err := from.Scan(append(r.columns(), &r.content, &l.IdentityVersion, &created, &l.Merges)...)
			if err != nil || known[r.id] { // SQLite is asked record by record
				return err
			}
			known[r.id] = true
			l.Record, err = r.record()
			l.IdentityCreated = instant(created)
			list = append(list, l)
			return err
		}, asked, uuid{})
	})
	return onceEach(list, func(a, b linker.Linked) int { return cmp.Compare(a.ID, b.ID) }), err
}
