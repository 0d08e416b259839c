package bulk

import (
	"runtime"
	"sync/atomic"

	"github.com/lhcre/mpi/matcher"
)

// NumberCounts says how many NHS numbers are in which state.
type NumberCounts struct {
	Current      int `json:"current"`
	Disputed     int `json:"disputed"`
	Placeholders int `json:"placeholders"`
}

// Doubt says of the NHS number of the record that was added last that it is in
// dispute, whatever its holders make of it.
func (r *Records) Doubt() { r.doubted = append(r.doubted, asRecord(len(r.All)+len(r.waiting)-1)) }

// JudgeNumbers gives every NHS number its state, which needs all its holders.
func (r *Records) JudgeNumbers() NumberCounts {
	r.flush()
	holders, ends := r.holders()
	doubted := r.doubtedNumbers()
	workers := runtime.GOMAXPROCS(0)
	counts := make([]NumberCounts, workers)
	var next atomic.Int64
	inParallel(workers, workers, func(worker, _, _ int) {
		judge := numberJudge{r, r.Model.NewComparer(r.interner), &counts[worker], doubted}
		for {
			to := int(next.Add(someRecords))
			for number := to - someRecords; number < min(to, len(ends)-1); number++ {
				judge.number(number, holders[ends[number]:ends[number+1]])
			}
			if to >= len(ends)-1 {
				return
			}
		}
	})
	for _, c := range counts[1:] {
		counts[0].Current += c.Current
		counts[0].Disputed += c.Disputed
		counts[0].Placeholders += c.Placeholders
	}
	return counts[0]
}

// holders lists the records of each NHS number, number after number: those of
// number i are holders[ends[i]:ends[i+1]].
func (r *Records) holders() (holders, ends []int32) {
	ends = make([]int32, r.interner.Numbers()+2)
	for _, c := range r.All {
		if number, ok := c.NumberIndex(); ok {
			ends[number+2]++
		}
	}
	for i := range ends[1:] {
		ends[i+1] += ends[i]
	}
	holders = make([]int32, ends[len(ends)-1])
	for i, c := range r.All {
		if number, ok := c.NumberIndex(); ok {
			holders[ends[number+1]] = asRecord(i)
			ends[number+1]++
		}
	}
	return holders, ends[:len(ends)-1]
}

// doubtedNumbers are those said to be in dispute, by their NumberIndex.
func (r *Records) doubtedNumbers() map[int]bool {
	doubted := map[int]bool{}
	for _, record := range r.doubted {
		if number, ok := r.All[record].NumberIndex(); ok {
			doubted[number] = true
		}
	}
	return doubted
}

// numberJudge judges numbers for one goroutine: no record holds two.
type numberJudge struct {
	*Records

	comparer *matcher.Comparer
	counts   *NumberCounts
	doubted  map[int]bool
}

func (j numberJudge) number(number int, at []int32) {
	told := j.pick(at)
	state, holders := j.comparer.JudgeNumber(told)
	if state == matcher.NumberCurrent && j.doubted[number] {
		state, holders = matcher.NumberDisputed, told
	}
	switch state {
	case matcher.NumberCurrent:
		j.counts.Current++
	case matcher.NumberDisputed:
		j.counts.Disputed++
	case matcher.NumberPlaceholder:
		j.counts.Placeholders++
	}
	for i, record := range at {
		j.All[record] = j.Model.WithNumberState(holders[i], state)
	}
}
