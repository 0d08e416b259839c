package intake

import (
	"context"
	"sync"
	"time"
)

// Board is where engines see whose turn it is.
type Board interface {
	// TakeTurn makes it owner's turn for a time, unless it is another's; for no
	// time it ends owner's turn.
	TakeTurn(ctx context.Context, owner string, lasts time.Duration) (ours bool, err error)
	// AnyTurn says whether it is anybody's turn.
	AnyTurn(ctx context.Context) (bool, error)
}

// Turns has this engine link only when it is its turn, while engines are in each
// other's way. What two link at the same time is right whatever they do, but with
// many messages waiting each has to look again for most batches, because the other
// has changed a record that it looked at, and nobody gets on. Whoever takes turns
// links for a while without that, and meanwhile the others keep their indexes up
// to date. With few messages there is no need. A nil one is never in the way.
type Turns struct {
	board   Board
	owner   string
	catchUp func(ctx context.Context) error

	mu     sync.Mutex
	left   *sync.Cond // a batch is linked
	inside int        // batches begun and not linked
	waste  float64    // how often the last batches were looked at again
	until  time.Time  // turns are taken
	looked time.Time  // whether others take turns
	held   bool
	kept   time.Time // when it was last known to be ours
	gaveUp time.Time // for others
}

const (
	turnGoes    = 5 * time.Second // of an engine that does not come back
	keepTurn    = time.Second
	askTurn     = 100 * time.Millisecond
	catchUpTime = 500 * time.Millisecond // in larger pieces it costs less
	lookEvery   = 500 * time.Millisecond
	takingLasts = time.Minute

	tooMuch = 0.4
	recent  = 0.2 // the weight of one batch
)

// NewTurns has an engine take turns with others. While it waits it catches up.
func NewTurns(board Board, owner string, catchUp func(ctx context.Context) error) *Turns {
	t := &Turns{board: board, owner: owner, catchUp: catchUp}
	t.left = sync.NewCond(&t.mu)
	return t
}

// enter waits for our turn, if turns are taken, before a batch is begun, and says
// how long.
func (t *Turns) enter(ctx context.Context) (waited time.Duration) {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	start := time.Now()
	if t.held && start.Sub(t.kept) >= keepTurn {
		t.keep(ctx)
	}
	if !t.held && t.taken(ctx) {
		t.await(ctx, t.catchUp)
	}
	t.inside++
	return time.Since(start)
}

// taken says whether turns are taken. If somebody takes them, all do.
func (t *Turns) taken(ctx context.Context) bool {
	now := time.Now()
	if now.Before(t.until) {
		return true
	}
	if now.Sub(t.looked) < lookEvery {
		return false
	}
	t.looked = now
	anybody, err := t.board.AnyTurn(ctx)
	if err == nil && anybody {
		t.until = now.Add(takingLasts)
	}
	return now.Before(t.until)
}

// keep has our turn last on: one that nobody keeps goes by soon, because whoever has
// it may be dead.
func (t *Turns) keep(ctx context.Context) {
	t.kept = time.Now()
	if ours, err := t.board.TakeTurn(ctx, t.owner, turnGoes); err == nil && !ours {
		t.held = false // we were away
	}
}

// end lets the others have their turn. By then only the last batch that was begun is
// to be linked, which goes on while whoever is next begins.
func (t *Turns) end(ctx context.Context) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	defer context.AfterFunc(ctx, t.wake)()
	for t.inside > 1 && ctx.Err() == nil {
		t.left.Wait()
	}
	if t.held {
		t.giveUp(ctx)
		t.gaveUp = time.Now()
	}
}

func (t *Turns) wake() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left.Broadcast()
}

// await asks until it is our turn. Without an answer nobody waits: turns save
// work, and nothing depends on them.
func (t *Turns) await(ctx context.Context, meanwhile func(ctx context.Context) error) {
	first := t.gaveUp.Add(askTurn + askTurn/2) // whoever waits already is to be before us
	t.mu.Unlock()
	defer t.mu.Lock()
	if sleep(ctx, time.Until(first)) != nil {
		return
	}
	for caughtUp := time.Now(); ; {
		ours, err := t.board.TakeTurn(ctx, t.owner, turnGoes)
		if err != nil {
			return
		}
		if ours {
			t.mu.Lock()
			t.held, t.kept = true, time.Now()
			t.mu.Unlock()
			return
		}
		if time.Since(caughtUp) >= catchUpTime {
			if meanwhile(ctx) != nil {
				return
			}
			caughtUp = time.Now()
		}
		if sleep(ctx, askTurn) != nil {
			return
		}
	}
}

// Again says that a batch has to be looked at again. If turns are taken it waits
// for ours: it would be beaten by whoever has one, again and again.
func (t *Turns) Again(ctx context.Context) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.waste += recent; t.waste > tooMuch {
		t.waste, t.until = 0, time.Now().Add(takingLasts)
	}
	if !t.held && t.taken(ctx) {
		t.await(ctx, func(context.Context) error { return nil }) // catching up waits for the batch
	}
}

// leave says that a batch is linked, or given up.
func (t *Turns) leave() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waste *= 1 - recent
	t.inside--
	t.left.Broadcast()
}

// rest ends our turn: nothing is waiting.
func (t *Turns) rest(ctx context.Context) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.inside = 0
	if t.held {
		t.giveUp(ctx)
	}
}

// giveUp gives our turn up. Without an answer it goes by itself.
func (t *Turns) giveUp(ctx context.Context) {
	const patience = time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	t.held = false
	_, _ = t.board.TakeTurn(ctx, t.owner, 0)
}
