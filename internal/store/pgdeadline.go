package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
)

// Of connections whose other end may have vanished without a word.
const (
	connectTimeout = 5 * time.Second
	// An idle connection is asked for a sign of life after a while, which an end that
	// is gone does not give; nor does it take what is sent.
	quietFor    = 10 * time.Second
	lostAfter   = 20 * time.Second
	askAgain    = 3 * time.Second
	askedAtMost = 3
)

// errSilent says why an attempt was given up.
var errSilent = errors.New("the store has not answered")

// limited gives the context of an attempt.
func limited(ctx context.Context, deadline time.Duration) (context.Context, context.CancelFunc) {
	return limitedTo(ctx, time.Now().Add(deadline), deadline)
}

// limitedTo gives that of an attempt that has begun before.
func limitedTo(ctx context.Context, ends time.Time, deadline time.Duration) (context.Context, context.CancelFunc) {
	return context.WithDeadlineCause(ctx, ends, fmt.Errorf("%w within %s", errSilent, deadline))
}

// explained says of an error that it was the attempt's deadline, if it was.
func explained(attempt context.Context, err error) error {
	if cause := context.Cause(attempt); err != nil && errors.Is(cause, errSilent) {
		return fmt.Errorf("%w: %w", cause, err)
	}
	return err
}

// guard keeps a connection from waiting for a server that is gone: when it is
// made, and while it is idle. A timeout in the URL comes before the usual one.
func guard(config *pgx.ConnConfig, deadline time.Duration) {
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = min(connectTimeout, deadline)
	}
	dialer := net.Dialer{
		Timeout:         config.ConnectTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: quietFor, Interval: askAgain, Count: askedAtMost},
		Control:         giveUpUnanswered,
	}
	config.DialFunc = dialer.DialContext
}

// serverSide has the server end what its client waits for no more. A transaction in
// which nothing happens has lost its client: linking computes for a second or two
// at most between statements. It ends before those who wait for its rows give up.
func serverSide(deadline time.Duration) []string {
	return []string{
		fmt.Sprintf("statement_timeout = %d", deadline.Milliseconds()),
		fmt.Sprintf("idle_in_transaction_session_timeout = %d", (deadline * 2 / 3).Milliseconds()),
	}
}
