package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

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
	deadline   time.Duration

	transactions, retries, sent atomic.Int64
}

// openPG connects to a server and finds out which it is.
func openPG(ctx context.Context, opt *Options) (*pgEngine, error) {
	config, err := pgxpool.ParseConfig(opt.URL)
	if err != nil {
		return nil, fmt.Errorf("reading the URL of the store: %w", err)
	}
	if opt.Connections > 0 {
		config.MaxConns = int32(min(opt.Connections, 1000))
	}
	guard(config.ConnConfig, opt.Deadline)
	config.PingTimeout = config.ConnConfig.ConnectTimeout
	e := &pgEngine{deadline: opt.Deadline}
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
	ctx, stop := limited(ctx, 2*connectTimeout)
	defer stop()
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return 0, fmt.Errorf("connecting to the store: %w", explained(ctx, masked(err)))
	}
	defer func() { _ = c.Close(ctx) }() // nothing hangs on it any more
	var version string
	if err := c.QueryRow(ctx, "SELECT version()").Scan(&version); err != nil {
		return 0, fmt.Errorf("asking the server for its version: %w", explained(ctx, masked(err)))
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
	settings := serverSide(e.deadline)
	if e.dialect == postgreSQL {
		settings = append(
			settings, "default_transaction_isolation = 'read committed'", "plan_cache_mode = force_generic_plan", "jit = off",
			"enable_seqscan = off", "enable_hashjoin = off", "enable_mergejoin = off", "max_parallel_workers_per_gather = 0",
		)
	}
	ctx, stop := limited(ctx, e.deadline) // the pool gives it none
	defer stop()
	if _, err := c.Exec(ctx, "SET "+strings.Join(settings, "; SET ")); err != nil {
		return fmt.Errorf("preparing a connection to the store: %w", explained(ctx, masked(err)))
	}
	return nil
}

func (e *pgEngine) update(ctx context.Context, do work) error {
	e.transactions.Add(1)
	return e.run(ctx, "BEGIN ISOLATION LEVEL SERIALIZABLE", do)
}

func (e *pgEngine) view(ctx context.Context, do work) error {
	begin := "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
	if e.dialect == cockroachDB {
		begin = "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"
	}
	return e.run(ctx, begin, do)
}

// run runs a transaction until it is through.
func (e *pgEngine) run(ctx context.Context, begin string, do work) error {
	pooled, err := e.acquire(ctx)
	if err != nil {
		return err
	}
	defer e.release(ctx, pooled)
	tx := &pgTx{
		conn: pooled.Conn(), begin: begin, savepoints: e.dialect == cockroachDB, retries: &e.retries, deadline: e.deadline,
	}
	err = e.execute(ctx, tx, do)
	if _, ok := errors.AsType[*crdb.AmbiguousCommitError](err); ok {
		return &ambiguousError{err}
	}
	return err
}

func (e *pgEngine) execute(ctx context.Context, tx *pgTx, do work) error {
	if err := tx.open(ctx); err != nil {
		return err
	}
	//nolint:wrapcheck // what do gave, or masked already
	return crdb.ExecuteInTx(crdb.WithMaxRetries(ctx, mostRetries), tx, func() error {
		ctx, stop := tx.within(ctx)
		defer stop()
		c := &pgConn{engine: e, conn: tx.conn}
		if err := do(ctx, c); err != nil {
			return explained(ctx, err)
		}
		return explained(ctx, c.flush(ctx))
	})
}

func (e *pgEngine) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	ctx, stop := limited(ctx, e.deadline)
	defer stop()
	pooled, err := e.pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("connecting to the store: %w", explained(ctx, masked(err)))
	}
	return pooled, nil
}

// release gives a connection back. If it broke, those that are idle broke with it,
// most likely: all are made anew, so that one attempt at most fails. The pool would
// keep the place of one that broke until a silent server has been told so.
func (e *pgEngine) release(ctx context.Context, pooled *pgxpool.Conn) {
	if !pooled.Conn().IsClosed() {
		pooled.Release()
		return
	}
	_ = pooled.Hijack() // it is closed already
	if ctx.Err() == nil {
		e.pool.Reset()
	}
}

func (e *pgEngine) glance(ctx context.Context, do work) error {
	pooled, err := e.acquire(ctx)
	if err != nil {
		return err
	}
	defer e.release(ctx, pooled)
	attempt, stop := limited(ctx, e.deadline)
	defer stop()
	return explained(attempt, do(attempt, &pgConn{engine: e, conn: pooled.Conn()}))
}

func (e *pgEngine) stats() Stats {
	return Stats{Transactions: e.transactions.Load(), Retries: e.retries.Load(), Statements: e.sent.Load()}
}

func (e *pgEngine) close() error {
	e.pool.Close()
	return nil
}

var _ engine = (*pgEngine)(nil)
