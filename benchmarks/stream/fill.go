package main

import (
	"context"
	"time"

	"github.com/lhcre/mpi/internal/linker"
)

// fill puts the records into the store that are to be there before the events,
// by way of the linker alone.
func (b *bench) fill(ctx context.Context) (err error) {
	all := b.preload + b.events + b.rate*b.seconds
	if b.people, err = newPeople(ctx, all); err != nil {
		return err
	}
	lane, _, err := b.service.Store.TakeLane(ctx, "preload", "stream")
	if err != nil {
		return err
	}
	const size, report = 500, 50_000
	before, err := b.usage(ctx)
	if err != nil {
		return err
	}
	start, last := time.Now(), time.Now()
	for b.people.sent < min(b.preload, len(b.people.rows)) {
		var batch linker.Batch
		for range min(size, b.preload-b.people.sent) {
			batch.Facts = append(batch.Facts, b.people.next())
		}
		if _, err := b.service.Linker.Process(ctx, lane, batch); err != nil {
			return err
		}
		if b.people.sent%report == 0 {
			b.say("preloaded %d records, %.0f a second", b.people.sent, report/time.Since(last).Seconds())
			last = time.Now()
		}
	}
	took := time.Since(start).Seconds()
	b.report["preload"] = map[string]any{"records": b.people.sent, "seconds": took, "records_per_second": float64(b.people.sent) / took}
	after, err := b.usage(ctx)
	if err != nil {
		return err
	}
	b.report["preload_per_record"] = after.per(before, b.people.sent)
	b.say("preloaded %d records in %.0f s, %.0f a second: %v", b.people.sent, took, float64(b.people.sent)/took, after.per(before, b.people.sent))
	return nil
}
