package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// pgTx lets cockroach-go's ExecuteInTx run a transaction on both databases. It
// takes the release of a savepoint for the commit and does not look at what COMMIT
// says. That is so on CockroachDB; PostgreSQL finds out at COMMIT that others were
// at the same rows. So there the savepoint is nothing, its release is the commit,
// and going back to it starts over.
type pgTx struct {
	conn       *pgx.Conn
	begin      string
	savepoints bool // of CockroachDB
	retries    *atomic.Int64

	deadline time.Duration // of one attempt
	ends     time.Time     // of the attempt that is under way

	ended bool
	tried int
}

// What ExecuteInTx says.
const (
	savepoint  = "SAVEPOINT cockroach_restart"
	release    = "RELEASE SAVEPOINT cockroach_restart"
	rollbackTo = "ROLLBACK TO SAVEPOINT cockroach_restart"
)

func (t *pgTx) open(ctx context.Context) error {
	t.ended = false
	t.ends = time.Now().Add(t.deadline)
	return t.command(ctx, t.begin)
}

// within gives the context of the attempt that is under way.
func (t *pgTx) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return limitedTo(ctx, t.ends, t.deadline)
}

// Exec takes the savepoint's commands.
func (t *pgTx) Exec(ctx context.Context, command string, _ ...any) error {
	if command == rollbackTo {
		if err := t.pause(ctx); err != nil {
			return err
		}
		t.ends = time.Now().Add(t.deadline)
	}
	if t.savepoints {
		return t.command(ctx, command)
	}
	switch command {
	case savepoint:
		return nil
	case release:
		return t.commit(ctx)
	case rollbackTo:
		if err := t.Rollback(ctx); err != nil {
			return err
		}
		return t.open(ctx)
	}
	return fmt.Errorf("running a transaction: %q is no command of a savepoint", command)
}

// errRolledBack is what PostgreSQL only hints at: COMMIT of a transaction in which
// a statement failed rolls it back and is no error.
var errRolledBack = errors.New("the transaction was rolled back instead of committed")

func (t *pgTx) commit(ctx context.Context) error {
	ctx, stop := t.within(ctx)
	defer stop()
	tag, err := t.conn.Exec(ctx, "COMMIT")
	if err != nil {
		// After an error that the server reports nothing is open any more.
		t.ended = t.conn.PgConn().TxStatus() == 'I'
		return fmt.Errorf("committing: %w", explained(ctx, masked(err)))
	}
	t.ended = true
	if tag.String() != "COMMIT" {
		return errRolledBack
	}
	return nil
}

// Commit ends what the release of the savepoint has committed.
func (t *pgTx) Commit(ctx context.Context) error {
	if t.ended {
		return nil
	}
	t.ended = true
	return t.command(ctx, "COMMIT")
}

// Rollback ends the transaction. It goes on when the caller has given up, so that
// the connection can be used again.
func (t *pgTx) Rollback(ctx context.Context) error {
	if t.ended || t.conn.IsClosed() {
		return nil
	}
	t.ended = true
	const patience = 5 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return t.send(ctx, "ROLLBACK")
}

// pause waits a little before another try, longer each time and never two the
// same, so that those who were in each other's way do not meet again.
func (t *pgTx) pause(ctx context.Context) error {
	t.retries.Add(1)
	t.tried++
	const longest = 8 // doublings of a millisecond
	most := time.Millisecond << min(t.tried, longest)
	select {
	case <-time.After(rand.N(most)):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting to run a transaction again: %w", ctx.Err())
	}
}

// command sends what has to be through before the attempt ends.
func (t *pgTx) command(ctx context.Context, command string) error {
	ctx, stop := t.within(ctx)
	defer stop()
	return explained(ctx, t.send(ctx, command))
}

func (t *pgTx) send(ctx context.Context, command string) error {
	if _, err := t.conn.Exec(ctx, command); err != nil {
		verb, _, _ := strings.Cut(command, " ")
		return fmt.Errorf("running %s: %w", verb, masked(err))
	}
	return nil
}
