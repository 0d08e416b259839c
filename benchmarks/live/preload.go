package live

import (
	"context"
	"time"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
)

// Preload puts people's records into the store, by way of the linker alone, until
// so many were sent. Each is called with how many that are now and then.
func Preload(ctx context.Context, s *service.Service, p *People, records int, each func(sent int)) error {
	lane, _, err := s.Store.TakeLane(ctx, "preload", "preload")
	if err != nil {
		return err
	}
	const size, often = 500, 50_000
	for p.Sent < records {
		var batch linker.Batch
		for range min(size, records-p.Sent) {
			f, err := p.Next()
			if err != nil {
				return err
			}
			batch.Facts = append(batch.Facts, f)
		}
		if _, err := s.Linker.Process(ctx, lane, batch); err != nil {
			return err
		}
		if p.Sent%often == 0 {
			each(p.Sent)
		}
	}
	return nil
}

// PassOver marks all changes as told: events are to be measured, not the
// publishing of what was there before them.
func PassOver(ctx context.Context, db *store.Store) error {
	const limit, ttl = 20_000, time.Second
	for shard := range store.Shards {
		lease, err := db.LeaseShard(ctx, shard, "preload", ttl)
		if err != nil {
			return err
		}
		for at := lease.Done; ; {
			list, next, err := db.Outbox(ctx, shard, at, limit)
			if err != nil {
				return err
			}
			if at = next; len(list) > 0 {
				continue
			}
			if err := db.MarkPublished(ctx, lease, at); err != nil {
				return err
			}
			break
		}
	}
	return nil
}
