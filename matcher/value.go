package matcher

import (
	"iter"
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
	if v.none() {
		return ""
	}
	return v.list.texts.Text(v.number.place())
}

// current is the first alternative.
func (v Value) current() string {
	text := v.text()
	if v.single() {
		return text
	}
	first, _, _ := strings.Cut(text, alternativeMark)
	return first
}

// all gives the alternatives in order; a value that is none has no alternatives.
func (v Value) all() iter.Seq[string] {
	return func(yield func(string) bool) {
		if v.none() {
			return
		}
		text := v.text()
		if v.single() {
			yield(text)
			return
		}
		for {
			next, rest, more := strings.Cut(text, alternativeMark)
			if !yield(next) || !more {
				return
			}
			text = rest
		}
	}
}

// alternativeMark stands between alternatives; no standardised value holds it.
const alternativeMark = "\x1e"

// valueList numbers the values of one term.
type valueList struct{ texts intern.Table }

// add gives the number of a value.
func (l *valueList) add(alternatives []string) valueNumber {
	if len(alternatives) == 0 {
		return 0
	}
	place, _ := l.texts.Add(joined(alternatives))
	if len(alternatives) > 1 {
		return valueNumber(place+1) | several
	}
	return valueNumber(place + 1)
}
