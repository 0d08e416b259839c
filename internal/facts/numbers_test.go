package facts_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

// someNumbers gives NHS numbers that are never issued, in order.
func someNumbers(count int) []demographics.NHSNumber {
	var all []demographics.NHSNumber
	for n := uint64(9_100_000_000); len(all) < count; n++ {
		if number := demographics.NHSNumberFromUint64(n); !number.IsZero() {
			all = append(all, number)
		}
	}
	return all
}

func day(n int) time.Time { return time.Date(2024, 1, 1+n, 0, 0, 0, 0, time.UTC) }

func superseded(old, by demographics.NHSNumber, at int) facts.NumberFact {
	return facts.NewNumberFact(old, facts.NumberSuperseded, by, day(at))
}

func stated(number demographics.NHSNumber, state facts.NumberState, at int) facts.NumberFact {
	return facts.NewNumberFact(number, state, demographics.NHSNumber{}, day(at))
}

func TestWhatANumberCountsAs(t *testing.T) {
	t.Parallel()
	n := someNumbers(4)
	a, b, c, d := n[0], n[1], n[2], n[3]
	type counts struct {
		class            demographics.NHSNumber
		usable, disputed bool
	}
	for name, test := range map[string]struct {
		told    []facts.NumberFact
		want    counts // of a
		members []demographics.NHSNumber
	}{
		"nothing was told":           {nil, counts{a, true, false}, []demographics.NHSNumber{a}},
		"superseded":                 {[]facts.NumberFact{superseded(a, b, 1)}, counts{b, true, false}, []demographics.NHSNumber{a, b}},
		"superseded in two steps":    {[]facts.NumberFact{superseded(c, b, 1), superseded(a, c, 2)}, counts{b, true, false}, []demographics.NHSNumber{a, b, c}},
		"two superseded by one":      {[]facts.NumberFact{superseded(a, d, 1), superseded(b, d, 2)}, counts{d, true, false}, []demographics.NHSNumber{a, b, d}},
		"the newest stands":          {[]facts.NumberFact{superseded(a, c, 2), superseded(a, b, 1)}, counts{c, true, false}, []demographics.NHSNumber{a, c}},
		"taken back":                 {[]facts.NumberFact{superseded(a, b, 1), stated(a, facts.NumberCurrent, 2)}, counts{a, true, false}, []demographics.NHSNumber{a}},
		"not taken back by the past": {[]facts.NumberFact{superseded(a, b, 2), stated(a, facts.NumberCurrent, 1)}, counts{b, true, false}, []demographics.NHSNumber{a, b}},
		"invalid":                    {[]facts.NumberFact{stated(a, facts.NumberInvalid, 1)}, counts{a, false, false}, []demographics.NHSNumber{a}},
		"disputed":                   {[]facts.NumberFact{stated(a, facts.NumberDisputed, 1)}, counts{a, true, true}, []demographics.NHSNumber{a}},
		"superseded by an invalid":   {[]facts.NumberFact{superseded(a, b, 1), stated(b, facts.NumberInvalid, 2)}, counts{b, false, false}, []demographics.NHSNumber{a, b}},
		"superseded by a disputed":   {[]facts.NumberFact{superseded(a, b, 1), stated(b, facts.NumberDisputed, 2)}, counts{b, true, true}, []demographics.NHSNumber{a, b}},
		"a loop":                     {[]facts.NumberFact{superseded(a, c, 1), superseded(c, b, 2), superseded(b, a, 3)}, counts{a, true, false}, []demographics.NHSNumber{a, b, c}},
		"into a loop":                {[]facts.NumberFact{superseded(a, d, 1), superseded(d, c, 2), superseded(c, d, 3)}, counts{c, true, false}, []demographics.NHSNumber{a, c, d}},
		"its own successor":          {[]facts.NumberFact{superseded(a, a, 1)}, counts{a, true, false}, []demographics.NHSNumber{a}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			numbers := facts.Numbers{}.With(test.told...)
			var got counts
			got.class, got.usable, got.disputed = numbers.Resolve(a)
			if got != test.want {
				t.Errorf("class %s, usable %t, disputed %t", got.class.Digits(), got.usable, got.disputed)
			}
			if members := numbers.Members(a); !slices.Equal(members, test.members) {
				t.Errorf("%d members, want %d", len(members), len(test.members))
			}
		})
	}
}

func TestNoNumberIsNotUsable(t *testing.T) {
	t.Parallel()
	if class, usable, disputed := (facts.Numbers{}).Resolve(demographics.NHSNumber{}); !class.IsZero() || usable || disputed {
		t.Error("no number counts as one")
	}
}

func TestLongChainsEnd(t *testing.T) {
	t.Parallel()
	const length = 20_000
	n := someNumbers(length)
	chain := make([]facts.NumberFact, 0, length)
	for i := range n[1:] {
		chain = append(chain, superseded(n[i+1], n[i], i))
	}
	numbers := facts.Numbers{}.With(chain...)
	if numbers.Class(n[length-1]) != n[0] {
		t.Error("the chain ends elsewhere")
	}
	if got := facts.Affected(facts.Numbers{}, numbers, chain...)[0]; got != n[1] {
		t.Error("the first that is affected is another")
	}
	numbers = numbers.With(superseded(n[0], n[length-1], length))
	if numbers.Class(n[length/2]) != n[0] || len(numbers.Members(n[5])) != length {
		t.Error("the loop is another class")
	}
}

