package evaluate

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

func TestClusters(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "1", "c": "1", "d": "2", "e": "2", "f": "3"}
	perfect := Report{Pairwise: Score{1, 1, 1, 4, 0, 0}, BCubed: BCubed{1, 1, 1}}
	nothing := Report{Pairwise: Score{1, 0, 0, 0, 0, 4}, BCubed: BCubed{1, 0.5, 2.0 / 3}}
	tests := []struct {
		name              string
		truth, identities map[string]string
		want              Report
	}{
		{"perfect", truth, map[string]string{"a": "x", "b": "x", "c": "x", "d": "y", "e": "y", "f": "z"}, perfect},
		{"lone record left out", truth, map[string]string{"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}, perfect},
		{"an identity named as a lone record", truth, map[string]string{"a": "f", "b": "f", "c": "f", "d": "y", "e": "y"}, perfect},
		{"no identities", truth, nil, nothing},
		{"all in one", truth, map[string]string{"a": "x", "b": "x", "c": "x", "d": "x", "e": "x", "f": "x"}, Report{
			Pairwise: newScore(4, 11, 0), BCubed: BCubed{14.0 / 36, 1, 28.0 / 50},
		}},
		{"one moved", truth, map[string]string{"a": "x", "b": "x", "c": "y", "d": "y", "e": "y", "f": "z"}, Report{
			Pairwise: Score{0.5, 0.5, 0.5, 2, 2, 2}, BCubed: BCubed{14.0 / 18, 14.0 / 18, 14.0 / 18},
		}},
		{"empty", nil, nil, Report{Pairwise: Score{1, 1, 1, 0, 0, 0}, BCubed: BCubed{1, 1, 1}}},
		{"one record", map[string]string{"a": "1"}, map[string]string{"a": "x"}, Report{Pairwise: Score{1, 1, 1, 0, 0, 0}, BCubed: BCubed{1, 1, 1}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := Clusters(tt.truth, tt.identities)
			if err != nil {
				t.Fatal(err)
			}
			checkReport(t, got, tt.want)
		})
	}
}

func checkReport(t *testing.T, got, want Report) {
	t.Helper()
	g, w := got.Pairwise, want.Pairwise
	if g.TruePositives != w.TruePositives || g.FalsePositives != w.FalsePositives || g.FalseNegatives != w.FalseNegatives {
		t.Errorf("counts %+v, want %+v", g, w)
	}
	pairs := map[string][2]float64{
		"precision": {g.Precision, w.Precision}, "recall": {g.Recall, w.Recall}, "f1": {g.F1, w.F1},
		"B³ precision": {got.BCubed.Precision, want.BCubed.Precision},
		"B³ recall":    {got.BCubed.Recall, want.BCubed.Recall},
		"B³ f1":        {got.BCubed.F1, want.BCubed.F1},
	}
	for name, values := range pairs {
		if !(math.Abs(values[0]-values[1]) < 1e-12) {
			t.Errorf("%s is %v, want %v", name, values[0], values[1])
		}
	}
}

func TestClustersRejectsUnknownRecord(t *testing.T) {
	t.Parallel()
	if _, err := Clusters(map[string]string{"a": "1"}, map[string]string{"b": "x"}); err == nil {
		t.Error("an identity for an unknown record was accepted")
	}
}

// Counts of group sizes equal what listing every pair of records gives, and do
// not depend on the names of the groups.
func TestClustersAgainstBruteForce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		random := seeded(seed)
		truth, identities := randomPartitions(random)
		got, err := Clusters(truth, identities)
		if err != nil {
			t.Fatal(err)
		}
		checkReport(t, got, bruteForce(truth, identities))
		again, err := Clusters(renamed(truth, random), renamed(identities, random))
		if err != nil || again != got {
			t.Errorf("seed %d: after renaming %+v, before %+v (error %v)", seed, again, got, err)
		}
		if want := got.Pairwise.TruePositives + got.Pairwise.FalseNegatives; TruePairs(truth) != want {
			t.Errorf("seed %d: %d true pairs, want %d", seed, TruePairs(truth), want)
		}
	}
}

