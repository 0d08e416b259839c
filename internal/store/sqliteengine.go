package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"sync/atomic"
	"time"

	_ "modernc.org/sqlite" // the driver
)

// sqliteEngine keeps the store in a file. One session writes; others read what was
// committed when they began.
type sqliteEngine struct {
	statements map[name]string
	now        func() time.Time
	databases  []*sql.DB
	// A session is taken from its channel and put back.
	writer, readers chan *sqliteSession

	transactions, sent atomic.Int64
}

// Settings of all connections, of the one that writes and of those that read. WAL
// lets readers go on while one writes; synchronous FULL makes a commit outlive a
// power cut.
const (
	sqliteCommon  = "_pragma=busy_timeout(10000)&_pragma=cache_size(-65536)&_pragma=temp_store(2)"
	sqliteWriting = "_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&" + sqliteCommon
	sqliteReading = "_pragma=query_only(1)&" + sqliteCommon
)

func openFile(ctx context.Context, path string, now func() time.Time) (*sqliteEngine, error) {
	all, err := statements(sqlite)
	if err != nil {
		return nil, err
	}
	e := &sqliteEngine{statements: all, now: now}
	if e.writer, err = e.sessions(ctx, path, 1, sqliteWriting, "BEGIN IMMEDIATE"); err == nil {
		e.readers, err = e.sessions(ctx, path, max(2, runtime.NumCPU()), sqliteReading, "BEGIN")
	}
	if err != nil {
		_ = e.close() // the error that matters is there already
		return nil, fmt.Errorf("opening the store %s: %w", path, err)
	}
	return e, nil
}

// sessions opens connections to the file.
func (e *sqliteEngine) sessions(ctx context.Context, path string, count int, settings, begin string) (chan *sqliteSession, error) {
	db, err := openSQLite(path, settings)
	if err != nil {
		return nil, err
	}
	e.databases = append(e.databases, db)
	db.SetMaxOpenConns(count)
	db.SetMaxIdleConns(count)
	all := make(chan *sqliteSession, count)
	for range count {
		c, err := db.Conn(ctx)
		if err != nil {
			return nil, err //nolint:wrapcheck // openFile says what was opened
		}
		all <- &sqliteSession{conn: c, begin: begin, engine: e, prepared: map[name]*sql.Stmt{}}
	}
	return all, nil
}

func openSQLite(path, settings string) (*sql.DB, error) {
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: settings}
	return sql.Open("sqlite", address.String()) //nolint:wrapcheck // the caller says what was opened
}

func (e *sqliteEngine) update(ctx context.Context, do work) error {
	e.transactions.Add(1)
	return run(ctx, e.writer, do)
}

func (e *sqliteEngine) view(ctx context.Context, do work) error {
	return run(ctx, e.readers, do)
}

func (e *sqliteEngine) glance(ctx context.Context, do work) error {
	return run(ctx, e.readers, do)
}

func run(ctx context.Context, sessions chan *sqliteSession, do work) error {
	select {
	case s := <-sessions:
		defer func() { sessions <- s }()
		return s.run(ctx, do)
	case <-ctx.Done():
		return fmt.Errorf("waiting for the store: %w", ctx.Err())
	}
}

func (e *sqliteEngine) stats() Stats {
	return Stats{Transactions: e.transactions.Load(), Statements: e.sent.Load()}
}

// close waits for the transactions that run.
func (e *sqliteEngine) close() error {
	var errs []error
	for _, sessions := range []chan *sqliteSession{e.writer, e.readers} {
		for range cap(sessions) {
			s := <-sessions
			errs = append(errs, s.close())
		}
	}
	for _, db := range e.databases {
		errs = append(errs, db.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the store: %w", err)
	}
	return nil
}

var _ engine = (*sqliteEngine)(nil)
