package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lhcre/mpi/internal/linker"
)

// settle finds out whether a transaction of a lane was committed. It asks again
// while the database does not answer.
func (s *Store) settle(ctx context.Context, lane linker.Lane, turn int64) (bool, error) {
	const often = 250 * time.Millisecond
	ctx, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	for {
		committed, err := s.happened(ctx, lane, turn)
		if err == nil || errors.Is(err, linker.ErrFenced) {
			return committed, err
		}
		select {
		case <-time.After(often):
		case <-ctx.Done():
			return false, fmt.Errorf("finding out whether a commit happened: %w", err)
		}
	}
}

// happened looks at the lane's row, by its turn, which only one transaction at a
// time can raise. It writes the row as it is: a transaction whose commit is still
// on its way to the server holds the row, and has to end first, so that it cannot
// be committed after all once this has said that it was not.
func (s *Store) happened(ctx context.Context, lane linker.Lane, turn int64) (bool, error) {
	var epoch, now int64
	err := s.engine.update(ctx, func(ctx context.Context, c conn) error {
		return c.query(ctx, "lane_settle", func(r row) error { return r.Scan(&epoch, &now) }, lane.ID)
	})
	switch {
	case err != nil:
		return false, err
	case epoch != lane.Epoch:
		return false, linker.ErrFenced
	}
	return now >= turn, nil
}
