package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// missed says how well blocking found the true pairs and why others were missed.
type missed struct {
	evaluate.MissReport
	Pairs     int64   `json:"candidate_pairs"`
	PerRecord float64 `json:"candidates_per_record"`
}

// findMissed weighs every candidate again.
func (f *evaluateFlags) findMissed(ctx context.Context, env environment, k known) (*missed, error) {
	rejected := &rejects{env: env}
	defer rejected.close()
	records, err := f.read(ctx, env, rejected.take)
	if err != nil {
		return nil, err
	}
	count := candidates{known: k, records: records, counter: evaluate.NewMissCounter(k.truth, k.identities)}
	env.progress.Start("comparing", 0)
	_, err = records.Weigh(ctx, runtime.GOMAXPROCS(0), count.take, env.progress.Add)
	env.progress.Done()
	if err != nil {
		return nil, fmt.Errorf("weighing candidates: %w", err)
	}
	return count.report()
}

// candidates counts the candidates that it is told of by several goroutines.
type candidates struct {
	known
	records *bulk.Records

	mu      sync.Mutex
	pairs   int64
	counter *evaluate.MissCounter
	err     error // the first
}

func (c *candidates) take(_ int, x, y int32, d matcher.Decision) {
	a, b := c.records.All[x].ID, c.records.All[y].ID
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pairs++
	if err := c.counter.Candidate(a, b, d); err != nil && c.err == nil {
		c.err = err
	}
}

func (c *candidates) report() (*missed, error) {
	if c.err != nil {
		return nil, c.err
	}
	report, err := c.counter.Report()
	if err != nil {
		return nil, err
	}
	m := missed{MissReport: report, Pairs: c.pairs}
	if n := len(c.records.All); n > 0 {
		m.PerRecord = 2 * float64(c.pairs) / float64(n) // a pair is a candidate for both
	}
	return &m, nil
}

func (m *missed) text() string {
	if m == nil {
		return ""
	}
	return "\n" + aligned(func(row func(...string)) {
		row("candidate pairs", thousands(m.Pairs), fmt.Sprintf("%.1f candidates a record", m.PerRecord))
		row("blocking recall", ratio(m.BlockingRecall), thousands(m.Candidates)+" of "+thousands(m.TruePairs)+" true pairs")
		row("true pairs missed", thousands(m.Missed))
		for _, cause := range m.Causes {
			row("  "+string(cause.Cause), thousands(cause.Pairs), cause.Detail)
		}
	})
}
