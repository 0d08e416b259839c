package facts

import (
	"slices"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Numbers is what all facts about NHS numbers add up to: of each number the
// newest. It does not change, so many goroutines may use it; its zero value
// knows nothing.
//
// The facts lie in layers, each at most half as large as the one below it. What
// is added to a million facts is then copied a few times, not a million facts
// with every batch.
type Numbers struct {
	layers []numberLayer // the last one is the newest
}

// numberLayer holds facts that are newer than those of the layers below.
type numberLayer struct {
	newest map[demographics.NHSNumber]NumberFact
	// before lists the numbers that a number supersedes, as far as this layer
	// knows; a layer above may say otherwise.
	before map[demographics.NHSNumber][]demographics.NHSNumber
}

// With gives the numbers with more facts taken in. Neither order nor repetition
// matters.
func (n Numbers) With(all ...NumberFact) Numbers {
	newest := map[demographics.NHSNumber]NumberFact{}
	for _, f := range all {
		old, known := newest[f.Number]
		if !known {
			old, known = n.Newest(f.Number)
		}
		if !known || f.Compare(old) > 0 {
			newest[f.Number] = f
		}
	}
	if len(newest) == 0 {
		return n
	}
	layers := slices.Clone(n.layers)
	for len(layers) > 0 && len(layers[len(layers)-1].newest) <= 2*len(newest) {
		newest = onto(layers[len(layers)-1].newest, newest)
		layers = layers[:len(layers)-1]
	}
	return Numbers{append(layers, newLayer(newest))}
}

// onto lays newer facts over older ones.
func onto(older, newer map[demographics.NHSNumber]NumberFact) map[demographics.NHSNumber]NumberFact {
	for number, f := range older {
		if _, known := newer[number]; !known {
			newer[number] = f
		}
	}
	return newer
}

func newLayer(newest map[demographics.NHSNumber]NumberFact) numberLayer {
	layer := numberLayer{newest: newest, before: map[demographics.NHSNumber][]demographics.NHSNumber{}}
	for number, f := range newest {
		if f.State == NumberSuperseded {
			layer.before[f.SupersededBy] = append(layer.before[f.SupersededBy], number)
		}
	}
	return layer
}

// IsZero says whether nothing was told of any number.
func (n Numbers) IsZero() bool { return len(n.layers) == 0 }

// Newest gives the newest fact about a number.
func (n Numbers) Newest(number demographics.NHSNumber) (f NumberFact, ok bool) {
	for i := len(n.layers) - 1; i >= 0 && !ok; i-- {
		f, ok = n.layers[i].newest[number]
	}
	return f, ok
}
