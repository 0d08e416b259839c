package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// Store is where people are.
type Store interface {
	// View runs a read-only transaction on one state of the store.
	View(ctx context.Context, do func(tx linker.Reader) error) error
	// Together gives the records of the people who have some records, of one state of
	// the store, at once.
	Together(ctx context.Context, records []identity.RecordID) ([]linker.Linked, error)
}

// People reads people.
type People struct{ Store Store }

// ErrUnknown says that there never was an identity with an id.
var ErrUnknown = errors.New("there is no such identity")

// mostSuccessors is how long a way from a retired identity to a live one may be. A
// longer one is none that anybody has gone.
const mostSuccessors = 100

// ByID reads an identity: the live one that stands for it now, if it is retired and
// has a successor.
func (p People) ByID(ctx context.Context, id string) (person Person, err error) {
	err = p.Store.View(ctx, func(tx linker.Reader) error {
		found, err := standing(tx, []string{id})
		if err == nil && len(found) == 0 {
			err = ErrUnknown
		}
		if err != nil {
			return err
		}
		all, err := read(tx, found)
		if err == nil {
			person = all[0]
		}
		return err
	})
	return person, wrapped(err)
}

// standing gives the identities that stand for others now: themselves, or whom the way
// of successors leads to. Those that there never were are left out.
func standing(tx linker.Reader, ids []string) (all []identity.Identity, err error) {
	for range mostSuccessors {
		found, err := tx.Named(slices.Compact(slices.Sorted(slices.Values(ids))))
		if err != nil {
			return nil, err
		}
		ids = nil
		for i := range found {
			if found[i].Retired && found[i].Successor != "" {
				ids = append(ids, found[i].Successor)
			} else {
				all = append(all, found[i])
			}
		}
		if len(ids) == 0 {
			break
		}
	}
	return all, nil
}

// Now gives the ids of the people whom identities stand for, and of whoever has
// records, in order. It reads nothing of what is told of them.
func (p People) Now(ctx context.Context, identities []string, records []identity.RecordID) (ids []string, err error) {
	err = p.Store.View(ctx, func(tx linker.Reader) error {
		ids = nil
		stand, err := standing(tx, identities)
		if err != nil {
			return err
		}
		have, err := tx.Identities(slices.Compact(slices.Sorted(slices.Values(records))))
		if err != nil {
			return err
		}
		have = slices.DeleteFunc(have, func(i identity.Identity) bool { return i.Retired })
		for _, i := range slices.Concat(stand, have) {
			ids = append(ids, i.ID)
		}
		return nil
	})
	slices.Sort(ids)
	return slices.Compact(ids), wrapped(err)
}

// Of reads the people that records are of, each once, in the order of their ids. A
// record that is not linked yet is nobody's.
func (p People) Of(ctx context.Context, records []identity.RecordID) (all []Person, err error) {
	if len(records) == 0 {
		return nil, nil
	}
	all, _, err = p.of(ctx, records, nil)
	return all, err
}

// of reads the people of records, and what was told of the merging of some. Nearly
// always nothing was, and it takes one statement.
func (p People) of(ctx context.Context, records, merged []identity.RecordID) (all []Person, told []facts.Fact, err error) {
	linked, err := p.Store.Together(ctx, slices.Compact(slices.Sorted(slices.Values(records))))
	if err != nil {
		return nil, nil, wrapped(err)
	}
	if !slices.ContainsFunc(linked, func(l linker.Linked) bool { return l.Merges }) {
		return together(linked), nil, nil
	}
	err = p.Store.View(ctx, func(tx linker.Reader) (err error) {
		if told, err = tx.Merges(merged); err == nil {
			all, err = In(tx, records)
		}
		return err
	})
	return all, told, wrapped(err)
}

// together makes people of their records.
func together(linked []linker.Linked) []Person {
	people := map[string]*identity.Identity{}
	records := make(map[identity.RecordID]linker.Record, len(linked))
	for i := range linked {
		l := &linked[i]
		p := people[l.Identity]
		if p == nil {
			p = &identity.Identity{ID: l.Identity, Version: l.IdentityVersion, CreatedAt: l.IdentityCreated}
			people[l.Identity] = p
		}
		p.Members = append(p.Members, identity.Member{Record: l.ID, LinkVersion: l.LinkVersion})
		records[l.ID] = l.Record
	}
	all := make([]Person, 0, len(people))
	for _, p := range people {
		all = append(all, newPerson(p, records))
	}
	slices.SortFunc(all, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	return all
}

// In does the same in a transaction.
func In(tx linker.Reader, records []identity.RecordID) ([]Person, error) {
	found, err := tx.Identities(slices.Compact(slices.Sorted(slices.Values(records))))
	if err != nil {
		return nil, err
	}
	return read(tx, slices.DeleteFunc(found, func(i identity.Identity) bool { return i.Retired }))
}

func wrapped(err error) error {
	if err == nil || errors.Is(err, ErrUnknown) {
		return err
	}
	return fmt.Errorf("reading people: %w", err)
}

// read reads the records of identities.
func read(tx linker.Reader, identities []identity.Identity) ([]Person, error) {
	var ids []identity.RecordID
	for i := range identities {
		for _, m := range identities[i].Members {
			ids = append(ids, m.Record)
		}
	}
	found, err := tx.Records(slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, err
	}
	records := make(map[identity.RecordID]linker.Record, len(found))
	for _, r := range found {
		records[r.ID] = r
	}
	all := make([]Person, len(identities))
	for i := range identities {
		all[i] = newPerson(&identities[i], records)
	}
	if err := markGone(tx, all); err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b Person) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// markGone marks records that were merged into others: of one authority, so that of
// most people nothing has to be asked.
func markGone(tx linker.Reader, all []Person) error {
	var several []*Record
	for i := range all {
		records := all[i].records // by authority
		for j := range records {
			before, after := j > 0 && records[j-1].Key.Authority == records[j].Key.Authority, j+1 < len(records) && records[j+1].Key.Authority == records[j].Key.Authority
			if before || after {
				several = append(several, &records[j])
			}
		}
	}
	if len(several) == 0 {
		return nil
	}
	ids := make([]identity.RecordID, len(several))
	for i, r := range several {
		ids[i] = r.ID
	}
	slices.Sort(ids)
	told, err := tx.Merges(slices.Compact(ids))
	if err != nil {
		return err
	}
	merges := (facts.Merges{}).With(told...)
	for _, r := range several {
		r.into, r.Gone = merges.Into(r.Key)
	}
	return nil
}
