package storetest

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// testTogether has two people in one component, one of another, and somebody who is not
// linked.
func testTogether(b *bench) {
	t := b.t
	r := b.publish(t, 1, 2, 3, 4, 5)
	for i, who := range []string{"p", "p", "q", "r"} {
		r[i] = linked(r[i], r[min(i, 3)/3*3].ID, anyUUID(who)) // 1, 2 and 3 are one component
	}
	people := []identity.Identity{person("p", 3, 1, 2), person("q", 1, 3), person("r", 1, 4)}
	b.update(t, func(tx linker.Tx) error {
		if err := tx.SetLinked(r[:4]); err != nil {
			return err
		}
		if err := tx.PutIdentities(people); err != nil {
			return err
		}
		return tx.PutMerges([]facts.Fact{merge(2, 9, 4, facts.Merge)})
	})
	byRecord := func(all []linker.Linked) []linker.Linked {
		return slices.SortedFunc(slices.Values(all), func(a, b linker.Linked) int { return cmp.Compare(a.ID, b.ID) })
	}
	var want []linker.Linked
	for i, merges := range []bool{false, true, false} {
		p := people[max(0, i-1)]
		want = append(want, linker.Linked{Record: r[i], IdentityVersion: p.Version, IdentityCreated: p.CreatedAt, Merges: merges})
	}
	together := func(n ...int) []linker.Linked {
		all, err := b.Together(t.Context(), recordIDs(n...))
		if err != nil {
			t.Fatal(err)
		}
		for i := range all {
			if !all[i].Content.Exists() {
				t.Error("a record has no content")
			}
		}
		return all
	}
	equal(t, "one person's records", together(2), byRecord(want[:2]))
	equal(t, "two people's records", together(1, 2, 3), byRecord(want))
	equal(t, "of nobody", together(5, 9), nil)
}
