package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// sqliteSession is a connection that runs one transaction at a time. It prepares
// each statement once, and runs it row by row.
type sqliteSession struct {
	conn     *sql.Conn
	begin    string
	engine   *sqliteEngine
	prepared map[name]*sql.Stmt
}

// run runs a transaction. That the caller gives up is looked for between
// statements: to be interrupted in one costs more than most take.
func (s *sqliteSession) run(ctx context.Context, do work) error {
	if err := ctx.Err(); err != nil {
		return err //nolint:wrapcheck // the caller's own
	}
	lasting := context.WithoutCancel(ctx)
	if err := s.command(lasting, s.begin); err != nil {
		return err
	}
	done := false
	defer func() { // whatever happens in do
		if !done {
			_ = s.command(lasting, "ROLLBACK") // the error that matters is there already
		}
	}()
	if err := do(ctx, s); err != nil {
		return err
	}
	if err := s.command(lasting, "COMMIT"); err != nil {
		return err
	}
	done = true
	return nil
}

func (s *sqliteSession) command(ctx context.Context, command string) error {
	if _, err := s.conn.ExecContext(ctx, command); err != nil {
		return fmt.Errorf("running %s: %w", command, err)
	}
	return nil
}

func (s *sqliteSession) statement(ctx context.Context, n name) (*sql.Stmt, error) {
	if known := s.prepared[n]; known != nil {
		return known, nil
	}
	made, err := s.conn.PrepareContext(ctx, s.engine.statements[n])
	if err != nil {
		return nil, fmt.Errorf("preparing %s: %w", n, err)
	}
	s.prepared[n] = made
	return made, nil
}

// each runs a statement once for each row of its arguments.
func (s *sqliteSession) each(ctx context.Context, n name, args []any, do func(ctx context.Context, s *sql.Stmt, one []any) error) error {
	rows, err := rowsOf(args)
	if err != nil || rows == 0 {
		return err
	}
	lasting := context.WithoutCancel(ctx)
	prepared, err := s.statement(lasting, n)
	if err != nil {
		return err
	}
	one := make([]any, len(args))
	for row := range rows {
		if err := ctx.Err(); err != nil {
			return err //nolint:wrapcheck // the caller's own
		}
		s.engine.sent.Add(1)
		rowOf(one, args, row)
		if err := do(lasting, prepared, one); err != nil {
			return fmt.Errorf("running %s in the store: %w", n, err)
		}
	}
	return nil
}

func (s *sqliteSession) exec(ctx context.Context, n name, args ...any) error {
	return s.each(ctx, n, args, func(ctx context.Context, s *sql.Stmt, one []any) error {
		_, err := s.ExecContext(ctx, one...)
		return err //nolint:wrapcheck // each says what was run
	})
}

func (s *sqliteSession) query(ctx context.Context, n name, scan func(r row) error, args ...any) error {
	return s.each(ctx, n, args, func(ctx context.Context, s *sql.Stmt, one []any) error {
		answer, err := s.QueryContext(ctx, one...)
		if err != nil {
			return err //nolint:wrapcheck // each says what was run
		}
		defer func() { _ = answer.Close() }() // Err says what is wrong
		for answer.Next() {
			if err := scan(answer); err != nil {
				return err
			}
		}
		return answer.Err()
	})
}

func (s *sqliteSession) close() error {
	var errs []error
	for _, p := range s.prepared {
		errs = append(errs, p.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}
