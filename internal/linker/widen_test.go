package linker_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
)

// Where keys are too common, the same records come to the same people in
// whatever order and batches they come, wherever the process dies meanwhile.
func TestWideKeysAreWideWhateverHappens(t *testing.T) {
	t.Parallel()
	file := shippedModel(t).File()
	file.WideLimit = 3
	model, err := matcher.New(file)
	if err != nil {
		t.Fatal(err)
	}
	wide := 0
	for seed := range soak(t, 40) {
		w := newWorld(uint64(seed) + 1)
		var all []event
		for _, k := range w.keys {
			all = append(all, w.tell(k))
		}
		want := ""
		for round := range 4 {
			p := newProcess(model, rand.New(rand.NewPCG(uint64(seed), uint64(round))), 4*round) // at first nothing fails
			if err := p.work(t.Context(), w.batches(w.shuffled(all))); err != nil {
				t.Fatalf("world %d: %v", seed, err)
			}
			clusters, edges, tasks, err := p.state(t.Context())
			if err != nil {
				t.Fatalf("world %d: %v", seed, err)
			}
			err = p.store.View(t.Context(), func(tx linker.Reader) error {
				keys, err := tx.Wide()
				wide += len(keys)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			got := fmt.Sprint(clusters, edges, tasks)
			if want == "" {
				want = got
			}
			if got != want {
				t.Fatalf("world %d, round %d: %s\nwant %s", seed, round, got, want)
			}
		}
	}
	if wide == 0 {
		t.Error("no key was wide")
	}
}
