package intake

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// board is where engines see whose turn it is.
type board struct {
	mu    sync.Mutex
	whose string
	until time.Time
	asked int
	fails bool
}

func (b *board) TakeTurn(_ context.Context, owner string, lasts time.Duration) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked++
	if b.fails {
		return false, errors.New("away")
	}
	if b.whose != owner && time.Now().Before(b.until) {
		return false, nil
	}
	b.whose, b.until = owner, time.Now().Add(lasts)
	return true, nil
}

func (b *board) AnyTurn(context.Context) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Before(b.until), nil
}

func turnsOf(b *board, owner string) *Turns {
	return NewTurns(b, owner, func(context.Context) error { return nil })
}

// crowdedOn is one of engines that take turns.
func crowdedOn(b *board, owner string) *Turns {
	t := turnsOf(b, owner)
	t.until = time.Now().Add(time.Hour)
	return t
}

// link is one batch, which takes a tenth of a second.
func (t *Turns) link(ctx context.Context) {
	t.enter(ctx)
	time.Sleep(100 * time.Millisecond)
	t.leave()
}

func TestNobodyTakesTurnsWithoutNeed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		one := turnsOf(b, "one")
		for range 100 {
			one.link(t.Context())
		}
		if one.rest(t.Context()); b.asked > 0 {
			t.Errorf("asked %d times", b.asked)
		}
	})
}

// Engines that are in each other's way link one at a time, each as much as the
// other.
func TestTurnsAreTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		var mu sync.Mutex
		inside, batches := "", map[string]int{}
		run := func(name string) {
			e := turnsOf(b, name)
			e.waste = 1 // they were in each other's way
			e.Again(t.Context())
			e.rest(t.Context())
			for start := time.Now(); time.Since(start) < 50*time.Second; {
				e.enter(t.Context())
				mu.Lock()
				if inside != "" && inside != name && e.inside == 1 {
					t.Errorf("%s and %s link at the same time", inside, name)
				}
				inside = name
				batches[name]++
				mu.Unlock()
				time.Sleep(100 * time.Millisecond)
				mu.Lock()
				inside = ""
				mu.Unlock()
				e.leave()
			}
			e.rest(t.Context())
		}
		var group sync.WaitGroup
		for _, name := range []string{"one", "two", "three"} {
			group.Go(func() { run(name) })
		}
		group.Wait()
		for name, n := range batches {
			if n < 120 {
				t.Errorf("%s has linked %d batches of %v", name, n, batches)
			}
		}
	})
}

// A turn ends when nothing waits, and nobody waits for a store that does not
// answer.
func TestTurnsHoldUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		one, two := crowdedOn(b, "one"), crowdedOn(b, "two")
		one.link(t.Context())
		one.rest(t.Context())
		start := time.Now()
		two.link(t.Context())
		if took := time.Since(start); took > 200*time.Millisecond {
			t.Errorf("waited %s for a turn that was over", took)
		}
		b.fails = true
		start = time.Now()
		one.link(t.Context())
		if took := time.Since(start); took > 200*time.Millisecond {
			t.Errorf("waited %s for a store that is away", took)
		}
	})
}

// Whoever is next begins while the last batch of the one before is linked, and not
// before that. One that gave its turn up is behind those who wait.
func TestTurnsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		one, two := crowdedOn(b, "one"), crowdedOn(b, "two")
		one.enter(t.Context())
		one.enter(t.Context())
		go func() {
			time.Sleep(3 * time.Second)
			one.leave()
		}()
		go func() {
			one.end(t.Context())
			if waited := one.enter(t.Context()); waited < 4*time.Second {
				t.Errorf("went on after %s", waited)
			}
			one.rest(t.Context())
		}()
		if waited := two.enter(t.Context()); waited < 3*time.Second || waited > 3*time.Second+2*askTurn {
			t.Errorf("waited %s where one was to be left after 3 s", waited)
		}
		time.Sleep(4 * time.Second)
		two.leave()
		two.rest(t.Context())
	})
}

// Whoever dies in its turn holds the others up for a few seconds, and one that was
// paused meanwhile waits like any other.
func TestATurnIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		one, two := crowdedOn(b, "one"), crowdedOn(b, "two")
		for range 25 { // longer than a turn that nobody keeps
			one.link(t.Context())
			time.Sleep(200 * time.Millisecond)
		}
		if b.whose != "one" || !one.held || time.Now().After(b.until) {
			t.Errorf("it is the turn of %s", b.whose)
		}
		start := time.Now() // and one stands still
		two.link(t.Context())
		if took := time.Since(start); took > turnGoes+time.Second {
			t.Errorf("waited %s for one that does not come back", took)
		}
		over := make(chan bool, 1)
		go func() { one.link(t.Context()); over <- true }()
		two.link(t.Context())
		time.Sleep(time.Second)
		select {
		case <-over:
			t.Error("one goes on in the turn of two")
		default:
		}
		two.rest(t.Context())
		<-over
	})
}
