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
	if len(terms) == 0 {
		visit(prefix)
		return
	}
	found := m.blockingValue(terms[0], c)
	if found.none() {
		return
	}
	if found.single() {
		m.product(terms[1:], c, append(append(prefix, found.text()...), blocking.Separator), visit)
		return
	}
	for value := range found.all() {
		m.product(terms[1:], c, append(append(prefix, value...), blocking.Separator), visit)
	}
}

// KeyHashes calls visit with a hash for each key that Keys gives. Records of one
// interner have a hash in common where they have a key in common; it is made of
// the numbers of values and takes no look at their texts.
func (m *Model) KeyHashes(rule int, c *Comparable, visit func(hash uint64)) {
	m.hashes(m.ruleAt[rule].terms, c, 0, visit)
}

// NarrowerHashes is Narrower for the hash of a key.
func (m *Model) NarrowerHashes(rule int, hash uint64, c *Comparable, visit func(hash uint64)) {
	if wide := m.ruleAt[rule].wide; len(wide) > 0 {
		m.hashes(wide, c, hash, visit)
	}
}

// TrainingKeyHashes is KeyHashes for a training rule.
func (m *Model) TrainingKeyHashes(rule int, c *Comparable, visit func(hash uint64)) {
	m.hashes(m.training[rule].terms, c, 0, visit)
}

func (m *Model) hashes(terms []int, c *Comparable, hash uint64, visit func(uint64)) {
	if len(terms) == 0 {
		visit(hash)
		return
	}
	found := m.blockingValue(terms[0], c)
	if found.single() && !found.none() {
		m.hashes(terms[1:], c, mixed(hash, found.number), visit)
		return
	}
	for n := range found.parts() {
		m.hashes(terms[1:], c, mixed(hash, n), visit)
	}
}

// mixed takes a number into a hash, every bit of either touching every bit of
// the outcome (the finisher of splitmix64).
func mixed(hash uint64, n valueNumber) uint64 {
	hash = hash*0x9e3779b97f4a7c15 + uint64(n)
	hash = (hash ^ hash>>30) * 0xbf58476d1ce4e5b9
	hash = (hash ^ hash>>27) * 0x94d049bb133111eb
	return hash ^ hash>>31
}

// blockingValue is a record's value for a term. A disputed number weighs
// nothing but still brings its holders together, so that the doubt is seen.
func (m *Model) blockingValue(term int, c *Comparable) Value {
	if place := m.places[term]; place.number && c.numberState == NumberDisputed {
		return c.in.value(place, c.holds(place.column))
	}
	return c.value(term)
}

// WithNumberState gives the record as it is compared when its NHS number has
// another state than was known when the Comparable was made.
func (m *Model) WithNumberState(c *Comparable, state NumberState) *Comparable {
	if c.numberState == state || c.number.IsZero() {
		return c
	}
	changed := *c
	changed.numberState = state
	return &changed
}
