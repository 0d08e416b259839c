package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// pgConn sends the statements of one transaction. Writes wait for the next read
// or the end, and travel with it.
type pgConn struct {
	engine  *pgEngine
	conn    *pgx.Conn
	waiting []waiting
}

type waiting struct {
	name name
	args []any
}

func (c *pgConn) exec(_ context.Context, n name, args ...any) error {
	rows, err := rowsOf(args)
	if err != nil || rows == 0 {
		return err
	}
	c.waiting = append(c.waiting, waiting{n, arrays(args)})
	return nil
}

func (c *pgConn) query(ctx context.Context, n name, scan func(r row) error, args ...any) error {
	rows, err := rowsOf(args)
	if err != nil || rows == 0 {
		return err
	}
	args = arrays(args)
	if len(c.waiting) == 0 {
		c.engine.sent.Add(1)
		answer, err := c.conn.Query(ctx, c.engine.statements[n], args...)
		return c.read(n, answer, err, scan)
	}
	return c.send(ctx, func(results pgx.BatchResults) error {
		answer, err := results.Query()
		return c.read(n, answer, err, scan)
	}, waiting{n, args})
}

// flush sends the writes that wait.
func (c *pgConn) flush(ctx context.Context) error {
	if len(c.waiting) == 0 {
		return nil
	}
	return c.send(ctx, func(pgx.BatchResults) error { return nil })
}

// send sends what waits, and more, in one go.
func (c *pgConn) send(ctx context.Context, last func(results pgx.BatchResults) error, more ...waiting) error {
	batch := &pgx.Batch{}
	writes := c.waiting
	c.waiting = nil
	for _, w := range append(writes, more...) {
		batch.Queue(c.engine.statements[w.name], w.args...)
	}
	c.engine.sent.Add(int64(batch.Len()))
	results := c.conn.SendBatch(ctx, batch)
	for _, w := range writes {
		if _, err := results.Exec(); err != nil {
			_ = results.Close() // it says the same again
			return fmt.Errorf("writing to the store, %s: %w", w.name, masked(err))
		}
	}
	if err := last(results); err != nil {
		_ = results.Close() // as above
		return err
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("writing to the store: %w", masked(err))
	}
	return nil
}

func (c *pgConn) read(n name, answer pgx.Rows, err error, scan func(r row) error) error {
	if err != nil {
		return fmt.Errorf("reading the store, %s: %w", n, masked(err))
	}
	defer answer.Close()
	for answer.Next() {
		if err := scan(answer); err != nil {
			return fmt.Errorf("reading the store, %s: %w", n, err)
		}
	}
	if err := answer.Err(); err != nil {
		return fmt.Errorf("reading the store, %s: %w", n, masked(err))
	}
	return nil
}
