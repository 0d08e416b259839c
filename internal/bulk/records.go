package bulk

import (
	"sync"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Records is a set of records made ready to be compared.
type Records struct {
	Model *matcher.Model
	// All is in the order of reading; nothing that comes after depends on it.
	All []*matcher.Comparable

	interner *matcher.Interner
	holders  map[demographics.NHSNumber][]int32
}

// NewRecords makes an empty set.
func NewRecords(m *matcher.Model) *Records {
	return &Records{
		Model: m, interner: matcher.NewInterner(),
		holders: map[demographics.NHSNumber][]int32{},
	}
}

// Add makes a record comparable and takes it in.
func (r *Records) Add(record *demographics.Record) {
	number := matcher.NumberFact{Class: record.NHSNumber}
	r.All = append(r.All, r.Model.Comparable(record, number, r.interner))
	if !record.NHSNumber.IsZero() && !record.IdentityUnknown {
		at := int32(len(r.All) - 1) //nolint:gosec // a run holds fewer than 2³¹ records
		r.holders[record.NHSNumber] = append(r.holders[record.NHSNumber], at)
	}
}

// NumberCounts says how many NHS numbers are in which state.
type NumberCounts struct {
	Current      int `json:"current"`
	Disputed     int `json:"disputed"`
	Placeholders int `json:"placeholders"`
}

// JudgeNumbers gives every NHS number its state, which needs all its holders.
func (r *Records) JudgeNumbers() NumberCounts {
	var counts NumberCounts
	for _, holders := range r.holders {
		state := matcher.NumberCurrent
		if len(holders) > 1 {
			state = r.Model.NumberStateOf(r.pick(holders))
		}
		switch state {
		case matcher.NumberCurrent:
			counts.Current++
			r.shareSpellings(holders)
			continue
		case matcher.NumberDisputed:
			counts.Disputed++
		case matcher.NumberPlaceholder:
			counts.Placeholders++
		}
		for _, at := range holders {
			r.All[at] = r.Model.WithNumberState(r.All[at], state)
		}
	}
	r.holders = nil
	return counts
}

// shareSpellings tells each holder of a number how the others spell its name.
func (r *Records) shareSpellings(at []int32) {
	holders := r.pick(at)
	if len(holders) > manyHolders {
		return
	}
	for i, place := range at {
		r.All[place] = r.Model.WithSpellings(holders[i], holders)
	}
}

// manyHolders is more records than one person has; who looks at all of them for
// each of them would not come to an end.
const manyHolders = 500

func (r *Records) pick(at []int32) []*matcher.Comparable {
	out := make([]*matcher.Comparable, len(at))
	for i, place := range at {
		out[i] = r.All[place]
	}
	return out
}

// inParallel calls work on spans of 0…n, on all of a few goroutines.
func inParallel(n, workers int, work func(worker, from, to int)) {
	var group sync.WaitGroup
	size := (n + workers - 1) / max(workers, 1)
	for w := range workers {
		from, to := w*size, min((w+1)*size, n)
		if from < to {
			group.Go(func() { work(w, from, to) })
		}
	}
	group.Wait()
}
