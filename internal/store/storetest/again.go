package storetest

import (
	"errors"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// turns runs a transaction that reads and writes by turns.
func (b *bench) turns(steps ...func(tx linker.Tx) error) {
	b.t.Helper()
	b.update(b.t, func(tx linker.Tx) error {
		var errs []error
		for _, step := range steps {
			errs = append(errs, step(tx))
		}
		return errors.Join(errs...)
	})
}

func testRecordsAgain(b *bench) {
	t := b.t
	r := b.publish(t, 1, 2, 3)
	var now []linker.Record
	all := []identity.RecordID{r[0].ID, r[1].ID, r[2].ID, recordID(4)}
	look := func(tx linker.Tx) error {
		heads, err := tx.Heads(all)
		equal(t, "heads", heads, sorted(now...))
		return err
	}
	component := func(want ...int) func(tx linker.Tx) error {
		return func(tx linker.Tx) error {
			var list []linker.Record
			for _, n := range want {
				list = append(list, now[n])
			}
			found, err := tx.Components([]identity.RecordID{r[0].ID})
			equal(t, "component", found, sorted(list...))
			return err
		}
	}
	link := func(n, with int) func(tx linker.Tx) error {
		return func(tx linker.Tx) error {
			now[n] = linked(now[n], r[with].ID, "")
			return tx.SetLinked([]linker.Record{now[n]})
		}
	}
	now = r
	add := func(tx linker.Tx) error {
		now = append(now, record(b, 4, 4))
		now[0].Version, now[0].LaneSeq = 2, 5
		return tx.PutRecords([]linker.Record{now[0], now[3]})
	}
	b.turns(look, component(), link(0, 0), link(1, 0), look, component(0, 1), link(1, 2), look, component(0))
	b.turns(component(0), link(2, 0), component(0, 2), add, look, component(0, 2))
	b.turns(component(0, 2), look, link(2, 2), component(0), look)
	b.turns(look)
}

func testEdgesAgain(b *bench) {
	t := b.t
	first, second, other, newer := edge(1, 2, 9), edge(2, 3, 8), edge(3, 4, 7), edge(2, 3, 6)
	newer.VersionA += 7
	want := func(of []int, edges ...linker.Edge) func(tx linker.Tx) error {
		return func(tx linker.Tx) error {
			found, err := tx.Edges(recordIDs(of...))
			equal(t, "edges", found, sortedEdges(edges...))
			return err
		}
	}
	replace := func(of []int, edges ...linker.Edge) func(tx linker.Tx) error {
		return func(tx linker.Tx) error { return tx.ReplaceEdges(recordIDs(of...), edges) }
	}
	b.turns(replace([]int{1, 2, 3, 4}, first, second, other), want([]int{2}, first, second))
	b.turns(want([]int{1}, first), replace([]int{2}, newer), want([]int{1, 2, 3, 4}, newer, other))
	b.turns(want([]int{1, 2, 3, 4}, newer, other), replace([]int{3}, newer), want([]int{3}, newer),
		replace([]int{2}, first), want([]int{1, 2, 3, 4}, first))
	b.turns(want([]int{1, 2, 3, 4}, first), replace([]int{4}, first), replace([]int{1}), want([]int{1, 2, 3, 4}))
}
