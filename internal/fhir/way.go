package fhir

import (
	"strconv"
	"strings"
)

// way is the path from the resource to the element at hand, and the first error.
type way struct {
	steps []step
	err   error
	spare []*decoder
}

type step struct {
	name  string
	place int // in a list; -1 outside
}

func newWay(name string) *way {
	return &way{steps: []step{{name: name, place: -1}}}
}

func (w *way) fail(expected string) {
	if w.err == nil {
		w.err = &ElementError{w.path(), expected}
	}
}

func (w *way) path() string {
	var b strings.Builder
	for i, s := range w.steps {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.name)
		if s.place >= 0 {
			b.WriteString("[" + strconv.Itoa(s.place) + "]")
		}
	}
	return b.String()
}

// in calls work one step further.
func (w *way) in(name string, place int, work func()) {
	w.steps = append(w.steps, step{name, place})
	work()
	w.steps = w.steps[:len(w.steps)-1]
}
