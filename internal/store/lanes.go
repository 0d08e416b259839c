package store

import (
	"context"

	"github.com/lhcre/mpi/internal/linker"
)

// TakeLane makes the caller the only writer of a lane, from now on. It gives the
// Kafka position that the lane has reached, if it reads one.
func (s *Store) TakeLane(ctx context.Context, name, owner string) (lane linker.Lane, at linker.Position, err error) {
	err = s.engine.update(ctx, func(ctx context.Context, c conn) error {
		lane, at = linker.Lane{}, linker.Position{}
		var partition int64
		taken := c.query(ctx, "lane_take", func(r row) error {
			return r.Scan(&lane.ID, &lane.Epoch, &at.Topic, &partition, &at.Offset)
		}, name, owner)
		at.Partition = int32(partition) //nolint:gosec // what was put
		if taken != nil || lane.ID != 0 {
			return taken
		}
		lane.Epoch = 1
		return c.query(ctx, "lane_new", func(r row) error { return r.Scan(&lane.ID) }, name, owner)
	})
	return lane, at, err
}

// Position gives how far a partition has been read by any lane.
func (s *Store) Position(ctx context.Context, topic string, partition int32) (offset int64, known bool, err error) {
	err = s.glance(ctx, func(t *tx) error {
		return t.query("lane_offset", func(r row) error {
			known = true
			return r.Scan(&offset)
		}, topic, int64(partition))
	})
	return offset, known && topic != "", err
}
