package telemetry

import (
	"context"
	"sync"
	"time"
)

const (
	// answerWithin is how long an answer may take.
	answerWithin = 2 * time.Second
	// fresh is how long an answer is good for, so that however many ask, a server
	// is asked once in that time.
	fresh = time.Second
)

// probe asks a server how it is. It never asks twice at once: what hangs is not
// asked again before it lets go.
type probe struct {
	ask func(context.Context) error

	mu   sync.Mutex
	last *question
}

// question is one that was asked. It ends, whoever asked first has gone or not,
// once it is answered or its time is over.
type question struct {
	over    context.Context //nolint:containedctx // it is how the question ends
	done    chan struct{}   // closed with the answer
	at      time.Time       // of the answer
	problem error
}

func (p *probe) get() error {
	p.mu.Lock()
	if p.last == nil || p.last.isOld() {
		p.last = put(p.ask)
	}
	q := p.last
	p.mu.Unlock()
	return q.answer()
}

func put(ask func(context.Context) error) *question {
	ctx, cancel := context.WithTimeout(context.Background(), answerWithin)
	q := &question{over: ctx, done: make(chan struct{})}
	go func() {
		defer cancel()
		q.problem = ask(ctx)
		q.at = time.Now()
		close(q.done)
	}()
	return q
}

func (q *question) isOld() bool {
	select {
	case <-q.done:
		return time.Since(q.at) >= fresh
	default:
		return false
	}
}

// answer waits for the answer. One that is there counts, however late it is.
func (q *question) answer() error {
	select {
	case <-q.done:
		return q.problem
	case <-q.over.Done():
	}
	select {
	case <-q.done:
		return q.problem
	default:
		return q.over.Err() //nolint:wrapcheck // it says all there is
	}
}
