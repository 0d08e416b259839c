package matcher

import (
	"fmt"
	"math"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/expr"
)

// comparison is a comparison ready to be made.
type comparison struct {
	name    string
	levels  []level
	columns map[string]bool // read by any level

	question question
	reads    []int // the columns' places, if a comparer can remember the levels
	cheap    bool  // asks of nothing but equality, which numbers tell
}

type level struct {
	name    string
	when    condition
	missing bool
	agrees  bool // the level speaks for a match
	weight  Weight
	terms   []int // read by the condition, for explaining
	tf      *termFrequency
}

// termFrequency adjusts a level's weight by how common a value is.
type termFrequency struct {
	term    int
	weight  float64
	base    float64
	minimum float64
	table   map[string]float64

	question question
}

func (m *Model) compile(c ComparisonFile) (comparison, error) {
	out := comparison{name: c.Name, columns: map[string]bool{}, question: m.newQuestion()}
	out.cheap = true
	for i, l := range c.Levels {
		out.cheap = out.cheap && cheap(l.When)
		compiled, err := m.compileLevel(c, l)
		if err != nil {
			return comparison{}, fmt.Errorf("levels[%d] %s: %w", i, l.Name, err)
		}
		out.levels = append(out.levels, compiled)
		for _, term := range compiled.terms {
			out.columns[m.terms[term].Column()] = true
		}
	}
	return out, nil
}

// cheap tells whether a condition is one question of equality.
func cheap(when string) bool {
	node, err := expr.Parse(when)
	return when == "else" || err == nil && node.Kind == expr.Call && (node.Name == "null" || node.Name == "exact")
}

func (m *Model) compileLevel(c ComparisonFile, l LevelFile) (level, error) {
	out := level{name: l.Name, missing: l.Missing}
	var err error
	if out.when, err = m.condition(l.When); err != nil {
		return level{}, fmt.Errorf("when: %w", err)
	}
	out.terms = m.shown(l.When)
	if l.M != nil && l.U != nil {
		out.weight = Bits(math.Log2(*l.M / *l.U))
		out.agrees = out.weight > 0
	}
	if l.TermFrequency != nil {
		if out.tf, err = m.compileFrequency(c, l); err != nil {
			return level{}, fmt.Errorf("term_frequency.term: %w", err)
		}
	}
	return out, nil
}

// shown lists the plain columns that a condition reads.
func (m *Model) shown(when string) []int {
	node, err := expr.Parse(when)
	if err != nil || when == "else" {
		return nil
	}
	var out []int
	for _, column := range node.Columns() {
		if term, err := blocking.ParseTerm(column); err == nil {
			out = append(out, m.term(term))
		}
	}
	return out
}

func (m *Model) compileFrequency(c ComparisonFile, l LevelFile) (*termFrequency, error) {
	term, err := blocking.ParseTerm(l.TermFrequency.Term)
	if err != nil {
		return nil, err
	}
	tf := &termFrequency{
		term:    m.term(term),
		weight:  l.TermFrequency.Weight,
		minimum: l.TermFrequency.Minimum,
		table:   m.file.TermFrequencies[term.String()],
		base:    1,

		question: m.newQuestion(),
	}
	u := baseOf(c, l, term.String())
	if l.TermFrequency.OwnU {
		u = l.U
	}
	if u != nil {
		tf.base = *u
	}
	return tf, nil
}

// baseOf gives the u that the frequency of a value takes the place of: that of
// the comparison's level exact(term), else that of the level itself.
func baseOf(c ComparisonFile, l LevelFile, term string) *float64 {
	for _, other := range c.Levels {
		if other.When == "exact("+term+")" {
			return other.U
		}
	}
	return l.U
}

// level gives the place of the first level that holds, from memory if it can.
func (c *comparison) level(m *Comparer, a, b *Comparable) int {
	if len(c.reads) == 0 || !m.remembers(a, b) {
		return c.firstLevel(m, a, b)
	}
	var x, y valuesAsked
	for i, column := range c.reads {
		x[i], y[i] = a.holds(column), b.holds(column)
	}
	at, known := m.slot(c.question, x, y)
	if !known {
		at.answer = int64(c.firstLevel(m, a, b))
	}
	return int(at.answer)
}

// remember finds the places of the columns that the comparison reads. The NHS
// number is not remembered: whether it counts is not a matter of its value.
func (c *comparison) remember(m *Model) {
	for at, column := range m.columns {
		if c.columns[column.name] {
			c.reads = append(c.reads, at)
		}
	}
	if len(c.reads) > mostRemembered || c.columns["nhs_number"] || c.cheap {
		c.reads = nil
	}
}

// firstLevel finds the first level that holds. The last always does.
func (c *comparison) firstLevel(m *Comparer, a, b *Comparable) int {
	for i := range c.levels {
		if c.levels[i].when(m, a, b) {
			return i
		}
	}
	return len(c.levels) - 1
}

// adjustment is the part of a level's weight that the commonness of the value adds.
func (l *level) adjustment(m *Comparer, a, b *Comparable) Weight {
	if l.tf == nil || len(l.tf.table) == 0 {
		return 0
	}
	x, y := a.value(l.tf.term), b.value(l.tf.term)
	if x.none() || y.none() {
		return 0
	}
	return Weight(m.ask(l.tf.question, x, y, l.tf.adjustment))
}

func (tf *termFrequency) adjustment(a, b Value) int64 {
	f := tf.frequency(a, b)
	if f == 0 { // the table tells nothing of either value
		return 0
	}
	return int64(Bits(tf.weight * math.Log2(tf.base/f)))
}

// frequency is that of the rarest alternative that both hold, or else of the
// commoner of the two current ones.
func (tf *termFrequency) frequency(a, b Value) float64 {
	rarest := math.Inf(1)
	for x := range a.all() {
		for y := range b.all() {
			if x == y {
				rarest = min(rarest, tf.of(x))
			}
		}
	}
	if !math.IsInf(rarest, 1) {
		return rarest
	}
	return max(tf.of(a.current()), tf.of(b.current()))
}

func (tf *termFrequency) of(value string) float64 { return max(tf.table[value], tf.minimum) }

// Weigh gives the match weight of two records and how many comparisons agree.
func (m *Comparer) Weigh(a, b *Comparable) (weight Weight, agreeing int) {
	weight, agreeing, _ = m.weighTo(math.MinInt64, a, b)
	return weight, agreeing
}

// weightOf is what the comparisons that read a column add to the weight.
func (m *Comparer) weightOf(column string, a, b *Comparable) Weight {
	sum := Weight(0)
	for i := range m.comparisons {
		if m.comparisons[i].columns[column] {
			l := &m.comparisons[i].levels[m.comparisons[i].level(m, a, b)]
			sum += l.weight + l.adjustment(m, a, b)
		}
	}
	return sum
}

// Missing stands in a vector of levels for one that says nothing.
const Missing = -1

// Levels appends, per comparison, the place of the level that a pair falls
// into, or Missing: the comparison vector that training counts.
func (m *Comparer) Levels(a, b *Comparable, vector []int8) []int8 {
	for i := range m.comparisons {
		at := m.comparisons[i].level(m, a, b)
		if m.comparisons[i].levels[at].missing {
			at = Missing
		}
		vector = append(vector, int8(at))
	}
	return vector
}
