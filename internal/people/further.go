package people

import (
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// Further counts the other people of whom a reviewer is asked whether they are this
// one: records of theirs may be missing here.
func (p People) Further(ctx context.Context, person *Person) (n int, err error) {
	own := person.ids()
	err = p.Store.View(ctx, func(tx linker.Reader) error {
		tasks, err := tx.Tasks(own)
		if err != nil {
			return err
		}
		var others []identity.RecordID
		for i := range tasks {
			for _, r := range []identity.RecordID{tasks[i].Low, tasks[i].High} {
				if !person.Has(r) {
					others = append(others, r)
				}
			}
		}
		found, err := tx.Identities(slices.Compact(slices.Sorted(slices.Values(others))))
		n = len(slices.DeleteFunc(found, func(i identity.Identity) bool { return i.Retired || i.ID == person.ID }))
		return err
	})
	return n, wrapped(err)
}

func (p *Person) ids() []identity.RecordID {
	all := make([]identity.RecordID, len(p.records))
	for i := range p.records {
		all[i] = p.records[i].ID
	}
	slices.Sort(all)
	return all
}

// Told gives those of the records, by id, that a viewer may be told of as they are
// now: whose a record was once says nothing of who is restricted today.
func (p People) Told(ctx context.Context, viewer Viewer, records []identity.RecordID) (told map[identity.RecordID]bool, err error) {
	told = map[identity.RecordID]bool{}
	records = slices.Compact(slices.Sorted(slices.Values(records)))
	if len(records) == 0 {
		return told, nil
	}
	err = p.Store.View(ctx, func(tx linker.Reader) error {
		all, err := In(tx, records)
		if err != nil {
			return err
		}
		for i := range all {
			for _, r := range all[i].shown(viewer) {
				told[r.ID] = true
			}
		}
		return gone(tx, records, all, told)
	})
	return told, wrapped(err)
}

// gone adds records that are nobody's any more, and were not restricted.
func gone(tx linker.Reader, records []identity.RecordID, all []Person, told map[identity.RecordID]bool) error {
	left := slices.DeleteFunc(slices.Clone(records), func(id identity.RecordID) bool {
		return slices.ContainsFunc(all, func(p Person) bool { return p.Has(id) })
	})
	heads, err := tx.Heads(left)
	for i := range heads {
		told[heads[i].ID] = heads[i].Deleted && !heads[i].Restricted && !heads[i].Hidden
	}
	return err
}
