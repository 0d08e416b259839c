package service

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// mostOffset is how far the engine's clock may differ from the store's. Nothing is
// decided by it: leases go by the store's clock, and messages by their own times and
// Kafka's. Changes are dated by it, and delays measured.
const mostOffset = 10 * time.Second

// storePatience is how long the store may take to tell the time: less than a state
// has to be found out in, so that a store that hangs is one state and not two.
const storePatience = time.Second

// clock compares the engine's clock with the store's.
type clock struct {
	store interface {
		Clock(ctx context.Context) (time.Time, error)
	}
	now    func() time.Time
	offset atomic.Pointer[time.Duration] // how far the engine's is ahead; nil if unknown
}

// look fails if the clocks differ. A store that does not answer is a state of its
// own.
func (c *clock) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	began := c.now()
	there, err := c.store.Clock(ctx)
	if err != nil {
		c.offset.Store(nil)
		return nil
	}
	here := began.Add(c.now().Sub(began) / 2) //nolint:mnd // the middle of the question
	offset := here.Sub(there)
	c.offset.Store(&offset)
	if offset.Abs() > mostOffset {
		return fmt.Errorf("this engine's clock is %v ahead of the store's", offset.Round(time.Millisecond))
	}
	return nil
}
