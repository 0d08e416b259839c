package matcher

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestMeasures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		measure, a, b string
		want          float64
	}{
		{"jaro_winkler", "SMITH", "SMITH", 1},
		{"jaro_winkler", "MARTHA", "MARHTA", 0.9611},
		{"jaro_winkler", "DWAYNE", "DUANE", 0.84},
		{"jaro_winkler", "DIXON", "DICKSONX", 0.8133},
		{"jaro_winkler", "ABC", "XYZ", 0},
		{"levenshtein", "KITTEN", "SITTING", 3},
		{"levenshtein", "ŁÓDŹ", "LODZ", 3}, // letters, not bytes
		{"levenshtein", "AB", "BA", 2},
		{"damerau_levenshtein", "SMITH", "SMIHT", 1},
		{"damerau_levenshtein", "AB", "BA", 1},
		{"damerau_levenshtein", "ABRAHAM", "BARAHAM", 1},
		{"damerau_levenshtein", "KITTEN", "SITTING", 3},
		{"shared_tokens", "MARIA LUISA ANN", "ANN JANE MARIA", 2},
		{"shared_tokens", "MARIA", "ANN", 0},
		{"shared_tokens", "ANN ANN", "ANN", 1},
		{"difference", "12", "15.5", 3.5},
		{"difference", "-1", "1", 2},
		{"difference", "twelve", "12", math.Inf(1)},
	} {
		m := measures()[tt.measure]
		x, y := valueOf(tt.a), valueOf(tt.b)
		got, ok := m(x, y)
		back, _ := m(y, x)
		same := got == tt.want || math.Abs(got-tt.want) < 5e-5
		if !ok || !same || back != got {
			t.Errorf("%s of %s and %s is %v, and %v the other way, want %v", tt.measure, tt.a, tt.b, got, back, tt.want)
		}
	}
}

func TestMeasuresTellNothingOfWhatIsMissing(t *testing.T) {
	t.Parallel()
	some, nothing := valueOf("1980-02-10"), Value{}
	for name, m := range measures() {
		for _, v := range [][2]Value{{nothing, some}, {some, nothing}, {nothing, nothing}} {
			if _, ok := m(v[0], v[1]); ok {
				t.Errorf("%s tells something of a value that is missing", name)
			}
		}
		if _, ok := m(some, some); !ok {
			t.Errorf("%s tells nothing of two values", name)
		}
	}
}

// The Master Person Service publishes worked examples.
func TestJaroWinklerAsPublished(t *testing.T) {
	t.Parallel()
	var vectors struct {
		JaroWinkler [][3]any `json:"jaro_winkler_threshold_0_7"`
	}
	if err := json.Unmarshal(sharedData(t, "nhs-vectors.json"), &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.JaroWinkler) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range vectors.JaroWinkler {
		x, y, want := v[0].(string), v[1].(string), v[2].(float64)
		for _, got := range []float64{JaroWinkler(x, y), JaroWinkler(y, x)} {
			if math.Abs(100*got-want) > 0.005 {
				t.Errorf("%s and %s: %.4f, want %v", x, y, 100*got, want)
			}
		}
	}
}

// The distances against the textbook's recursion.
func TestDistancesEqualTheDefinition(t *testing.T) {
	t.Parallel()
	random := seeded(1)
	for range 5000 {
		x, y := randomLetters(random, 6, 3), randomLetters(random, 6, 3)
		for name, transposing := range map[string]bool{"levenshtein": false, "damerau_levenshtein": true} {
			got, _ := measures()[name](valueOf(x), valueOf(y))
			if want := editDistance(x, y, transposing); got != float64(want) {
				t.Fatalf("%s of %q and %q is %v, want %d", name, x, y, got, want)
			}
		}
	}
}

// editDistance counts the least edits between two short texts of single bytes,
// a neighbouring transposition being one when it counts at all.
func editDistance(x, y string, transposing bool) int {
	if x == "" || y == "" {
		return len(x) + len(y)
	}
	m, n := len(x)-1, len(y)-1
	change := 1
	if x[m] == y[n] {
		change = 0
	}
	least := min(editDistance(x[:m], y, transposing)+1, editDistance(x, y[:n], transposing)+1, editDistance(x[:m], y[:n], transposing)+change)
	if transposing && m > 0 && n > 0 && x[m] == y[n-1] && x[m-1] == y[n] {
		least = min(least, editDistance(x[:m-1], y[:n-1], transposing)+1)
	}
	return least
}

