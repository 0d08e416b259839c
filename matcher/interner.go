package matcher

import (
	"slices"

	"github.com/lhcre/mpi/matcher/blocking"
)

// Interner numbers the values of a model's records, so that records share them.
// A term that is a transform of a column is worked out once for each value of
// the column, not for each record. One goroutine may add records while no other
// compares those that are there.
type Interner struct {
	model   *Model
	columns []columnValues
	shelf   shelf
	desks   []*desk
}

// shelf hands out room for records in lots, so that a million of them lie in a
// few hundred pieces of memory.
type shelf struct {
	records []Comparable
	lot     int
}

const mostInLot = 4096

// room gives an empty record with room for its values.
func (s *shelf) room(columns int) *Comparable {
	if len(s.records) == 0 {
		s.lot = min(max(2*s.lot, 1), mostInLot)
		s.records = make([]Comparable, s.lot)
	}
	c := &s.records[0]
	s.records = s.records[1:]
	if columns > inlineColumns {
		c.more = &moreOfRecord{values: make([]valueNumber, columns-inlineColumns)}
	}
	return c
}

// Settle copies records, one behind another in their order here, so that those
// that stand together lie together in memory.
func (in *Interner) Settle(records []*Comparable) {
	var s shelf
	s.lot = mostInLot
	for i, c := range records {
		settled := s.room(0)
		*settled = *c
		records[i] = settled
	}
}

// Len says how many different values the records hold.
func (in *Interner) Len() (n int) {
	for i := range in.columns {
		n += in.columns[i].base.texts.Len()
	}
	return n
}

// Numbers says how many NHS numbers the records hold. NumberIndex of a record
// is below it.
func (in *Interner) Numbers() int {
	return in.columns[in.model.places[in.model.native.number].column].base.texts.Len()
}

// NumberIndex is a small number that is equal for records of one interner that
// hold one NHS number; ok is false for a record without one, or of a person
// whose identity is unknown.
func (c *Comparable) NumberIndex() (index int, ok bool) {
	n := c.holds(c.in.model.places[c.in.model.native.number].column)
	return int(n.place()), n != 0
}

// columnValues are the values of one column, and of the terms made from it.
type columnValues struct {
	base    valueList
	derived []derivedValues // in the order of columnTerms.derived
}

// derivedValues are the values of a term by the value of its column.
type derivedValues struct {
	list    valueList
	of      []valueNumber // of one alternative
	ofGroup []valueNumber // of several
}

// columnTerms are the terms that read one column.
type columnTerms struct {
	name    string
	base    int   // the term whose values are kept for each record
	derived []int // the terms worked out from it
}

// termPlace says where the values of a term are found.
type termPlace struct {
	column  int
	derived int // of the column's derived terms, -1 for its base
	number  bool
}

// NewInterner makes an empty interner for the model's records.
func (m *Model) NewInterner() *Interner {
	in := &Interner{model: m, columns: make([]columnValues, len(m.columns))}
	for i, column := range m.columns {
		in.columns[i].derived = make([]derivedValues, len(column.derived))
	}
	return in
}

// layColumns groups the terms by their columns. The base of a column is the
// plain column, or its only term: what no comparison reads is not kept.
func (m *Model) layColumns() {
	byColumn := map[string][]int{}
	var order []string
	for i, term := range m.terms {
		if byColumn[term.Column()] == nil {
			order = append(order, term.Column())
		}
		byColumn[term.Column()] = append(byColumn[term.Column()], i)
	}
	for _, name := range order {
		m.columns = append(m.columns, m.columnTerms(name, byColumn[name]))
	}
	m.places = make([]termPlace, len(m.terms))
	for at, column := range m.columns {
		number := column.name == "nhs_number"
		m.places[column.base] = termPlace{at, -1, number}
		for i, term := range column.derived {
			m.places[term] = termPlace{at, i, number}
		}
	}
}

func (m *Model) columnTerms(name string, terms []int) columnTerms {
	if len(terms) == 1 {
		return columnTerms{name: name, base: terms[0]}
	}
	plain := m.plain(name)
	return columnTerms{name: name, base: plain, derived: slices.DeleteFunc(terms, func(t int) bool { return t == plain })}
}

// distinctValues appends a term's values, each once.
func distinctValues(term blocking.Term, read blocking.Values, into []string) []string {
	term.Each(read, func(value string) {
		if !slices.Contains(into, value) {
			into = append(into, value)
		}
	})
	return into
}

// value gives what a record holds for a term, whatever is thought of its number.
func (in *Interner) value(place termPlace, base valueNumber) Value {
	lists := &in.columns[place.column]
	if base == 0 {
		return Value{}
	}
	if place.derived < 0 {
		return Value{&lists.base, base}
	}
	derived := &lists.derived[place.derived]
	of := derived.of
	if base&several != 0 {
		of = derived.ofGroup
	}
	if number := of[base.place()]; number != 0 {
		return Value{&derived.list, number}
	}
	return Value{}
}
