package matcher

import "strings"

// Explanation shows how the weight of a pair came about. Its parts add up to
// its weight exactly. It holds personal values: it is for those who may see
// the two records.
type Explanation struct {
	A, B     string // record ids
	Prior    Weight
	Parts    []Part
	Decision Decision
}

// Part is what one comparison adds.
type Part struct {
	Comparison string
	Level      string
	Missing    bool
	A, B       string // what was compared
	Weight     Weight // of the level
	Adjustment Weight // for how common the value is
}

// Total is the part's whole share of the weight.
func (p Part) Total() Weight { return p.Weight + p.Adjustment }

// Explain weighs two records and keeps every part.
func (m *Model) Explain(a, b *Comparable) Explanation {
	e := Explanation{A: a.ID, B: b.ID, Prior: m.prior, Decision: m.Decide(a, b)}
	for i := range m.comparisons {
		c := &m.comparisons[i]
		part, level := m.forgetful().part(c, a, b)
		shown := level.terms
		if len(shown) == 0 {
			shown = c.levels[0].terms
		}
		part.A, part.B = show(a, shown), show(b, shown)
		e.Parts = append(e.Parts, part)
	}
	return e
}

// Parts weighs two records and keeps every part, without their values.
func (m *Comparer) Parts(a, b *Comparable) []Part {
	parts := make([]Part, len(m.comparisons))
	for i := range m.comparisons {
		parts[i], _ = m.part(&m.comparisons[i], a, b)
	}
	return parts
}

func (m *Comparer) part(c *comparison, a, b *Comparable) (Part, *level) {
	l := &c.levels[c.level(m, a, b)]
	return Part{Comparison: c.name, Level: l.name, Missing: l.missing, Weight: l.weight, Adjustment: l.adjustment(m, a, b)}, l
}

// show writes a record's values of some terms, alternatives apart by a slash.
func show(c *Comparable, terms []int) string {
	var out []string
	for _, term := range terms {
		if value := c.value(term); !value.none() {
			out = append(out, strings.ReplaceAll(value.text(), alternativeMark, " / "))
		}
	}
	return strings.Join(out, ", ")
}
