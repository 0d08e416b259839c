package facts_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

// A fact passes if the record that it alone adds up to can be standardised, and
// fails for the same reason as that.
func TestCheckIsThatOfTheRecord(t *testing.T) {
	t.Parallel()
	texts := []string{"", " ", "A;B ", "1980-02-31", "1980-02-03", "Y", "perhaps", "01", "99", "9", "M1 1AE", "\xff", strings.Repeat("x", 1<<16+1), strings.Repeat("; ", 1<<16)}
	failed := 0
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 2))
		f := facts.Fact{Key: key("a"), Kind: facts.Tell, Stamp: stamp(1), Columns: facts.Columns{}}
		for _, column := range demographics.NativeColumns() {
			if rng.IntN(12) == 0 {
				f.Columns[column] = texts[rng.IntN(len(texts))]
			}
		}
		if rng.IntN(20) == 0 {
			f.Organisation = texts[rng.IntN(len(texts))]
		}
		content := facts.Fold(f)
		_, _, want := content.Record(f.Key, nil, demographics.Options{})
		got := f.Check(f.Stamp.At, demographics.Options{})
		if (got == nil) != (want == nil) || got != nil && !strings.HasSuffix(got.Error(), ": "+want.Error()) {
			t.Fatalf("seed %d: %v, want %v", seed, got, want)
		}
		if want != nil {
			failed++
		}
	}
	if failed < 300 || failed > 2700 {
		t.Errorf("%d of 3000 failed, too few or too many", failed)
	}
}
