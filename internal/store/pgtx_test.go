package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	crdbpgx "github.com/cockroachdb/cockroach-go/v2/crdb/crdbpgxv5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/lhcre/mpi/internal/testenv"
)

// execute runs a transaction at SERIALIZABLE, again if it must.
type execute func(ctx context.Context, do func(query queryer) error) error

// queryer is what a transaction can do here.
type queryer interface {
	QueryRow(ctx context.Context, statement string, args ...any) pgx.Row
}

// writeSkew lets workers read what all have done and add one to their own. Each
// is in conflict with the others, which at SERIALIZABLE often shows no sooner than
// at COMMIT. It gives how many transactions were reported done, and how many were.
func writeSkew(t *testing.T, pool *pgxpool.Pool, run execute) (reported, done int64) {
	t.Helper()
	const workers, rounds = 6, 100
	for _, statement := range []string{
		"CREATE TABLE IF NOT EXISTS skew (id int8 PRIMARY KEY, value int8 NOT NULL)", "DELETE FROM skew",
		"INSERT INTO skew SELECT n, 0 FROM generate_series(1, 6) AS s(n)",
	} {
		if _, err := pool.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	var ok atomic.Int64
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for range rounds {
				err := run(t.Context(), func(q queryer) error {
					var sum, value int64
					if err := q.QueryRow(t.Context(), "SELECT sum(value)::int8 FROM skew").Scan(&sum); err != nil {
						return fmt.Errorf("reading: %w", masked(err))
					}
					err := q.QueryRow(t.Context(), "UPDATE skew SET value = value + 1 WHERE id = $1 RETURNING value", worker+1).Scan(&value)
					if err != nil {
						return fmt.Errorf("writing: %w", masked(err))
					}
					time.Sleep(time.Millisecond) // others commit meanwhile
					return nil
				})
				if err == nil {
					ok.Add(1)
				}
			}
		})
	}
	all.Wait()
	if err := pool.QueryRow(t.Context(), "SELECT sum(value)::int8 FROM skew").Scan(&done); err != nil {
		t.Fatal(err)
	}
	return ok.Load(), done
}

func openSkew(t *testing.T, s *testenv.Server) *pgEngine {
	t.Helper()
	e, err := openPG(t.Context(), &Options{URL: s.NewDatabase(t), Connections: 8, Deadline: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.close() })
	return e
}

func TestNoCommitIsLost(t *testing.T) {
	t.Parallel()
	for _, s := range testenv.Databases(t) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			e := openSkew(t, s)
			reported, done := writeSkew(t, e.pool, func(ctx context.Context, do func(q queryer) error) error {
				return e.update(ctx, func(ctx context.Context, c conn) error { return do(c.(*pgConn).conn) })
			})
			if reported != 600 || done != 600 {
				t.Errorf("%d of 600 transactions were reported done and %d were, after %d retries", reported, done, e.stats().Retries)
			}
			if e.stats().Retries == 0 {
				t.Error("nobody was in anybody's way: the test shows nothing")
			}
		})
	}
}

// TestPlainExecuteTxLosesCommits shows why there is pgTx: if this fails, cockroach-go
// has learnt to look at what PostgreSQL says to COMMIT.
func TestPlainExecuteTxLosesCommits(t *testing.T) {
	t.Parallel()
	e := openSkew(t, testenv.PostgreSQL(t))
	reported, done := writeSkew(t, e.pool, func(ctx context.Context, do func(q queryer) error) error {
		return crdbpgx.ExecuteTx(ctx, e.pool, pgx.TxOptions{IsoLevel: pgx.Serializable}, func(tx pgx.Tx) error { return do(tx) })
	})
	if reported <= done {
		t.Errorf("%d transactions were reported done and %d were: none was lost", reported, done)
	}
	t.Logf("%d of %d transactions that were reported done are lost", reported-done, reported)
}

// TestSwallowedErrorIsNoCommit: COMMIT of a transaction in which something failed
// rolls it back, and PostgreSQL calls that no error.
func TestSwallowedErrorIsNoCommit(t *testing.T) {
	t.Parallel()
	e := openSkew(t, testenv.PostgreSQL(t))
	err := e.update(t.Context(), func(ctx context.Context, c conn) error {
		_, _ = c.(*pgConn).conn.Exec(ctx, "SELECT nothing")
		return nil
	})
	if !errors.Is(err, errRolledBack) {
		t.Errorf("the error is %v, want %v", err, errRolledBack)
	}
}