// randomFacts draws facts about few numbers, so that chains and loops come about.
func randomFacts(r *rand.Rand, numbers []demographics.NHSNumber, count int) []facts.NumberFact {
	all := make([]facts.NumberFact, count)
	for i := range all {
		number, by := numbers[r.IntN(len(numbers))], numbers[r.IntN(len(numbers))]
		state := facts.NumberState(1 + r.IntN(4))
		if r.IntN(2) == 0 {
			state = facts.NumberSuperseded
		}
		if state != facts.NumberSuperseded {
			by = demographics.NHSNumber{}
		}
		all[i] = facts.NewNumberFact(number, state, by, day(r.IntN(6)))
	}
	return all
}

// plainly works out what numbers count as by going through all facts.
type plainly struct {
	newest map[demographics.NHSNumber]facts.NumberFact
}

func newPlainly(all []facts.NumberFact) plainly {
	p := plainly{map[demographics.NHSNumber]facts.NumberFact{}}
	for _, f := range all {
		if old, ok := p.newest[f.Number]; !ok || f.Compare(old) > 0 {
			p.newest[f.Number] = f
		}
	}
	return p
}

func (p plainly) class(number demographics.NHSNumber) demographics.NHSNumber {
	path := []demographics.NHSNumber{number}
	for {
		f := p.newest[path[len(path)-1]]
		if f.State != facts.NumberSuperseded {
			return path[len(path)-1]
		}
		if at := slices.Index(path, f.SupersededBy); at >= 0 {
			return slices.MinFunc(path[at:], func(a, b demographics.NHSNumber) int { return int(a.Uint64()) - int(b.Uint64()) })
		}
		path = append(path, f.SupersededBy)
	}
}

// counted is all that there is to say of a number.
func (p plainly) counted(number demographics.NHSNumber, universe []demographics.NHSNumber) (class demographics.NHSNumber, state facts.NumberState, members []demographics.NHSNumber) {
	class = p.class(number)
	state = p.newest[class].State
	if state == 0 || state == facts.NumberSuperseded {
		state = facts.NumberCurrent
	}
	for _, other := range universe {
		if p.class(other) == class {
			members = append(members, other)
		}
	}
	return class, state, members
}

// TestOrderDoesNotMatter takes facts in, in any order and any batches, some twice.
func TestOrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	universe := someNumbers(14)
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		all := randomFacts(r, universe, r.IntN(60))
		want := newPlainly(all)
		told := append(slices.Clone(all), all[:len(all)/3]...)
		r.Shuffle(len(told), func(i, j int) { told[i], told[j] = told[j], told[i] })
		numbers := facts.Numbers{}
		for len(told) > 0 {
			size := 1 + r.IntN(len(told))
			numbers, told = numbers.With(told[:size]...), told[size:]
		}
		for _, number := range universe {
			class, state, members := want.counted(number, universe)
			got, usable, disputed := numbers.Resolve(number)
			if got != class || usable != (state != facts.NumberInvalid) || disputed != (state == facts.NumberDisputed) {
				t.Fatalf("seed %d: number %s counts as %s, usable %t, disputed %t; want %s, %s",
					seed, number.Digits(), got.Digits(), usable, disputed, class.Digits(), state)
			}
			if !slices.Equal(numbers.Members(number), members) {
				t.Fatalf("seed %d: number %s has other members", seed, number.Digits())
			}
		}
	}
}

// TestWhoIsAffected compares with looking at every number before and after.
func TestWhoIsAffected(t *testing.T) {
	t.Parallel()
	universe := someNumbers(14)
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 2))
		first, second := randomFacts(r, universe, r.IntN(30)), randomFacts(r, universe, 1+r.IntN(5))
		before := facts.Numbers{}.With(first...)
		after := before.With(second...)
		was, is := newPlainly(first), newPlainly(append(first, second...))
		var affected, rejudged []demographics.NHSNumber
		for _, number := range universe {
			class1, state1, members1 := was.counted(number, universe)
			class2, state2, members2 := is.counted(number, universe)
			if class1 != class2 || state1 != state2 {
				affected = append(affected, number)
			}
			if class1 != class2 || state1 != state2 || !slices.Equal(members1, members2) {
				rejudged = append(rejudged, number)
			}
		}
		if got := facts.Affected(before, after, second...); !slices.Equal(got, affected) {
			t.Fatalf("seed %d: %d affected, want %d", seed, len(got), len(affected))
		}
		if got := facts.Rejudged(before, after, second...); !slices.Equal(got, rejudged) {
			t.Fatalf("seed %d: %d to be judged anew, want %d", seed, len(got), len(rejudged))
		}
	}
}

// TestWithLeavesTheOldAlone: two that grew out of one do not meet.
func TestWithLeavesTheOldAlone(t *testing.T) {
	t.Parallel()
	n := someNumbers(200)
	base := facts.Numbers{}
	for i := range 100 {
		base = base.With(superseded(n[i], n[i+1], 1))
	}
	left, right := base.With(superseded(n[100], n[101], 1)), base.With(superseded(n[100], n[102], 1))
	if base.Class(n[0]) != n[100] || left.Class(n[0]) != n[101] || right.Class(n[0]) != n[102] {
		t.Error("what is added to one shows in another")
	}
	if len(base.Members(n[0])) != 101 || len(left.Members(n[0])) != 102 {
		t.Error("what is added to one shows in the members of another")
	}
}

func BenchmarkNumbersWith(b *testing.B) {
	const known, batch = 300_000, 500
	n := someNumbers(known + batch)
	all := make([]facts.NumberFact, 0, known)
	for i := range known {
		all = append(all, superseded(n[i], n[i+batch], i%1000))
	}
	for b.Loop() {
		numbers := facts.Numbers{}
		for some := range slices.Chunk(all, batch) {
			numbers = numbers.With(some...)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/known, "ns/fact")
}
