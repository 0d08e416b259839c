package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver
)

// sqliteEngine keeps the store in a file. One connection writes; others read what
// was committed when they began.
type sqliteEngine struct {
	statements map[name]string

	writing sync.Mutex
	writer  *sqliteDB
	readers *sqliteDB

	transactions, sent atomic.Int64
}

// sqliteDB is a set of connections with the statements that they have prepared.
type sqliteDB struct {
	*sql.DB

	prepared sync.Map // of name, to *sql.Stmt
}

// openFile opens a file of SQLite. WAL lets readers go on while one writes;
// synchronous FULL makes a commit outlive a power cut.
func openFile(path string) (*sqliteEngine, error) {
	e := &sqliteEngine{}
	var err error
	if e.statements, err = statements(sqlite); err != nil {
		return nil, err
	}
	const common = "&_pragma=busy_timeout(10000)&_pragma=cache_size(-65536)&_pragma=temp_store(2)"
	if e.writer, err = openConnections(path, 1, "_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+common); err != nil {
		return nil, err
	}
	if e.readers, err = openConnections(path, max(2, runtime.NumCPU()), "_pragma=query_only(1)"+common); err != nil {
		_ = e.writer.Close() // the error that matters is there already
		return nil, err
	}
	return e, nil
}

func openConnections(path string, most int, query string) (*sqliteDB, error) {
	name := (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: query}).String()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, fmt.Errorf("opening the store %s: %w", path, err)
	}
	db.SetMaxOpenConns(most)
	db.SetMaxIdleConns(most)
	return &sqliteDB{DB: db}, nil
}

func (e *sqliteEngine) update(ctx context.Context, do func(c conn) error) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	e.transactions.Add(1)
	return e.run(ctx, e.writer, do)
}

func (e *sqliteEngine) view(ctx context.Context, do func(c conn) error) error {
	return e.run(ctx, e.readers, do)
}

func (e *sqliteEngine) glance(ctx context.Context, do func(c conn) error) error {
	return e.run(ctx, e.readers, do)
}

// run runs a transaction. Once it has begun the caller's giving up is looked for
// between statements: to be interrupted in one costs more than most take.
func (e *sqliteEngine) run(ctx context.Context, db *sqliteDB, do func(c conn) error) error {
	tx, err := db.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return fmt.Errorf("beginning a transaction of the store: %w", err)
	}
	if err := do(&sqliteConn{engine: e, db: db, tx: tx}); err != nil {
		_ = tx.Rollback() // the error that matters is there already
		return err
	}
	if err := tx.Commit(); err != nil {
		_ = tx.Rollback() // as above
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

func (e *sqliteEngine) stats() Stats {
	return Stats{Transactions: e.transactions.Load(), Statements: e.sent.Load()}
}

func (e *sqliteEngine) close() error {
	readers, writer := e.readers.Close(), e.writer.Close()
	for _, err := range []error{readers, writer} {
		if err != nil {
			return fmt.Errorf("closing the store: %w", err)
		}
	}
	return nil
}

var _ engine = (*sqliteEngine)(nil)