func randomLetters(random *rand.Rand, longest, alphabet int) string {
	var b strings.Builder
	for range random.IntN(longest + 1) {
		b.WriteByte(byte('A' + random.IntN(alphabet)))
	}
	return b.String()
}

// Every predicate and every measure says the same of two records whichever
// comes first, and whether it is remembered or worked out; a record weighed
// against itself proves little otherwise.
func TestPredicatesAndMeasuresAreSymmetric(t *testing.T) {
	t.Parallel()
	for name, p := range predicates() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pairs := newRandomPairs(t, 3)
			holds, held := p.build(pairs.model, pairs.terms[:max(p.terms, 1)]), 0
			remembering := pairs.model.NewComparer(pairs.in)
			for range 20_000 {
				a, b := pairs.next()
				got := holds(pairs.model.forgetful(), a, b)
				back, again := holds(pairs.model.forgetful(), b, a), holds(remembering, b, a)
				if got != back || got != again {
					t.Fatalf("of %s: %v, %v the other way, %v remembered", pairs.describe(a, b), got, back, again)
				}
				if got {
					held++
				}
			}
			if held == 0 || held == 20_000 {
				t.Errorf("held of %d pairs of 20,000: the test says little", held)
			}
		})
	}
	for name, measure := range measures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pairs := newRandomPairs(t, 4)
			for range 20_000 {
				a, b := pairs.next()
				one, _ := measure(a.value(pairs.terms[0]), b.value(pairs.terms[0]))
				two, _ := measure(b.value(pairs.terms[0]), a.value(pairs.terms[0]))
				if one != two && (!math.IsNaN(one) || !math.IsNaN(two)) {
					t.Fatalf("of %s: %v, and %v the other way", pairs.describe(a, b), one, two)
				}
			}
		})
	}
}

// randomPairs makes pairs of records of two terms, whose values are of one kind.
type randomPairs struct {
	model  *Model
	in     *Interner
	terms  []int
	random *rand.Rand
}

func newRandomPairs(t *testing.T, seed uint64) *randomPairs {
	t.Helper()
	file := smallFile()
	file.BlockingRules[0].Keys = []string{"one", "other"}
	m := newModel(t, file)
	return &randomPairs{m, m.NewInterner(), []int{m.termIndex["one"], m.termIndex["other"]}, seeded(seed)}
}

func (p *randomPairs) describe(a, b *Comparable) string {
	text := func(c *Comparable, i int) string { return c.value(p.terms[i]).text() }
	return fmt.Sprintf("%q %q and %q %q", text(a, 0), text(a, 1), text(b, 0), text(b, 1))
}

func (p *randomPairs) next() (a, b *Comparable) {
	kind := p.random.IntN(5)
	return p.record(kind), p.record(kind)
}

// record holds no, one or two values for each term, so close together that
// every predicate holds now and then.
func (p *randomPairs) record(kind int) *Comparable {
	c := p.in.shelf.room(len(p.model.columns))
	c.in = p.in
	for _, term := range p.terms {
		var alternatives []string
		for range (p.random.IntN(8) + 2) / 4 {
			alternatives = append(alternatives, randomValue(p.random, kind))
		}
		column := p.model.places[term].column
		c.setValue(column, p.add(column, alternatives))
	}
	return c
}

// add numbers a value of a column that is a term of its own.
func (p *randomPairs) add(column int, alternatives []string) valueNumber {
	slices.Sort(alternatives)
	return p.in.columns[column].base.add(slices.Compact(alternatives))
}

func randomValue(random *rand.Rand, kind int) string {
	switch kind {
	case 0:
		return fmt.Sprintf("19%02d-%02d-%02d", 79+random.IntN(3), 1+random.IntN(3), pick(random, []int{1, 2, 3, 12, 21}))
	case 1:
		return fmt.Sprintf("19%02d-%02d-%02d", 10+random.IntN(80), 1+random.IntN(12), 1+random.IntN(28))[:4+3*random.IntN(3)]
	case 2:
		return strconv.Itoa(random.IntN(30))
	case 3:
		return pick(random, []string{"0", "O", "1", "I", "L", "A"}) + pick(random, []string{"0", "O", "1", "I", "L", "A"})
	}
	names := []string{"ANN", "A", "ELIZABETH", "LIZ", "KATHERINE", "KATH", "WAI", "MING", "WAIMING", "WONG", "HUANG", "ZOË", "NAN", "INF"}
	names = names[:1+random.IntN(len(names))]
	words := []string{pick(random, names)}
	for range random.IntN(3) {
		words = append(words, pick(random, names))
	}
	return strings.Join(words, " ")
}
