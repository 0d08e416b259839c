package bulk

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

// couple is a pair of record ids, the lower first.
type couple [2]string

func coupleOf(a, b string) couple { return couple{min(a, b), max(a, b)} }

// blocked is what a plain reading of the rules says of a set of records.
type blocked struct {
	sure     map[couple]bool // share a key that is compared in full
	windowed map[couple]bool // are only neighbours in a block that is too big
	wide     int             // keys that needed the second terms
}

// bruteForce blocks records with nothing but strings and maps.
func bruteForce(r *Records) blocked {
	holders := keyHolders(r, func(string, string) bool { return false })
	limit := r.Model.File().WideLimit
	isWide := func(rule, key string) bool { return len(holders[rule+"/"+key]) > limit }
	out := blocked{sure: map[couple]bool{}, windowed: map[couple]bool{}}
	for _, block := range holders {
		if len(block) > limit {
			out.wide++
		}
	}
	for _, block := range keyHolders(r, isWide) {
		slices.SortFunc(block, func(a, b *matcher.Comparable) int { return a.Compare(b) })
		for i, a := range block {
			for j, b := range block[i+1:] {
				switch {
				case len(block) <= limit:
					out.sure[coupleOf(a.ID, b.ID)] = true
				case j < 10:
					out.windowed[coupleOf(a.ID, b.ID)] = true
				}
			}
		}
	}
	maps.DeleteFunc(out.windowed, func(c couple, _ bool) bool { return out.sure[c] })
	return out
}

// keyHolders lists the records of each key, once each, wide keys made narrower.
func keyHolders(r *Records, isWide func(rule, key string) bool) map[string][]*matcher.Comparable {
	m := r.Model
	out := map[string][]*matcher.Comparable{}
	for i, rule := range m.Rules() {
		for _, c := range r.All {
			add := func(key []byte) {
				if k := rule.Name + "/" + string(key); !slices.Contains(out[k], c) {
					out[k] = append(out[k], c)
				}
			}
			m.Keys(i, c, func(key []byte) {
				if len(rule.WhenWide) > 0 && (isWide(rule.Name, string(key)) || m.Wide(rule.Name, key)) {
					m.Narrower(i, slices.Clone(key), c, add)
				} else {
					add(key)
				}
			})
		}
	}
	return out
}

// visits counts how often the blocks give each pair.
func visits(t *testing.T, r *Records, b *blocks, from, to int) map[couple]int {
	t.Helper()
	out := map[couple]int{}
	b.pairs(from, to, func(x, y int32) {
		if x == y {
			t.Errorf("record %s is paired with itself", r.All[x].ID)
		}
		out[coupleOf(r.All[x].ID, r.All[y].ID)]++
	})
	return out
}

// crowdedModel has limits so low that the blocks of a crowd are wide.
func crowdedModel(t *testing.T, random *rand.Rand) *matcher.Model {
	t.Helper()
	file := smallFile(t)
	file.WideLimit = 2 + random.IntN(40)
	if random.IntN(2) == 0 {
		file.WideValues = map[string][]string{
			"phone":                   {"01614960001\x1f"},
			"name and birth date":     {"S530\x1f1980-02-10\x1f"}, // its rule has no second terms
			"birth date and postcode": {"1980-02-10\x1fM1\x1f"},
		}
	}
	return newModel(t, file)
}

func TestCandidatesAreThePairsThatShareAKey(t *testing.T) {
	t.Parallel()
	met := blocked{sure: map[couple]bool{}, windowed: map[couple]bool{}}
	for seed := range uint64(80) {
		random := seeded(seed)
		r, _ := recordsOf(t, crowdedModel(t, random), crowd(random, 2+random.IntN(120)))
		want, b := bruteForce(r), newBlocks(r)
		got := visits(t, r, b, 0, len(b.entries))
		for pair, n := range got {
			if n != 1 && want.sure[pair] {
				t.Errorf("seed %d: pair %v is given %d times", seed, pair, n)
			}
			if !want.sure[pair] && !want.windowed[pair] {
				t.Errorf("seed %d: pair %v shares no key", seed, pair)
			}
		}
		if len(got) != len(want.sure)+len(want.windowed) {
			t.Errorf("seed %d: %d pairs, want %d and %d neighbours", seed, len(got), len(want.sure), len(want.windowed))
		}
		met.wide += want.wide
		maps.Copy(met.sure, want.sure)
		maps.Copy(met.windowed, want.windowed)
	}
	if met.wide < 100 || len(met.sure) < 1000 || len(met.windowed) < 1000 {
		t.Errorf("%d wide keys, %d pairs, %d neighbours: the crowds are too tame", met.wide, len(met.sure), len(met.windowed))
	}
}

// Any number of spans holds every block whole, each once.
func TestSpansCoverAllBlocks(t *testing.T) {
	t.Parallel()
	random := seeded(5)
	r, _ := recordsOf(t, crowdedModel(t, random), crowd(random, 150))
	b := newBlocks(r)
	want := visits(t, r, b, 0, len(b.entries))
	for spans := 1; spans < 400; spans += 7 {
		cuts := b.cut(spans)
		if cuts[0] != 0 || cuts[len(cuts)-1] != len(b.entries) || !slices.IsSorted(cuts) || len(cuts) > 2*spans+1 {
			t.Fatalf("%d spans of %d entries are cut at %v", spans, len(b.entries), cuts)
		}
		got := map[couple]int{}
		for i, to := range cuts[1:] {
			for pair, n := range visits(t, r, b, cuts[i], to) {
				got[pair] += n
			}
			if i+2 < len(cuts) && b.entries[to].key == b.entries[to-1].key {
				t.Errorf("%d spans: the cut at %d divides a block", spans, to)
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("%d spans give %d pairs, want %d", spans, len(got), len(want))
		}
	}
}

func TestNoRecordsGiveNoPairs(t *testing.T) {
	t.Parallel()
	for n := range 2 {
		r, _ := recordsOf(t, smallModel(t), crowd(seeded(1), n))
		b := newBlocks(r)
		if got := visits(t, r, b, 0, len(b.entries)); len(got) > 0 {
			t.Errorf("%d records give pairs %v", n, got)
		}
		if cuts := b.cut(8); cuts[0] != 0 || cuts[len(cuts)-1] != len(b.entries) {
			t.Errorf("%d records: cut at %v", n, cuts)
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
				edges, _, _, err := r.edges(t.Context(), func(int) {})
				if err != nil {
					t.Fatal(err)
				}
				got := fmt.Sprint(visits(t, r, b, 0, len(b.entries)), b.report(), edgeText(r, edges))
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
		out = append(out, fmt.Sprintf("%s %s %+v", r.All[e.x].ID, r.All[e.y].ID, e.decision))
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
	if got, want := fmt.Sprint(b.report()), "[{phone 2 5 1}]"; got != want {
		t.Errorf("wide blocks %s, want %s", got, want)
	}
	if got := visits(t, r, b, 0, len(b.entries)); len(got) != 10 {
		t.Errorf("%d pairs, want the 10 of the five with one year", len(got))
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
	b.pairs(0, len(b.entries), func(int32, int32) { pairs++ })
	if want := n*window - window*(window+1)/2; pairs != want {
		t.Errorf("%d pairs, want %d", pairs, want)
	}
}
