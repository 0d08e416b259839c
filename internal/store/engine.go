package store

import "context"

// conn runs statements in one transaction.
type conn interface {
	// query reads; scan is called for each row.
	query(ctx context.Context, n name, scan func(r row) error, args ...any) error
	// exec writes, now or before the next query or the end of the transaction.
	exec(ctx context.Context, n name, args ...any) error
}

// row is one row of an answer.
type row interface{ Scan(into ...any) error }

// engine is a database.
type engine interface {
	// update runs a serializable transaction, again when others were at the same
	// rows. An ambiguousError says that it may have been committed.
	update(ctx context.Context, do func(c conn) error) error
	// view runs a read-only transaction on one state.
	view(ctx context.Context, do func(c conn) error) error
	// glance reads with statements of which each sees what is committed by then.
	glance(ctx context.Context, do func(c conn) error) error
	stats() Stats
	close() error
}
