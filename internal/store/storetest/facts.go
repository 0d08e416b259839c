package storetest

import (
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/matcher/demographics"
)

// openFact is a fact with nothing masked.
type openFact struct {
	Authority, LocalID, OtherAuthority, OtherLocalID string
	Kind                                             facts.Kind
	Stamp                                            facts.Stamp
	Organisation                                     string
	Columns                                          facts.Columns
}

func open(all []facts.Fact) []openFact {
	var list []openFact
	for _, f := range all {
		list = append(list, openFact{f.Key.Authority, f.Key.LocalID, f.Other.Authority, f.Other.LocalID, f.Kind, f.Stamp, f.Organisation, f.Columns})
	}
	return list
}

func testFacts(b *bench) {
	t := b.t
	first, second, of2 := tell(1, 1, "SMITH"), tell(1, 2, "JONES"), tell(2, 1, "BROWN")
	gone := facts.Fact{Key: key(1), Kind: facts.Delete, Stamp: first.Stamp} // by the same message
	gone.Stamp.At = first.Stamp.At.AddDate(-2000, 0, 0)
	b.update(t, func(tx linker.Tx) error { return tx.AddFacts([]facts.Fact{second, of2}) })
	b.update(t, func(tx linker.Tx) error { return tx.AddFacts([]facts.Fact{first, first, second, gone}) })
	got := read(t, b, func(r linker.Reader) ([]facts.Fact, error) {
		return r.Facts([]identity.RecordID{recordID(1), recordID(3)})
	})
	equal(t, "facts", open(got), open([]facts.Fact{gone, first, second}))
}

func testMerges(b *bench) {
	t := b.t
	old, newer, back := merge(1, 2, 1, facts.Merge), merge(1, 3, 2, facts.Merge), merge(2, 3, 1, facts.Unmerge)
	b.update(t, func(tx linker.Tx) error { return tx.PutMerges([]facts.Fact{newer, back}) })
	b.update(t, func(tx linker.Tx) error { return tx.PutMerges([]facts.Fact{old}) })
	merges := func(of ...identity.RecordID) []openFact {
		t.Helper()
		return open(read(t, b, func(r linker.Reader) ([]facts.Fact, error) { return r.Merges(of) }))
	}
	both, all := []facts.Fact{newer, back}, []facts.Fact{old, newer, back}
	if recordID(2) < recordID(1) {
		both, all = []facts.Fact{back, newer}, []facts.Fact{back, old, newer}
	}
	equal(t, "of the record", merges(recordID(1)), open([]facts.Fact{old, newer}))
	equal(t, "into a record", merges(recordID(3)), open(both))
	equal(t, "once", merges(recordID(1), recordID(2), recordID(3)), open(all))
	equal(t, "none", merges(recordID(4)), nil)
}

func nhs(n uint64) demographics.NHSNumber { return demographics.NHSNumberFromUint64(n) }

func testNumberFacts(b *bench) {
	t := b.t
	one, two := nhs(9000000009), nhs(9434765919)
	old := facts.NewNumberFact(one, facts.NumberInvalid, demographics.NHSNumber{}, day(1))
	newer := facts.NewNumberFact(one, facts.NumberSuperseded, two, day(2))
	other := facts.NewNumberFact(two, facts.NumberDisputed, demographics.NHSNumber{}, day(1))
	put := func(all ...facts.NumberFact) {
		t.Helper()
		err := b.Update(t.Context(), b.lane, len(all), func(tx linker.Tx, first int64) error {
			var seqs []int64
			for i := range all {
				seqs = append(seqs, first+int64(i))
			}
			return tx.PutNumberFacts(all, b.lane.ID, seqs)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	found := func(after int64, limit int) []any {
		t.Helper()
		list, last, err := b.NumberFacts(t.Context(), linker.Mark{Lane: b.lane.ID, Seq: after}, limit)
		var told []any
		for _, f := range list {
			told = append(told, f.Number.Digits(), f.State, f.SupersededBy.Digits(), f.At, hexOf(f.Hash[:]))
		}
		return append(told, last, err)
	}
	row := func(f facts.NumberFact) []any {
		return []any{f.Number.Digits(), f.State, f.SupersededBy.Digits(), f.At, hexOf(f.Hash[:])}
	}
	put(old, other) // 1, 2
	equal(t, "both", found(0, 9), append(append(row(old), row(other)...), 2, nil))
	put(newer, old) // 3, 4: the older one says nothing new
	equal(t, "the newest", found(0, 9), append(append(row(other), row(newer)...), 3, nil))
	equal(t, "up to a limit", found(0, 1), append(row(other), 2, nil))
	equal(t, "after", found(3, 9), []any{3, nil})
}

func testNumberStates(b *bench) {
	t := b.t
	states := []linker.NumberState{{Class: 9000000009, State: 1, Holders: 2}, {Class: 9434765919, State: 0, Holders: 1}}
	b.update(t, func(tx linker.Tx) error { return tx.PutNumberStates(states, "record") })
	states[0] = linker.NumberState{Class: 9000000009, State: 2, Holders: 4}
	b.update(t, func(tx linker.Tx) error { return tx.PutNumberStates(states[:1], "fact") })
	equal(t, "states", read(t, b, func(r linker.Reader) ([]linker.NumberState, error) {
		return r.NumberStates([]uint64{9434765919, 9999999999, 9000000009})
	}), states)
	b.update(t, func(tx linker.Tx) error { // the same state with another holder is no change
		return tx.PutNumberStates([]linker.NumberState{{Class: 9000000009, State: 2, Holders: 5}}, "record")
	})
	var history []any
	for _, c := range must[[]store.NumberChange](t)(b.NumberHistory(t.Context(), 9000000009)) {
		history = append(history, c.State, c.Holders, c.Cause, c.At.IsZero())
	}
	equal(t, "history", history, []any{1, 2, "record", false, 2, 4, "fact", false})
	if list := must[[]store.NumberChange](t)(b.NumberHistory(t.Context(), 9434765919)); len(list) > 0 {
		t.Errorf("%d changes of a number that was always current", len(list))
	}
}
