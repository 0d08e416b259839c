package store

import (
	"context"
	"math"
	"time"
)

// Clock gives what time it is by the database's clock, by which leases last. An
// embedded store goes by the clock of this process.
func (s *Store) Clock(ctx context.Context) (now time.Time, err error) {
	err = s.engine.glance(ctx, func(ctx context.Context, c conn) error {
		now, err = c.now(ctx)
		return err
	})
	return now, err
}

func (c *pgConn) now(ctx context.Context) (now time.Time, err error) {
	err = c.query(ctx, "clock", func(r row) error { return r.Scan(&now) })
	return now.UTC(), err
}

func (s *sqliteSession) now(context.Context) (time.Time, error) {
	return s.engine.now().UTC().Round(0), nil
}

// nanoseconds writes a time as a number, so that every database gives back what
// it was given. The zero time is 0; times outside 1678 to 2262 go to the ends of
// these, in the order they have.
func nanoseconds(t time.Time) int64 {
	switch {
	case t.IsZero():
		return 0
	case t.Before(time.Unix(0, math.MinInt64)):
		return math.MinInt64
	case t.After(time.Unix(0, math.MaxInt64)):
		return math.MaxInt64
	}
	return t.UnixNano()
}

func instant(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanoseconds).UTC()
}
