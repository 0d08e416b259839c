package matcher

import "github.com/lhcre/mpi/matcher/blocking"

// ruleTerms are the places of a blocking rule's terms in a Comparable.
type ruleTerms struct{ terms, wide []int }

func (m *Model) ruleTerms(rule blocking.Rule) ruleTerms {
	places := func(terms []blocking.Term) []int {
		out := make([]int, 0, len(terms))
		for _, term := range terms {
			out = append(out, m.term(term))
		}
		return out
	}
	return ruleTerms{places(rule.Terms), places(rule.WhenWide)}
}

// Keys calls visit with every key that the blocking rule at a place in Rules
// gives a record. The bytes are only good until visit returns.
func (m *Model) Keys(rule int, c *Comparable, visit func(key []byte)) {
	var buffer [96]byte
	m.product(m.ruleAt[rule].terms, c, buffer[:0], visit)
}

// TrainingKeys calls visit with every key that a training rule gives a record.
func (m *Model) TrainingKeys(rule int, c *Comparable, visit func(key []byte)) {
	m.product(m.training[rule].terms, c, nil, visit)
}

// Independent tells, per comparison, whether it reads none of the columns of a
// training rule, so that it can learn from the rule's pairs.
func (m *Model) Independent(rule int) []bool {
	read := map[string]bool{}
	for _, term := range m.training[rule].terms {
		read[m.terms[term].Column()] = true
	}
	out := make([]bool, len(m.comparisons))
	for i, c := range m.comparisons {
		out[i] = true
		for column := range c.columns {
			out[i] = out[i] && !read[column]
		}
	}
	return out
}

// Narrower calls visit with the keys that stand in for a wide one: the key
// followed by the rule's second terms. It gives none when the rule has no
// second terms or the record lacks them.
func (m *Model) Narrower(rule int, key []byte, c *Comparable, visit func(key []byte)) {
	if wide := m.ruleAt[rule].wide; len(wide) > 0 {
		m.product(wide, c, append([]byte(nil), key...), visit)
	}
}

func (m *Model) product(terms []int, c *Comparable, prefix []byte, visit func([]byte)) {
	var lists [6][]string
	found := lists[:0]
	for _, term := range terms {
		values := m.blockingValues(term, c)
		if len(values) == 0 {
			return
		}
		found = append(found, values)
	}
	blocking.Product(found, prefix, visit)
}

// blockingValues are a record's values for a term. A disputed number weighs
// nothing but still brings its holders together, so that the doubt is seen.
func (m *Model) blockingValues(term int, c *Comparable) []string {
	if c.numberState == NumberDisputed && !c.pseudoPerson && m.terms[term].Column() == "nhs_number" {
		digits := func(string) []string { return []string{c.number.Digits()} }
		return distinctValues(m.terms[term], digits, nil)
	}
	return c.values[term].all()
}

// WithNumberState gives the record as it is compared when its NHS number has
// another state than was known when the Comparable was made.
func (m *Model) WithNumberState(c *Comparable, state NumberState) *Comparable {
	if c.numberState == state || c.number.IsZero() {
		return c
	}
	changed := *c
	changed.numberState = state
	changed.values = append([]*Value(nil), c.values...)
	for i, term := range m.terms {
		if term.Column() == "nhs_number" {
			changed.values[i] = newValue(distinctValues(term, changed.usableDigits, nil))
		}
	}
	return &changed
}
