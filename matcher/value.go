package matcher

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher/intern"
)

// Value is what a record holds for one term: its alternatives, the current one
// first. It is a number into a list that records share, so that equal values
// are told without a look at their text.
type Value struct {
	list   *valueList
	number valueNumber
}

// valueNumber is the place of a value in its list, counted from 1; 0 is none.
// The top bit says that the value has several alternatives.
type valueNumber uint32

const several valueNumber = 1 << 31

// place is where in its list a value lies.
func (n valueNumber) place() uint32 { return uint32(n&^several) - 1 }

// none tells whether the record holds nothing for the term.
func (v Value) none() bool { return v.number == 0 }

// single tells whether the value has one alternative.
func (v Value) single() bool { return v.number&several == 0 }

// text is all alternatives with a mark between them.
func (v Value) text() string {
	if v.none() || v.single() {
		return v.current()
	}
	return joined(slices.Collect(v.all()))
}

// current is the first alternative.
func (v Value) current() string {
	switch {
	case v.none():
		return ""
	case v.single():
		return v.list.texts.Text(v.number.place())
	}
	return v.list.texts.Text(partOf(v.list.groups.Text(v.number.place()), 0).place())
}

// all gives the alternatives in order; a value that is none has no alternatives.
func (v Value) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := range v.parts() {
			if !yield(v.list.texts.Text(n.place())) {
				return
			}
		}
	}
}

// parts gives the numbers of the alternatives in order. One alternative has one
// number in a list, whatever stands beside it.
func (v Value) parts() iter.Seq[valueNumber] {
	return func(yield func(valueNumber) bool) {
		switch {
		case v.none():
		case v.single():
			yield(v.number)
		default:
			group := v.list.groups.Text(v.number.place())
			for i := range len(group) / partSize {
				if !yield(partOf(group, i)) {
					return
				}
			}
		}
	}
}

// alternativeMark stands between alternatives; no standardised value holds it.
const alternativeMark = "\x1e"

func joined(values []string) string { return strings.Join(values, alternativeMark) }

// valueList numbers the values of one term: alternatives, and groups of them. A
// group is kept as the numbers of its alternatives.
type valueList struct{ texts, groups intern.Table }

const partSize = 4

// partOf reads the number of an alternative of a group.
func partOf(group string, i int) valueNumber {
	at := group[i*partSize:]
	return valueNumber(at[0]) | valueNumber(at[1])<<8 | valueNumber(at[2])<<16 | valueNumber(at[3])<<24
}

// add gives the number of a value.
func (l *valueList) add(alternatives []string) valueNumber {
	if len(alternatives) == 0 {
		return 0
	}
	var buffer [16 * partSize]byte
	group, first := buffer[:0], valueNumber(0)
	for i, text := range alternatives {
		place, _ := l.texts.Add(text)
		if i == 0 {
			first = valueNumber(place + 1)
		}
		group = binary.LittleEndian.AppendUint32(group, place+1)
	}
	if len(alternatives) == 1 {
		return first
	}
	place, _ := l.groups.Add(string(group))
	return valueNumber(place+1) | several
}
