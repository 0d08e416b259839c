package people

import (
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Holders reads the people of records whose organisations still have them under
// their identifiers: a record that was merged into another there, or is nobody's, has
// none.
func (p People) Holders(ctx context.Context, keys []facts.Key) (map[facts.Key]*Person, error) {
	ids := make([]identity.RecordID, len(keys))
	for i, key := range keys {
		ids[i] = key.Record()
	}
	ids = slices.Compact(slices.Sorted(slices.Values(ids)))
	all, told, err := p.of(ctx, ids, ids)
	if err != nil {
		return nil, err
	}
	return holdersOf(keys, (facts.Merges{}).With(told...), all), nil
}

func holdersOf(keys []facts.Key, merges facts.Merges, all []Person) map[facts.Key]*Person {
	of := map[identity.RecordID]*Person{}
	for i := range all {
		for _, id := range all[i].ids() {
			of[id] = &all[i]
		}
	}
	holders := map[facts.Key]*Person{}
	for _, key := range keys {
		if _, gone := merges.Into(key); gone {
			continue
		}
		if person := of[key.Record()]; person != nil {
			holders[key] = person
		}
	}
	return holders
}

// Number is what an NHS number leads to.
type Number struct {
	// Current is the number that stands for it now, itself if it was not superseded.
	Current demographics.NHSNumber
	// Invalid says that the national service has taken it back, Disputed that it is in
	// doubt whose it is: it then leads to nobody.
	Invalid, Disputed bool
	People            []Person
}

// ByNumber reads who holds an NHS number, or one that it stands for or is stood for
// by; known is what is known of numbers.
func (p People) ByNumber(ctx context.Context, known facts.Numbers, number demographics.NHSNumber) (n Number, err error) {
	class, usable, disputed := known.Resolve(number)
	n = Number{Current: class, Invalid: !usable, Disputed: disputed}
	if n.Invalid || n.Disputed {
		return n, nil
	}
	var numbers []uint64
	for _, one := range known.Members(class) {
		numbers = append(numbers, one.Uint64())
	}
	err = p.Store.View(ctx, func(tx linker.Reader) error {
		states, err := tx.NumberStates([]uint64{class.Uint64()})
		if err != nil {
			return err
		}
		if n.Disputed = len(states) > 0 && matcher.NumberState(states[0].State) != matcher.NumberCurrent; n.Disputed {
			return nil
		}
		n.People, err = whoHold(tx, numbers)
		return err
	})
	return n, wrapped(err)
}

// whoHold reads the people of the records that hold a number.
func whoHold(tx linker.Reader, numbers []uint64) ([]Person, error) {
	records, err := tx.Holders(numbers)
	if err != nil {
		return nil, err
	}
	var ids []identity.RecordID
	for i := range records {
		ids = append(ids, records[i].ID)
	}
	all, err := In(tx, ids)
	return slices.DeleteFunc(all, func(p Person) bool {
		return !slices.ContainsFunc(ids, p.Has)
	}), err
}
