package train

import (
	"math"
	"reflect"
	"testing"
)

// Without labels, and from the guess that falls from level to level, the
// planted m, u and prior come back.
func TestFitRecoversPlantedParameters(t *testing.T) {
	t.Parallel()
	const pairs = 200_000
	want := planted()
	got, report := fitted(t, plantedModel(), plantedSample(t, seeded(1), pairs), options())
	if math.Abs(report.Prior-want.Prior) > 0.02 || report.Pairs != pairs || math.Abs(report.Matches-pairs*report.Prior) > 1e-6 || got.Prior != report.Prior {
		t.Errorf("report %+v, prior %v, planted %v", report, got.Prior, want.Prior)
	}
	for i, c := range got.Comparisons {
		for l := 1; l < len(c.Levels); l++ {
			at := len(want.M[i]) - l
			if m, u := *c.Levels[l].M, *c.Levels[l].U; math.Abs(m-want.M[i][at]) > 0.03 || math.Abs(u-want.U[i][at]) > 0.02 {
				t.Errorf("%s, level %d: m %.4f and u %.4f, planted %.4f and %.4f", c.Name, l, m, u, want.M[i][at], want.U[i][at])
			}
		}
	}
}

func TestFitKeepsWhatIsFixed(t *testing.T) {
	t.Parallel()
	f := plantedModel()
	m, u := []float64{0, 0.7, 0.2, 0.1}, []float64{0, 0.1, 0.2, 0.7}
	fix(&f.Comparisons[0], m, nil)
	fix(&f.Comparisons[1], nil, []float64{0, 0.25, 0.75})
	fix(&f.Comparisons[3], []float64{0, 0.6, 0.4}, []float64{0, 0.5, 0.5})
	sample := plantedSample(t, seeded(2), 20_000)
	for name, sessions := range map[string][]Session{
		"all pairs": nil,
		"sessions":  {{Rule: "all", Patterns: sample.Patterns, Learns: []bool{true, true, true, true}}},
	} {
		sample.Sessions = sessions
		got, _ := fitted(t, f, sample, options())
		for i, c := range got.Comparisons {
			for l, level := range c.Levels {
				kept := f.Comparisons[i].Levels[l]
				checkKept(t, name+": m of "+c.Name, c.FixM, level.M, kept.M)
				checkKept(t, name+": u of "+c.Name, c.FixU, level.U, kept.U)
			}
		}
		if same(*got.Comparisons[0].Levels[1].U, u[1]) || same(*got.Comparisons[1].Levels[1].M, 0.8) {
			t.Errorf("%s: what is not fixed was not learnt", name)
		}
	}
}

func same(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func checkKept(t *testing.T, what string, fixed bool, got, want *float64) {
	t.Helper()
	if fixed && got != nil && !same(*got, *want) {
		t.Errorf("%s is %v, fixed at %v", what, *got, *want)
	}
}

// A prior that is asked for goes into the model in place of the estimate, which
// the report still tells; it changes nothing else.
func TestFitWritesThePriorAskedFor(t *testing.T) {
	t.Parallel()
	sample, opt := plantedSample(t, seeded(3), 20_000), options()
	free, one := fitted(t, plantedModel(), sample, opt)
	opt.Prior = 3e-7
	asked, two := fitted(t, plantedModel(), sample, opt)
	if asked.Prior != 3e-7 || free.Prior == 3e-7 || one != two {
		t.Errorf("prior %v, without asking %v; reports %+v and %+v", asked.Prior, free.Prior, one, two)
	}
	asked.Prior = free.Prior
	if !reflect.DeepEqual(asked, free) {
		t.Error("the prior asked for changed more than the prior")
	}
}

// What the sample never showed is rare, not impossible: half a pair of m, and
// of u the more the fewer pairs were drawn.
func TestFitSmoothsWhatWasNeverSeen(t *testing.T) {
	t.Parallel()
	sample := Sample{Weight: 1, Patterns: []Pattern{{Levels: []int8{1, 1}, Count: 1000}, {Levels: []int8{3, 3}, Count: 9000}}}
	few, _ := fitted(t, modelOf(4, 4), sample, options())
	sample.Weight = 100
	many, _ := fitted(t, modelOf(4, 4), sample, options())
	for i := range few.Comparisons {
		once, often := few.Comparisons[i].Levels[2], many.Comparisons[i].Levels[2]
		if want := 0.5 / 1001.5; math.Abs(*once.M-want) > want/100 {
			t.Errorf("the m of what was never seen is %v, want %v", *once.M, want)
		}
		if want := 0.5 / 9001.5; math.Abs(*once.U-want) > want/100 {
			t.Errorf("the u of what was never seen is %v, want %v", *once.U, want)
		}
		if ratio := *often.U / *once.U; math.Abs(ratio-10) > 0.1 {
			t.Errorf("a draw of one in a hundred makes u %v times as large, want 10", ratio)
		}
	}
}

// Of a comparison that no pair tells of, u is the same for every level.
func TestFitOfAColumnThatNobodyHas(t *testing.T) {
	t.Parallel()
	sample := Sample{Weight: 1, Patterns: []Pattern{
		{Levels: []int8{1, Missing}, Count: 1000}, {Levels: []int8{3, Missing}, Count: 9000},
	}}
	got, _ := fitted(t, modelOf(4, 5), sample, options())
	for _, l := range got.Comparisons[1].Levels[1:] {
		if math.Abs(*l.U-0.25) > 1e-6 {
			t.Errorf("%s: u %v, want 0.25", l.Name, *l.U)
		}
	}
}

func TestFitWritesFrequencies(t *testing.T) {
	t.Parallel()
	f, sample := plantedModel(), plantedSample(t, seeded(4), 2000)
	f.TermFrequencies = map[string]map[string]float64{"c0": {"OLD": 0.5}}
	sample.Frequencies = map[string]map[string]float64{"c0": {"NEW": 0.25}}
	if got, _ := fitted(t, f, sample, options()); !reflect.DeepEqual(got.TermFrequencies, sample.Frequencies) {
		t.Errorf("frequencies %v", got.TermFrequencies)
	}
}
