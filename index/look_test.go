package index

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Many queries at once find what each finds alone, in the order of queries.
func TestLooksTogetherEqualLooksAlone(t *testing.T) {
	t.Parallel()
	of := people{400}
	x := opened(t, t.TempDir(), Options{BatchSize: 90})
	random := rand.New(rand.NewPCG(7, 7))
	for version := range int64(12) {
		var entries []Entry
		for range 60 {
			entries = append(entries, of.entry(random.IntN(of.records), 1+version))
		}
		if _, err := x.Apply(entries, []string{idOf(random.IntN(of.records))}, nil); err != nil {
			t.Fatal(err)
		}
		checkLooks(t, x, of, random)
	}
}

func checkLooks(t *testing.T, x *Index, of people, random *rand.Rand) {
	t.Helper()
	queries, numbers := make([][]Key, random.IntN(40)), make([]uint64, random.IntN(40))
	for i := range queries {
		queries[i] = of.keys(random.IntN(of.records), 1+random.Int64N(12))[random.IntN(keysOfPerson):]
		queries[i] = append(queries[i], queries[random.IntN(i+1)]...) // twice, or another's
	}
	for i := range numbers {
		numbers[i] = of.entry(random.IntN(of.records), 1).Number * uint64(random.IntN(3)/2)
	}
	var together, alone []string
	err := x.Candidates(queries, func(query int, e *Entry) { together = append(together, fmt.Sprint("key", query, *e)) })
	if err != nil {
		t.Fatal(err)
	}
	err = x.Holders(numbers, func(at int, e *Entry) { together = append(together, fmt.Sprint("number", at, *e)) })
	if err != nil {
		t.Fatal(err)
	}
	for query, keys := range queries {
		for _, e := range collect(func(visit func(*Entry)) error { return candidates(x, keys, visit) }) {
			alone = append(alone, fmt.Sprint("key", query, e))
		}
	}
	for at, number := range numbers {
		for _, e := range collect(func(visit func(*Entry)) error { return holders(x, number, visit) }) {
			alone = append(alone, fmt.Sprint("number", at, e))
		}
	}
	if fmt.Sprint(together) != fmt.Sprint(alone) {
		t.Errorf("together %d: %.300v, alone %d: %.300v", len(together), together, len(alone), alone)
	}
}

// candidates looks for one query.
func candidates(x *Index, keys []Key, visit func(*Entry)) error {
	return x.Candidates([][]Key{keys}, func(_ int, e *Entry) { visit(e) })
}

// holders looks for one number.
func holders(x *Index, number uint64, visit func(*Entry)) error {
	return x.Holders([]uint64{number}, func(_ int, e *Entry) { visit(e) })
}
