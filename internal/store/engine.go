package store

import (
	"context"
	"time"
)

// conn runs statements in one transaction.
type conn interface {
	// query reads; scan is called for each row.
	query(ctx context.Context, n name, scan func(r row) error, args ...any) error
	// exec writes, now or before the next query or the end of the transaction.
	exec(ctx context.Context, n name, args ...any) error
	// now gives the time by the clock that all who use the database share.
	now(ctx context.Context) (time.Time, error)
}

// row is one row of an answer.
type row interface{ Scan(into ...any) error }

// work is what is done in a transaction, with the context of one attempt at it.
type work func(ctx context.Context, c conn) error

// engine is a database.
type engine interface {
	// update runs a serializable transaction, again when others were at the same
	// rows. An ambiguousError says that it may have been committed.
	update(ctx context.Context, do work) error
	// view runs a read-only transaction on one state.
	view(ctx context.Context, do work) error
	// glance reads with statements of which each sees what is committed by then.
	glance(ctx context.Context, do work) error
	stats() Stats
	close() error
}
