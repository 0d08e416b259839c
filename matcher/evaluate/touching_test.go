package evaluate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// surveyed is a roster with records in random groups.
type surveyed struct {
	truth, identities, groups map[string]string

	roster *Roster
	of     []uint16
	names  []string
}

func randomSurveyed(t *testing.T, random *rand.Rand) surveyed {
	t.Helper()
	s := surveyed{groups: map[string]string{}, names: []string{"p", "q", "r"}}
	s.truth, s.identities = randomPartitions(random)
	var err error
	if s.roster, err = NewRoster(s.truth, s.identities); err != nil {
		t.Fatal(err)
	}
	s.of = make([]uint16, len(s.truth))
	for record := range s.truth {
		group := random.IntN(len(s.names))
		place, _ := s.roster.Place(record)
		s.of[place], s.groups[record] = uint16(group), s.names[group]
	}
	return s
}

// pairsTouching lists every pair with a record of a group.
func (s surveyed) pairsTouching(group string, visit func(linked, person bool)) {
	for a := range s.truth {
		for b := range s.truth {
			if a < b && (s.groups[a] == group || s.groups[b] == group) {
				idA, okA := s.identities[a]
				idB, okB := s.identities[b]
				visit(okA && okB && idA == idB, s.truth[a] == s.truth[b])
			}
		}
	}
}

// Counting by sizes gives what listing every pair gives.
func TestGroupsAgainstBruteForce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		s := randomSurveyed(t, seeded(seed))
		recall, precision := s.roster.recallBy(s.of, len(s.names)), s.roster.precisionBy(s.of, len(s.names))
		for i, group := range s.names {
			var both, linked, persons int64
			s.pairsTouching(group, func(l, p bool) {
				linked += int64(boolean(l))
				persons += int64(boolean(p))
				both += int64(boolean(l && p))
			})
			if r := recall[i]; r.whole != persons || r.part != both {
				t.Errorf("seed %d, %s: %d of %d true pairs found, want %d of %d", seed, group, r.part, r.whole, both, persons)
			}
			if p := precision[i]; p.whole != linked || p.part != both {
				t.Errorf("seed %d, %s: %d of %d linked pairs right, want %d of %d", seed, group, p.part, p.whole, both, linked)
			}
		}
	}
}

func boolean(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// With everyone in one group the figures are those of the whole.
func TestOneGroupIsTheWhole(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		truth, identities := randomPartitions(seeded(seed))
		roster, err := NewRoster(truth, identities)
		if err != nil {
			t.Fatal(err)
		}
		all := make([]uint16, len(truth))
		whole, recall, precision := roster.Clusters().Pairwise, roster.recallBy(all, 1)[0], roster.precisionBy(all, 1)[0]
		if recall.part != whole.TruePositives || recall.whole-recall.part != whole.FalseNegatives || precision.whole-precision.part != whole.FalsePositives {
			t.Errorf("seed %d: %+v and %+v, want %+v", seed, recall, precision, whole)
		}
	}
}

func TestSharesBy(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		random := seeded(seed)
		s := randomSurveyed(t, random)
		holds := make([]bool, len(s.truth))
		for i := range holds {
			holds[i] = random.IntN(2) == 0
		}
		for i, got := range s.roster.sharesBy(s.of, len(s.names), holds) {
			var whole, part int64
			people := map[string]bool{}
			for record, person := range s.truth {
				if place, _ := s.roster.Place(record); s.of[place] == uint16(i) {
					whole++
					part += int64(boolean(holds[place]))
					people[person] = true
				}
			}
			if got.whole != whole || got.part != part || got.clusters != int64(len(people)) {
				t.Errorf("seed %d: %d of %d in %d people, want %d of %d in %d", seed, got.part, got.whole, got.clusters, part, whole, len(people))
			}
		}
	}
}

func TestJoined(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "1", "c": "1", "d": "2", "e": "3"}
	roster, err := NewRoster(truth, map[string]string{"a": "x", "b": "x", "c": "y", "d": "y"})
	if err != nil {
		t.Fatal(err)
	}
	for record, want := range map[string]bool{"a": true, "b": true, "c": false, "d": false, "e": false} {
		if place, _ := roster.Place(record); roster.joined()[place] != want {
			t.Errorf("%s is joined with one of its person: %t, want %t", record, !want, want)
		}
	}
}

func TestDesignEffect(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		clusters [][2]int64 // whole, part
		want     float64
	}{
		{"nothing", nil, 1},
		{"nothing to have", [][2]int64{{0, 0}}, 1},
		{"all had: as if a cluster were one", [][2]int64{{3, 3}, {3, 3}}, 3},
		{"nothing had", [][2]int64{{2, 0}, {4, 0}}, 20.0 / 6},
		{"one cluster", [][2]int64{{6, 3}}, 6},
		{"all or nothing of each: whole clusters count", [][2]int64{{3, 3}, {3, 0}}, 2 * 3},
		{"independent at least", [][2]int64{{2, 1}, {2, 1}}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var sum tally
			for _, c := range tt.clusters {
				sum.add(c[0], c[1])
			}
			if got := sum.designEffect(); math.Abs(got-tt.want) > 1e-12 {
				t.Errorf("design effect %v, want %v", got, tt.want)
			}
		})
	}
}

