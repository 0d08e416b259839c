package population

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSpillSorts whatever the number of files, equal keys included.
func TestSpillSorts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	type pair struct{ key, value uint64 }
	for _, files := range []int{1, 2, 7, 64} {
		const span = 1000
		s, err := newSpill(t.TempDir(), files, span)
		if err != nil {
			t.Fatal(err)
		}
		var want []pair
		for range 50 {
			var batch items
			for range r.IntN(400) {
				p := pair{r.Uint64N(span), r.Uint64()}
				want = append(want, p)
				batch.add(p.key, func(out []byte) []byte { return binary.BigEndian.AppendUint64(out, p.value) })
			}
			if err := s.add(&batch); err != nil {
				t.Fatal(err)
			}
		}
		slices.SortFunc(want, func(a, b pair) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.value, b.value)) })
		var got []pair
		for block, err := range s.sorted() {
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range block.places {
				got = append(got, pair{p.key, binary.BigEndian.Uint64(block.data[p.from:p.to])})
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d files: %d items came out, not the %d that went in, in order", files, len(got), len(want))
		}
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}
}
