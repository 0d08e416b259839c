package store

import (
	"context"
	"database/sql"
	"fmt"
)

// sqliteConn runs the statements of one transaction, row by row.
type sqliteConn struct {
	engine *sqliteEngine
	db     *sqliteDB
	tx     *sql.Tx
}

// statement gives a statement, prepared once for each connection.
func (c *sqliteConn) statement(ctx context.Context, n name) (*sql.Stmt, error) {
	if known, ok := c.db.prepared.Load(n); ok {
		if s, ok := known.(*sql.Stmt); ok {
			return c.tx.StmtContext(ctx, s), nil
		}
	}
	// With the transaction's connection first: there may be no other.
	s, err := c.tx.PrepareContext(ctx, c.engine.statements[n])
	if err != nil {
		return nil, fmt.Errorf("preparing %s: %w", n, err)
	}
	return s, nil
}

// each runs a statement once for each row of its arguments.
func (c *sqliteConn) each(ctx context.Context, n name, args []any, do func(ctx context.Context, s *sql.Stmt, one []any) error) error {
	rows, err := rowsOf(args)
	if err != nil || rows == 0 {
		return err
	}
	lasting := context.WithoutCancel(ctx)
	s, err := c.statement(lasting, n)
	if err != nil {
		return err
	}
	defer s.Close()
	one := make([]any, len(args))
	for row := range rows {
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the caller's own
		}
		c.engine.sent.Add(1)
		rowOf(one, args, row)
		if err := do(lasting, s, one); err != nil {
			return err
		}
	}
	return nil
}

func (c *sqliteConn) exec(ctx context.Context, n name, args ...any) error {
	return c.each(ctx, n, args, func(ctx context.Context, s *sql.Stmt, one []any) error {
		if _, err := s.ExecContext(ctx, one...); err != nil {
			return fmt.Errorf("writing to the store, %s: %w", n, err)
		}
		return nil
	})
}

func (c *sqliteConn) query(ctx context.Context, n name, scan func(r row) error, args ...any) error {
	return c.each(ctx, n, args, func(ctx context.Context, s *sql.Stmt, one []any) error {
		if err := readAll(ctx, s, one, scan); err != nil {
			return fmt.Errorf("reading the store, %s: %w", n, err)
		}
		return nil
	})
}

func readAll(ctx context.Context, s *sql.Stmt, args []any, scan func(r row) error) error {
	answer, err := s.QueryContext(ctx, args...)
	if err != nil {
		return err //nolint:wrapcheck // query says what was read
	}
	defer answer.Close()
	for answer.Next() {
		if err := scan(answer); err != nil {
			return err
		}
	}
	return answer.Err() //nolint:wrapcheck // as above
}
