package quality

import (
	"context"
	"fmt"
	"hash/fnv"
	"runtime"
	"sync"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// leastExplanations is how many pairs of row 10 are explained at least.
const leastExplanations = 100_000

// weighed is what all candidates of the region show.
type weighed struct {
	missed     evaluate.MissReport
	explained  int
	unequal    int // explanations whose parts do not add up to the weight
	asymmetric int // pairs that weigh or read otherwise the other way round
}

// weighAgain weighs every candidate again, says why true pairs were missed, and
// explains an even share of the pairs.
func (s *suite) weighAgain(ctx context.Context, path string, a answer) (weighed, error) {
	s.tell("weighing all candidates again")
	reject := func(files.Reject) error { return nil } // as in the run that is measured
	records, _, err := bulk.Read(ctx, s.model, bulk.Input{Files: []string{path}}, reject, nil)
	if err != nil {
		return weighed{}, err
	}
	const spare = 10 // per cent
	pass := &weighing{
		records: records, missed: evaluate.NewMissCounter(a.truth, a.identities),
		each:  uint64(max(1, a.summary.PairsCompared*100/(100+spare)/leastExplanations)),
		parts: make([]weighed, runtime.GOMAXPROCS(0)),
	}
	if _, err := records.Weigh(ctx, len(pass.parts), pass.take, func(int) {}); err != nil {
		return weighed{}, fmt.Errorf("weighing candidates: %w", err)
	}
	return pass.sum()
}

// weighing is told of candidates by several workers at once.
type weighing struct {
	records *bulk.Records
	each    uint64    // one pair in so many is explained
	parts   []weighed // by worker

	mu     sync.Mutex
	missed *evaluate.MissCounter
	err    error
}

func (w *weighing) take(worker int, x, y int32, d matcher.Decision) {
	a, b := w.records.All[x], w.records.All[y]
	if pairHash(a.ID, b.ID)%w.each == 0 {
		w.parts[worker].check(w.records.Model, a, b, d)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.missed.Candidate(a.ID, b.ID, d); err != nil && w.err == nil {
		w.err = err
	}
}

// pairHash depends on the two ids alone, so that the same pairs are explained
// every time.
func pairHash(a, b string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(min(a, b) + "\x00" + max(a, b)))
	return h.Sum64()
}

// check explains a pair both ways round.
func (w *weighed) check(m *matcher.Model, a, b *matcher.Comparable, d matcher.Decision) {
	w.explained++
	there, back := m.Explain(a, b), m.Explain(b, a)
	if total(there) != d.Weight || total(back) != d.Weight || there.Decision != d {
		w.unequal++
	}
	if back.Decision != d || !sameParts(there, back) {
		w.asymmetric++
	}
}

func total(e matcher.Explanation) matcher.Weight {
	sum := e.Prior
	for _, part := range e.Parts {
		sum += part.Total()
	}
	return sum
}

func sameParts(a, b matcher.Explanation) bool {
	for i, part := range a.Parts {
		if part.Level != b.Parts[i].Level || part.Total() != b.Parts[i].Total() {
			return false
		}
	}
	return len(a.Parts) == len(b.Parts)
}

func (w *weighing) sum() (all weighed, err error) {
	if w.err != nil {
		return all, w.err
	}
	for _, part := range w.parts {
		all.explained += part.explained
		all.unequal += part.unequal
		all.asymmetric += part.asymmetric
	}
	all.missed, err = w.missed.Report()
	return all, err
}

// explanations is row 10.
func (s *suite) explanations(ctx context.Context) (Row, error) {
	r, err := s.measured(ctx)
	if err != nil {
		return Row{}, err
	}
	return Row{Figures: []Figure{
		manyEnough("pairs explained", r.weighed.explained, leastExplanations),
		exactly("whose parts do not add up", r.weighed.unequal, 0),
		exactly("that differ the other way round", r.weighed.asymmetric, 0),
	}}, nil
}