// Precision one way round is recall the other way round.
func TestClustersSymmetric(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		a, b := randomPartitions(seeded(seed))
		for record := range a { // a swap needs both to name every record
			if _, ok := b[record]; !ok {
				b[record] = "alone " + record
			}
		}
		there, err := Clusters(a, b)
		if err != nil {
			t.Fatal(err)
		}
		back, err := Clusters(b, a)
		if err != nil {
			t.Fatal(err)
		}
		if there.Pairwise.Precision != back.Pairwise.Recall || there.BCubed.Precision != back.BCubed.Recall ||
			there.Pairwise.F1 != back.Pairwise.F1 {
			t.Errorf("seed %d: %+v and %+v", seed, there, back)
		}
	}
}

func bruteForce(truth, identities map[string]string) Report {
	same := func(a, b string) (linked, person bool) {
		idA, okA := identities[a]
		idB, okB := identities[b]
		return a == b || okA && okB && idA == idB, truth[a] == truth[b]
	}
	var tp, fp, fn int64
	var precision, recall float64
	for a := range truth {
		var both, linked, persons float64
		for b := range truth {
			l, p := same(a, b)
			if l {
				linked++
			}
			if p {
				persons++
			}
			if l && p {
				both++
			}
			switch {
			case a >= b:
			case l && p:
				tp++
			case l:
				fp++
			case p:
				fn++
			}
		}
		precision += both / linked
		recall += both / persons
	}
	n := float64(len(truth))
	b := BCubed{Precision: precision / n, Recall: recall / n}
	b.F1 = 2 * b.Precision * b.Recall / (b.Precision + b.Recall)
	return Report{Pairwise: newScore(tp, fp, fn), BCubed: b}
}

// The numbers of pairs are exact beyond 32 bits.
func TestClustersManyPairs(t *testing.T) {
	t.Parallel()
	truth, identities := map[string]string{}, map[string]string{}
	for i := range 200_000 {
		record := strconv.Itoa(i)
		truth[record], identities[record] = "one", "half "+strconv.Itoa(i%2)
	}
	got, err := Clusters(truth, identities)
	if err != nil {
		t.Fatal(err)
	}
	if got.Pairwise.TruePositives != 9_999_900_000 || got.Pairwise.FalseNegatives != 10_000_000_000 {
		t.Errorf("counts %+v, want 9999900000 found and 10000000000 missed", got.Pairwise)
	}
}

func TestReportJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(Report{Pairwise: newScore(1, 1, 3), BCubed: BCubed{0.75, 0.5, 0.6}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"pairwise":{"precision":0.5,"recall":0.25,"f1":0.3333333333333333,` +
		`"true_positives":1,"false_positives":1,"false_negatives":3},` +
		`"bcubed":{"precision":0.75,"recall":0.5,"f1":0.6}}`
	if string(got) != want {
		t.Errorf("JSON is\n%s, want\n%s", got, want)
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 5)) }

// randomPartitions gives a few records, each with a person, most with an identity.
func randomPartitions(random *rand.Rand) (truth, identities map[string]string) {
	truth, identities = map[string]string{}, map[string]string{}
	groups := 1 + random.IntN(8)
	for i := range 1 + random.IntN(25) {
		record := fmt.Sprint("r", i)
		truth[record] = fmt.Sprint("p", random.IntN(groups))
		if random.IntN(6) > 0 {
			identities[record] = fmt.Sprint("r", random.IntN(groups))
		}
	}
	return truth, identities
}

// renamed gives every group another name.
func renamed(partition map[string]string, random *rand.Rand) map[string]string {
	names, out := map[string]string{}, map[string]string{}
	for record, group := range partition {
		if names[group] == "" {
			names[group] = fmt.Sprintf("%016x", random.Uint64())
		}
		out[record] = names[group]
	}
	return out
}

func BenchmarkClusters(b *testing.B) {
	truth, identities := map[string]string{}, map[string]string{}
	for i := range 200_000 {
		record := strconv.Itoa(i)
		truth[record], identities[record] = strconv.Itoa(i/3), strconv.Itoa(i/2)
	}
	for b.Loop() {
		if _, err := Clusters(truth, identities); err != nil {
			b.Fatal(err)
		}
	}
}
