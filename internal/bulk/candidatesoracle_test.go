package bulk

import (
	"maps"
	"math/rand/v2"
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
func visits(t *testing.T, r *Records, b *blocks) map[couple]int {
	t.Helper()
	out := map[couple]int{}
	err := b.pairs(t.Context(), 1, func(_ int, x, y int32) {
		if x == y {
			t.Errorf("record %s is paired with itself", r.All[x].ID)
		}
		out[coupleOf(r.All[x].ID, r.All[y].ID)]++
	}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// crowdedModel has limits so low that the blocks of a crowd are wide.
func crowdedModel(t *testing.T, random *rand.Rand) *matcher.Model {
	t.Helper()
	file := smallFile(t)
	file.WideLimit = 2 + random.IntN(40)
	if random.IntN(2) == 0 {
		file.WideValues = map[string][]string{
			"phone":                   {"01614960001"},
			"name and birth date":     {"S530|1980-02-10"}, // its rule has no second terms
			"birth date and postcode": {"1980-02-10|M1"},
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
		got := visits(t, r, b)
		for pair, n := range got {
			if n != 1 {
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
