package linker_test

import (
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/linker"
)

// Who becomes restricted, and is no longer, changes what others are told, though
// nobody else becomes of anybody.
func TestRestrictionIsTold(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	r := newRun(model)
	w := newWorld(1)
	for _, confidentiality := range []string{"U", "R", "R", "U"} {
		e := w.fact(facts.Fact{Key: w.keys[0], Kind: facts.Tell, Columns: facts.Columns{
			"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-10", "confidentiality": confidentiality,
		}})
		if _, err := r.linker.Process(t.Context(), r.lane, linker.Batch{Facts: []facts.Fact{*e.fact}}); err != nil {
			t.Fatal(err)
		}
	}
	records, err := r.store.RecordPage(t.Context(), "", 1)
	if err != nil {
		t.Fatal(err)
	}
	told, err := r.store.History(t.Context(), records[0].Identity)
	if err != nil {
		t.Fatal(err)
	}
	want := []bool{false, true, false}
	for i, c := range told {
		if i >= len(want) || c.Restricted != want[i] || c.Version != int64(i+1) {
			t.Errorf("change %d: version %d, restricted %t", i, c.Version, c.Restricted)
		}
	}
	if len(told) != len(want) {
		t.Errorf("%d changes were told, want %d", len(told), len(want))
	}
}