// Of people whose records are missed together, 95 of 100 intervals hold the
// true recall; intervals that took pairs as independent would hold far fewer.
func TestIntervalsHoldTheTruth(t *testing.T) {
	t.Parallel()
	const runs, people, found = 2000, 400, 0.9
	random := seeded(7)
	honest, naive := 0, 0
	for range runs {
		var sum tally
		for range people {
			pairs := pairsOf(2 + random.Int64N(4))
			part := pairs
			if random.Float64() >= found {
				part = 0
			}
			sum.add(pairs, part)
		}
		rate := Suppression{}.newRate(&sum)
		honest += boolean(rate.Interval.Low <= found && found <= rate.Interval.High)
		low, high := Wilson(sum.part, sum.whole, z95)
		naive += boolean(low <= found && found <= high)
	}
	if share := float64(honest) / runs; share < 0.935 || share > 0.965 {
		t.Errorf("%.3f of the intervals hold the truth, want about 0.95", share)
	}
	if share := float64(naive) / runs; share > 0.85 {
		t.Errorf("%.3f of the naive intervals hold the truth: this test shows nothing", share)
	}
}

func TestNewcombe(t *testing.T) {
	t.Parallel()
	share := func(part, whole int64) Interval {
		low, high := Wilson(part, whole, z95)
		return Interval{float64(part) / float64(whole), low, high}
	}
	for _, c := range []struct { // Newcombe 1998, table II, method 10
		a, b      Interval
		low, high float64
	}{
		{share(56, 70), share(48, 80), 0.0524, 0.3339},
		{share(9, 10), share(3, 10), 0.1705, 0.8090},
		{share(10, 10), share(0, 20), 0.6791, 1.0000},
	} {
		got := newcombe(c.a, c.b)
		if math.Abs(got.Low-c.low) > 5e-5 || math.Abs(got.High-c.high) > 5e-5 {
			t.Errorf("%.4f to %.4f, want %.4f to %.4f", got.Low, got.High, c.low, c.high)
		}
		if back := newcombe(c.b, c.a); math.Abs(back.Low+got.High) > 1e-12 {
			t.Errorf("the difference the other way round is %+v beside %+v", back, got)
		}
	}
}

func TestSuppression(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 1: `"*"`, 4: `"*"`, 5: `"*"`, 7: `"*"`, 8: "10", 12: "10", 13: "15", 1002: "1000", 1003: "1005"} {
		if got, err := (Suppression{8, 5}).count(n).MarshalJSON(); err != nil || string(got) != want {
			t.Errorf("%d is shown as %s, want %s (error %v)", n, got, want, err)
		}
		if got := (Suppression{}).count(n); got.N != n || got.Hidden {
			t.Errorf("%d is shown as %+v though nothing is suppressed", n, got)
		}
	}
}

// A rate shows nothing that the counts beside it do not.
func TestSuppressedRates(t *testing.T) {
	t.Parallel()
	hide := Suppression{8, 5}
	for whole := range int64(60) {
		for part := range whole + 1 {
			var sum tally
			sum.add(whole/3, part/3)
			sum.add(whole-whole/3, part-part/3)
			r := hide.newRate(&sum)
			if small := part > 0 && part < 8 || whole > 0 && whole < 8; r.Known == (small || whole == 0) {
				t.Fatalf("%d of %d: known %t", part, whole, r.Known)
			}
			if r.Known && r.Interval.Value != float64(r.Count.N)/float64(r.Of.N) {
				t.Fatalf("%d of %d: %v is not the share of the counts shown", part, whole, r.Interval.Value)
			}
			if r.Known && math.Abs(r.DesignEffect*10-math.Round(r.DesignEffect*10)) > 1e-9 {
				t.Fatalf("%d of %d: design effect %v shows more than a tenth", part, whole, r.DesignEffect)
			}
		}
	}
}

func FuzzParseSuppression(f *testing.F) {
	for _, text := range []string{"8/5", "8", "0/5", "-1/1", "8/17", "8/5/1", "a/b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSuppression(text)
		if err != nil {
			return
		}
		if !s.On() || !s.count(1).Hidden && s.Below > 1 {
			t.Errorf("%q suppresses nothing", text)
		}
		if c := s.count(s.Below); c.N == 0 {
			t.Errorf("%q shows %d as nothing", text, s.Below)
		}
	})
}

func ExampleParseSuppression() {
	_, err := ParseSuppression("8")
	fmt.Println(err)
	// Output: expected two whole numbers, as in 8/5, the second at most twice the first
}
