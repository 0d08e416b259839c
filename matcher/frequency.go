package matcher

// TermCounter counts how many records hold each value of the terms whose
// frequencies a model uses.
type TermCounter struct {
	model  *Model
	counts map[int]map[string]int
	held   map[int]int // records that hold any value of the term
}

// NewTermCounter makes a counter for the model's term frequencies.
func (m *Model) NewTermCounter() *TermCounter {
	t := &TermCounter{model: m, counts: map[int]map[string]int{}, held: map[int]int{}}
	for _, c := range m.comparisons {
		for _, l := range c.levels {
			if l.tf != nil {
				t.counts[l.tf.term] = map[string]int{}
			}
		}
	}
	return t
}

// Add counts a record: its current value of each term.
func (t *TermCounter) Add(c *Comparable) {
	for term, counts := range t.counts {
		if value := c.value(term); !value.none() {
			counts[value.current()]++
			t.held[term]++
		}
	}
}

// Frequencies gives, per term, the share of the records with a value that hold
// each value. Values that fewer than least records hold are left out: they are
// too few to tell a share by, and may tell of a person.
func (t *TermCounter) Frequencies(least int) map[string]map[string]float64 {
	out := map[string]map[string]float64{}
	for term, counts := range t.counts {
		table := map[string]float64{}
		for value, n := range counts {
			if n >= least {
				table[value] = float64(n) / float64(t.held[term])
			}
		}
		out[t.model.terms[term].String()] = table
	}
	return out
}
