package testenv

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// WALBytes tells how much a PostgreSQL server has written to its write-ahead log
// since it was made.
func (s *Server) WALBytes(ctx context.Context) (n int64, err error) {
	c, err := pgx.Connect(ctx, s.URL)
	if err != nil {
		return 0, fmt.Errorf("asking for the size of the log: %w", err)
	}
	defer c.Close(ctx) //nolint:errcheck // it only read
	if err := c.QueryRow(ctx, "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint").Scan(&n); err != nil {
		return 0, fmt.Errorf("asking for the size of the log: %w", err)
	}
	return n, nil
}
