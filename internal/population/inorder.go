package population

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// outcome is what became of one part of a job.
type outcome[B any] struct {
	value B
	err   error
}

// inOrder works on the parts of a source on all cores and hands the outcomes
// on in the order of the parts, a few of them waiting at most. Each goroutine
// works with a function of its own. The first error ends it.
func inOrder[A, B any](ctx context.Context, source iter.Seq2[A, error], worker func() func(A) (B, error), take func(B) error) error {
	inner, cancel := context.WithCancel(ctx)
	p := pipeline[A, B]{parts: make(chan part[A, B]), queue: make(chan chan outcome[B], runtime.GOMAXPROCS(0))}
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() { p.work(worker()) })
	}
	group.Go(func() { p.feed(inner, source) })
	for out := range p.queue {
		select {
		case o := <-out:
			if o.err != nil {
				return o.err
			}
			if err := take(o.value); err != nil {
				return err
			}
		case <-ctx.Done():
			return stopped(ctx)
		}
	}
	return stopped(ctx)
}

func stopped(ctx context.Context) error { return wrap(context.Cause(ctx), "working in parallel") }

// part is a piece of work and where its outcome is waited for.
type part[A, B any] struct {
	in  A
	out chan outcome[B]
}

type pipeline[A, B any] struct {
	parts chan part[A, B]
	queue chan chan outcome[B] // in the order of the parts
}

func (p *pipeline[A, B]) work(do func(A) (B, error)) {
	for next := range p.parts {
		value, err := do(next.in)
		next.out <- outcome[B]{value, err}
	}
}

func (p *pipeline[A, B]) feed(ctx context.Context, source iter.Seq2[A, error]) {
	defer close(p.parts)
	defer close(p.queue)
	for in, err := range source {
		next := part[A, B]{in, make(chan outcome[B], 1)}
		if err != nil {
			next.out <- outcome[B]{err: err}
		}
		select {
		case p.queue <- next.out:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		select {
		case p.parts <- next:
		case <-ctx.Done():
			return
		}
	}
}
