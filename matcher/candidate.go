package matcher

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Edge puts a candidate pair on the ladder as Decide does, but for the conflict,
// and tells whether anything came of it. Most candidates are two people: of
// those it looks at no more comparisons than it takes to be sure.
func (m *Comparer) Edge(a, b *Comparable) (d Decision, ok bool) {
	least := m.thresholds.Review
	if m.shareIdentifier(a, b) {
		least = math.MinInt64
	}
	weight, agreeing, ok := m.weighTo(least, a, b)
	if !ok {
		return Decision{}, false
	}
	d.Weight = weight
	d.Tier, d.Rule, d.Guard = m.ladder(a, b, weight, agreeing)
	return d, d.Tier != TierNone
}

// MayBeEdge tells whether Edge may find an edge between two records once it is
// known what the other holders of their numbers make of these. It is no only
// where it is no whatever becomes known: most candidates need no look at who
// else holds their numbers.
func (m *Comparer) MayBeEdge(a, b *Comparable) bool {
	if m.shareIdentifier(a, b) {
		return true
	}
	weight := m.prior
	for i, at := range m.quickest {
		if weight+m.most[i] < m.thresholds.Review {
			return false
		}
		weight += m.comparisons[at].mostOf(m, a, b)
	}
	return weight >= m.thresholds.Review
}

// mostOf is the most that a comparison can say of two records that share no
// number: theirs may turn out to say nothing.
func (c *comparison) mostOf(m *Comparer, a, b *Comparable) Weight {
	if c.columns["nhs_number"] && len(c.columns) > 1 {
		return c.most()
	}
	l := &c.levels[c.level(m, a, b)]
	weight := l.weight + l.adjustment(m, a, b)
	for i := range c.levels {
		if c.columns["nhs_number"] && c.levels[i].missing {
			weight = max(weight, c.levels[i].weight)
		}
	}
	return weight
}

// shareIdentifier tells whether the ladder may have something to say of a pair
// whatever it weighs.
func (m *Comparer) shareIdentifier(a, b *Comparable) bool {
	return oneNumber(a, b) || m.sameLocalID(a, b)
}

// weighTo is Weigh for a pair that matters only from a weight on: it gives up as
// soon as the comparisons that are left cannot bring the pair there.
func (m *Comparer) weighTo(least Weight, a, b *Comparable) (weight Weight, agreeing int, ok bool) {
	weight = m.prior
	for i, at := range m.quickest {
		if weight+m.most[i] < least {
			return 0, 0, false
		}
		c := &m.comparisons[at]
		l := &c.levels[c.level(m, a, b)]
		weight += l.weight + l.adjustment(m, a, b)
		if l.agrees {
			agreeing++
		}
	}
	return weight, agreeing, weight >= least
}

// orderComparisons puts the comparisons with the fewest levels first, and works
// out the most that those from each place on can add.
func (m *Model) orderComparisons() {
	m.quickest = make([]int, len(m.comparisons))
	for i := range m.quickest {
		m.quickest[i] = i
	}
	slices.SortStableFunc(m.quickest, func(a, b int) int {
		return cmp.Compare(len(m.comparisons[a].levels), len(m.comparisons[b].levels))
	})
	m.most = make([]Weight, len(m.comparisons)+1)
	for i, at := range slices.Backward(m.quickest) {
		m.most[i] = m.most[i+1] + m.comparisons[at].most()
	}
}

// most is the greatest weight that any level can give, with the rarest value.
func (c *comparison) most() Weight {
	most := Weight(math.MinInt64)
	for i := range c.levels {
		l := &c.levels[i]
		most = max(most, l.weight+l.tf.most())
	}
	return most
}

// most is the adjustment of a value that is as rare as a table can have it.
func (tf *termFrequency) most() Weight {
	if tf == nil || len(tf.table) == 0 {
		return 0
	}
	rarest := tf.minimum // what the table lacks has it
	if rarest == 0 {
		rarest = slices.Min(slices.Collect(maps.Values(tf.table)))
	}
	return max(0, Bits(tf.weight*math.Log2(tf.base/rarest))) // 0 where a value is missing
}
