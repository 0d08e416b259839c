package matcher

import "cmp"

// Comparer puts pairs of records on the ladder for one goroutine, and remembers
// how values compared: the same names meet again and again, and a look into a
// small table costs less than comparing their letters.
type Comparer struct {
	*Model
	in     *Interner // of the values that are remembered; nil remembers nothing
	memory []remembered
}

// remembered is what a question about two records' values was answered.
type remembered struct {
	about    about
	question question
	answer   int64
}

// question numbers what may be asked of two records: the level of a comparison,
// an adjustment, an agreement of names. 0 is no question.
type question uint32

// about are the values that a question is about, of one record and of the other.
// Questions are symmetric, so the smaller stand first.
type about [2]valuesAsked

// valuesAsked are what a record holds in the columns that a question reads.
type valuesAsked [mostRemembered]valueNumber

// mostRemembered is how many columns a comparison may read to be remembered.
const mostRemembered = 2

// memorySlots is as many answers as a processor's own cache holds.
const (
	memoryBits  = 14
	memorySlots = 1 << memoryBits
)

// NewComparer makes a comparer for records of one interner.
func (m *Model) NewComparer(in *Interner) *Comparer {
	return &Comparer{Model: m, in: in, memory: make([]remembered, memorySlots)}
}

// PlainComparer is a comparer that remembers nothing: for a few pairs, where
// memory costs more than it saves.
func (m *Model) PlainComparer() *Comparer { return m.plainComparer }

// forgetful is a comparer that keeps nothing and so serves many goroutines.
func (m *Model) forgetful() *Comparer { return m.plainComparer }

// slot gives the place where the answer to a question is kept. What was there
// before is overwritten: an answer forgotten is worked out again.
func (m *Comparer) slot(q question, a, b valuesAsked) (at *remembered, known bool) {
	if a.compare(b) > 0 {
		a, b = b, a
	}
	const spread = 0x9e3779b97f4a7c15
	hash := uint64(q)
	for i := range a {
		hash = (hash ^ uint64(a[i])<<32 ^ uint64(b[i])) * spread
		hash ^= hash >> 29
	}
	at = &m.memory[hash*spread>>(64-memoryBits)]
	if at.question == q && at.about == (about{a, b}) {
		return at, true
	}
	*at = remembered{about: about{a, b}, question: q}
	return at, false
}

func (a valuesAsked) compare(b valuesAsked) int {
	for i := range a {
		if order := cmp.Compare(a[i], b[i]); order != 0 {
			return order
		}
	}
	return 0
}

// ask answers a question about two values of one term from memory, or works the
// answer out and remembers it.
func (m *Comparer) ask(q question, a, b Value, work func(a, b Value) int64) int64 {
	if m.in == nil || a.list != b.list {
		return work(a, b)
	}
	at, known := m.slot(q, valuesAsked{a.number}, valuesAsked{b.number})
	if !known {
		at.answer = work(a, b) // which asks nothing itself, so the slot is still ours
	}
	return at.answer
}

// remembers tells whether records' values are those that the comparer knows.
func (m *Comparer) remembers(a, b *Comparable) bool {
	return m.in != nil && a.in == m.in && b.in == m.in
}

func (m *Model) newQuestion() question {
	m.questions++
	return m.questions
}

// Decide puts two records on the pair ladder. The first rule that fires decides.
func (m *Model) Decide(a, b *Comparable) Decision { return m.forgetful().Decide(a, b) }

// Weigh gives the match weight of two records and how many comparisons agree.
func (m *Model) Weigh(a, b *Comparable) (weight Weight, agreeing int) {
	return m.forgetful().Weigh(a, b)
}

// Conflict tells whether two records can never be one person, and why.
func (m *Model) Conflict(a, b *Comparable) Conflict { return m.forgetful().Conflict(a, b) }

// Levels appends, per comparison, the place of the level that a pair falls
// into, or Missing: the comparison vector that training counts.
func (m *Model) Levels(a, b *Comparable, vector []int8) []int8 {
	return m.forgetful().Levels(a, b, vector)
}

// NumberStateOf judges an NHS number by all its holders. It is a function of
// the set: neither order nor repetition matters.
func (m *Model) NumberStateOf(holders []*Comparable) NumberState {
	return m.forgetful().NumberStateOf(holders)
}

// WithSpellings gives the record as it is compared once the other holders of
// its NHS number are known.
func (m *Model) WithSpellings(c *Comparable, holders []*Comparable) *Comparable {
	return m.forgetful().WithSpellings(c, holders)
}
