package bulk

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
)

// Any number of workers meets every pair once.
func TestWorkersMeetEveryPairOnce(t *testing.T) {
	t.Parallel()
	random := seeded(5)
	r, _ := recordsOf(t, crowdedModel(t, random), crowd(random, 2*someRecords+150))
	b := newBlocks(r)
	want := visits(t, r, b)
	for workers := 2; workers <= 5; workers++ {
		parts, through := make([]map[couple]int, workers), atomic.Int64{}
		for i := range parts {
			parts[i] = map[couple]int{}
		}
		err := b.pairs(t.Context(), workers, func(worker int, x, y int32) {
			parts[worker][coupleOf(r.All[x].ID, r.All[y].ID)]++
		}, func(n int) { through.Add(int64(n)) })
		got := map[couple]int{}
		for _, part := range parts {
			for pair, n := range part {
				got[pair] += n
			}
		}
		if err != nil || !maps.Equal(got, want) || through.Load() != int64(len(r.All)) {
			t.Errorf("%d workers give %d pairs of %d records (%v), want %d", workers, len(got), through.Load(), err, len(want))
		}
	}
}

func TestNoRecordsGiveNoPairs(t *testing.T) {
	t.Parallel()
	for n := range 2 {
		r, _ := recordsOf(t, smallModel(t), crowd(seeded(1), n))
		b := newBlocks(r)
		if got := visits(t, r, b); len(got) > 0 {
			t.Errorf("%d records give pairs %v", n, got)
		}
	}
}

// It changes how many goroutines the whole process may use, so it cannot run
// beside other tests.
//
//nolint:paralleltest // see above
func TestCandidatesDependOnNeitherOrderNorProcessors(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	for seed := range uint64(6) {
		rows := crowd(seeded(seed), 150)
		var want string
		for processors := 1; processors <= 3; processors++ {
			runtime.GOMAXPROCS(processors)
			for range 2 {
				rows = shuffled(seeded(seed), rows)
				r, _ := recordsOf(t, crowdedModel(t, seeded(seed)), rows)
				b := newBlocks(r)
				r.order()
				edges, _, err := r.edges(t.Context(), b, func(int) {})
				if err != nil {
					t.Fatal(err)
				}
				got := fmt.Sprint(visits(t, r, b), b.wide, edgeText(r, edges))
				if want == "" {
					want = got
				}
				if got != want {
					t.Fatalf("seed %d, %d processors: another answer", seed, processors)
				}
			}
		}
	}
}

func edgeText(r *Records, edges []edge) []string {
	var out []string
	for _, e := range edges {
		out = append(out, fmt.Sprintf("%s %s %+v", r.All[e.x].ID, r.All[e.y].ID, newPacker().decision(e)))
	}
	return out
}

func TestWideKeysAreReported(t *testing.T) {
	t.Parallel()
	file := smallFile(t)
	file.WideLimit = 3
	var rows []fields
	for i := range 5 { // one phone and one year: too many even with the second term
		rows = append(rows, fields{"phone": "0161 496 0001", "birth_date": fmt.Sprintf("1980-02-%d", 11+i)})
	}
	for i := range 4 { // one phone, each with another year
		rows = append(rows, fields{"phone": "0161 496 0002", "birth_date": fmt.Sprintf("%d-02-11", 1981+i)})
	}
	r, _ := recordsOf(t, newModel(t, file), rows)
	b := newBlocks(r)
	if got, want := fmt.Sprint(b.wide), "[{phone 2 5 1}]"; got != want {
		t.Errorf("wide blocks %s, want %s", got, want)
	}
	if got := visits(t, r, b); len(got) != 10 {
		t.Errorf("%d pairs, want the 10 of the five with one year", len(got))
	}
}

// A key that the model lists is made narrower however few records it brings
// together, but for a rule that has no second terms.
func TestListedKeysAreMadeNarrower(t *testing.T) {
	t.Parallel()
	file := smallFile(t)
	file.WideValues = map[string][]string{"phone": {"01614960001"}, "number": {nhsNumbers(1)[0]}}
	for _, tt := range []struct {
		name   string
		shared fields
		pairs  int
	}{
		{"listed", fields{"phone": "0161 496 0001"}, 0},
		{"not listed", fields{"phone": "0161 496 0002"}, 1},
		{"no second terms", fields{"nhs_number": nhsNumbers(1)[0]}, 1},
	} {
		rows := []fields{tt.shared.with(fields{"birth_date": "1980-02-11"}), tt.shared.with(fields{"birth_date": "1981-02-11"})}
		r, _ := recordsOf(t, newModel(t, file), rows)
		b := newBlocks(r)
		if got := visits(t, r, b); len(got) != tt.pairs {
			t.Errorf("%s: pairs %v, want %d", tt.name, got, tt.pairs)
		}
	}
}

// A hundred thousand records in one block are compared with their neighbours only.
func TestOneHugeBlock(t *testing.T) {
	t.Parallel()
	r, _ := recordsOf(t, smallModel(t), []fields{{"phone": "0161 496 0001", "birth_date": "1980-02-11"}})
	const n = 100_000
	r.All = slices.Repeat(r.All, n)
	for i, c := range r.All {
		other := *c
		other.ID = fmt.Sprintf("r%06d", i)
		r.All[i] = &other
	}
	b := newBlocks(r)
	pairs := 0
	if err := b.pairs(t.Context(), 1, func(int, int32, int32) { pairs++ }, func(int) {}); err != nil {
		t.Fatal(err)
	}
	if want := n*window - window*(window+1)/2; pairs != want {
		t.Errorf("%d pairs, want %d", pairs, want)
	}
}
