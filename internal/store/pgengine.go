package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/cockroachdb/cockroach-go/v2/crdb"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// mostRetries ends a transaction that others have kept from its end for minutes.
const mostRetries = 1000

// pgEngine speaks to PostgreSQL and CockroachDB.
type pgEngine struct {
	pool       *pgxpool.Pool
	dialect    dialect
	statements map[name]string

	transactions, retries, sent atomic.Int64
}

// openPG connects to a server and finds out which it is.
func openPG(ctx context.Context, url string, connections int) (*pgEngine, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("reading the URL of the store: %w", err)
	}
	if connections > 0 {
		config.MaxConns = int32(min(connections, 1000))
	}
	e := &pgEngine{}
	config.AfterConnect = e.prepareConnection
	if e.dialect, err = detect(ctx, config.ConnConfig); err != nil {
		return nil, err
	}
	if e.statements, err = statements(e.dialect); err != nil {
		return nil, err
	}
	if e.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("opening the store: %w", masked(err))
	}
	return e, nil
}

// detect asks the server what it is.
func detect(ctx context.Context, config *pgx.ConnConfig) (dialect, error) {
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return 0, fmt.Errorf("connecting to the store: %w", masked(err))
	}
	defer func() { _ = c.Close(ctx) }() // nothing hangs on it any more
	var version string
	if err := c.QueryRow(ctx, "SELECT version()").Scan(&version); err != nil {
		return 0, fmt.Errorf("asking the server for its version: %w", masked(err))
	}
	if strings.HasPrefix(version, cockroachDB.String()) {
		return cockroachDB, nil
	}
	return postgreSQL, nil
}

// prepareConnection keeps PostgreSQL from planning for the sizes that tables had
// when a statement was first run, and from calling in workers for a few hundred
// rows. Every statement finds its rows by an index; at SERIALIZABLE a table that is
// read as a whole is in conflict with all who write to it.
func (e *pgEngine) prepareConnection(ctx context.Context, c *pgx.Conn) error {
	if e.dialect != postgreSQL {
		return nil
	}
	for _, setting := range []string{
		"default_transaction_isolation = 'read committed'", "plan_cache_mode = force_generic_plan", "jit = off",
		"enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off", "max_parallel_workers_per_gather = 0",
	} {
		if _, err := c.Exec(ctx, "SET "+setting); err != nil {
			return fmt.Errorf("preparing a connection to the store: %w", masked(err))
		}
	}
	return nil
}

func (e *pgEngine) update(ctx context.Context, do func(c conn) error) error {
	e.transactions.Add(1)
	return e.run(ctx, "BEGIN ISOLATION LEVEL SERIALIZABLE", do)
}

func (e *pgEngine) view(ctx context.Context, do func(c conn) error) error {
	begin := "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	if e.dialect == cockroachDB {
		begin = "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
	}
	return e.run(ctx, begin, do)
}

// run runs a transaction until it is through.
func (e *pgEngine) run(ctx context.Context, begin string, do func(c conn) error) error {
	pooled, err := e.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connecting to the store: %w", masked(err))
	}
	defer pooled.Release()
	tx := &pgTx{conn: pooled.Conn(), begin: begin, savepoints: e.dialect == cockroachDB, retries: &e.retries}
	if err := tx.open(ctx); err != nil {
		return err
	}
	err = crdb.ExecuteInTx(crdb.WithMaxRetries(ctx, mostRetries), tx, func() error {
		c := &pgConn{engine: e, conn: tx.conn}
		if err := do(c); err != nil {
			return err
		}
		return c.flush(ctx)
	})
	if ambiguous, ok := errors.AsType[*crdb.AmbiguousCommitError](err); ok {
		return &ambiguousError{ambiguous}
	}
	return err //nolint:wrapcheck // what do gave, or masked already
}

func (e *pgEngine) glance(ctx context.Context, do func(c conn) error) error {
	pooled, err := e.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connecting to the store: %w", masked(err))
	}
	defer pooled.Release()
	return do(&pgConn{engine: e, conn: pooled.Conn()})
}

func (e *pgEngine) stats() Stats {
	return Stats{Transactions: e.transactions.Load(), Retries: e.retries.Load(), Statements: e.sent.Load()}
}

func (e *pgEngine) close() error {
	e.pool.Close()
	return nil
}

var _ engine = (*pgEngine)(nil)
