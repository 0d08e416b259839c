package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// fence stops engines for a minute when they are about to write, while the last
// one takes their lanes.
func (o options) fence(ctx context.Context, out io.Writer) error {
	const longest = 6 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	o.times, o.events, o.engines = 1, aloneEvents, len(aboutToWrite())+1
	p := &fencePlan{begun: make([]bool, o.engines)}
	var refused []float64
	r, found, err := o.do(ctx, out, p, steadily(), func(ctx context.Context, r *run) (err error) {
		refused, err = r.refused(ctx)
		return err
	})
	if err != nil {
		return r.failed(&found, err)
	}
	for number, point := range aboutToWrite() {
		r.say("engine %d, stopped at %q for a minute: %.0f writes were refused", number, point, refused[number])
	}
	return r.told(&found, map[string]any{"refused": refused})
}

// aboutToWrite are the points at which a transaction is about to begin or to be
// committed.
func aboutToWrite() []string {
	return []string{"publishing", "publish not committed", "linking", "link not committed"}
}

// fencePlan has each engine but the last stop once.
type fencePlan struct{ begun []bool }

func (p *fencePlan) failpoint(engine int) *fault {
	if engine == len(aboutToWrite()) || p.begun[engine] {
		return nil
	}
	p.begun[engine] = true
	const times = 10 // that it wrote before
	return &fault{"pause", fmt.Sprintf("%s:%d", aboutToWrite()[engine], times)}
}

func (*fencePlan) pause() time.Duration { return time.Minute }

// refused gives how many writes of each engine were refused, once all have been
// stopped and have gone on.
func (r *run) refused(ctx context.Context) ([]float64, error) {
	const often, patience = time.Second, 3 * time.Minute
	all := make([]float64, len(aboutToWrite()))
	for end := time.Now().Add(patience); ; {
		_, pauses := r.engines.counts()
		least := 1.0
		for number := range all {
			if engine := r.engines.get(number); engine != nil && pauses >= len(all) {
				told, err := engine.Metrics(ctx)
				if err != nil {
					return nil, err
				}
				all[number] = told["mpi_fenced_total"]
			}
			least = min(least, all[number])
		}
		switch {
		case least > 0:
			return all, nil
		case time.Now().After(end):
			return all, fmt.Errorf("writes of an engine that was stopped were not refused: %v", all)
		}
		if err := live.Sleep(ctx, often); err != nil {
			return nil, err
		}
	}
}
