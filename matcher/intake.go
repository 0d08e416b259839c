package matcher

import (
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Comparables makes records ready to be compared, as Comparable does, in less
// time: column after column, so that one column's values stay at hand, and on
// all cores. Of their NHS numbers nothing is known beyond the records.
func (m *Model) Comparables(records []demographics.Record, in *Interner) []*Comparable {
	out := make([]*Comparable, len(records))
	for i := range records {
		out[i] = in.newComparable(&records[i], NumberFact{Class: records[i].NHSNumber})
	}
	in.addColumns(records, out)
	return out
}

// Comparable makes a record ready to be compared. Number tells what is known of
// its NHS number beyond the record.
func (m *Model) Comparable(r *demographics.Record, number NumberFact, in *Interner) *Comparable {
	c := in.newComparable(r, number)
	one := in.desk(0)
	for column := range m.columns {
		one.addColumn(column, []demographics.Record{*r}, []*Comparable{c})
	}
	return c
}

func (in *Interner) newComparable(r *demographics.Record, number NumberFact) *Comparable {
	c := in.shelf.room(len(in.model.columns))
	c.ID, c.in, c.facts = r.ID, in, factsOf(r, number)
	return c
}

// addColumns numbers the values of records, each column in one goroutine.
func (in *Interner) addColumns(records []demographics.Record, into []*Comparable) {
	var next atomic.Int64
	var group sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		desk := in.desk(worker)
		group.Go(func() {
			for {
				column := int(next.Add(1)) - 1
				if column >= len(in.model.columns) {
					return
				}
				desk.addColumn(column, records, into)
			}
		})
	}
	group.Wait()
}

// desk is where one goroutine adds values.
type desk struct {
	in      *Interner
	found   []string // of the record at hand
	derived []string
	spread  []string // what all records hold, one record's after the other's
	numbers []uint32 // of what is in spread
	ends    []int    // where each record's end in spread
	group   []byte
}

func (in *Interner) desk(i int) *desk {
	for len(in.desks) <= i {
		in.desks = append(in.desks, &desk{in: in})
	}
	return in.desks[i]
}

// addColumn numbers what records hold in a column, all at once.
func (d *desk) addColumn(column int, records []demographics.Record, into []*Comparable) {
	d.collect(column, records, into)
	lists := &d.in.columns[column]
	lists.base.texts.AddAll(d.spread, d.numbers, func(i int) {
		d.derive(column, d.spread[i:i+1], func(v *derivedValues, n valueNumber) { v.of = append(v.of, n) })
	})
	from := 0
	for i, c := range into {
		to := d.ends[i]
		switch to - from {
		case 0:
		case 1:
			c.setValue(column, valueNumber(d.numbers[from]+1))
		default:
			c.setValue(column, d.addGroup(column, from, to))
		}
		from = to
	}
}

// collect finds the values of the column's base term.
func (d *desk) collect(column int, records []demographics.Record, into []*Comparable) {
	terms := &d.in.model.columns[column]
	d.spread, d.ends = d.spread[:0], d.ends[:0]
	base := d.in.model.terms[terms.base]
	read := func(string) []string { return d.found }
	for i := range records {
		d.found = into[i].appendValues(d.found[:0], &records[i], terms.name)
		before := len(d.spread)
		if base.Plain() {
			d.spread = append(d.spread, d.found...)
		} else {
			base.Each(read, func(value string) {
				if !slices.Contains(d.spread[before:], value) {
					d.spread = append(d.spread, value)
				}
			})
		}
		d.ends = append(d.ends, len(d.spread))
	}
	d.numbers = slices.Grow(d.numbers[:0], len(d.spread))[:len(d.spread)]
}

// addGroup numbers several alternatives of one record.
func (d *desk) addGroup(column, from, to int) valueNumber {
	d.group = d.group[:0]
	for _, place := range d.numbers[from:to] {
		d.group = binary.LittleEndian.AppendUint32(d.group, place+1)
	}
	place, fresh := d.in.columns[column].base.groups.Add(string(d.group))
	if fresh {
		d.derive(column, d.spread[from:to], func(v *derivedValues, n valueNumber) { v.ofGroup = append(v.ofGroup, n) })
	}
	return valueNumber(place+1) | several
}

// derive works out the other terms of a column for a new value.
func (d *desk) derive(column int, values []string, keep func(*derivedValues, valueNumber)) {
	terms, lists := &d.in.model.columns[column], &d.in.columns[column]
	read := func(string) []string { return values }
	for i, term := range terms.derived {
		d.derived = distinctValues(d.in.model.terms[term], read, d.derived[:0])
		keep(&lists.derived[i], lists.derived[i].list.add(d.derived))
	}
}

// appendValues gives a record's column as the matcher sees it: of a person whose
// identity is unknown nothing but the local id, and its number as it stands
// after supersession.
func (c *Comparable) appendValues(into []string, r *demographics.Record, column string) []string {
	switch {
	case column == "authority" || column == "local_id":
	case c.pseudoPerson:
		return into
	case column == "nhs_number":
		if !c.number.IsZero() {
			into = append(into, c.number.Digits())
		}
		return into
	}
	return r.AppendValues(into, column)
}
