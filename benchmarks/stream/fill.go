package main

import (
	"context"
	"errors"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/service"
)

// fill puts the records into the store that are to be there before the events,
// by way of the linker alone; or goes on with those of an earlier run.
func (b *bench) fill(ctx context.Context) (err error) {
	if b.people, err = b.servers.People(ctx, b.preload+2*(b.events+b.rate*b.seconds)); err != nil {
		return err
	}
	if b.people.Sent > 0 {
		b.say("%d records of an earlier run", b.people.Sent)
		return nil
	}
	return errors.Join(b.preloaded(ctx), b.servers.Note(b.people))
}

func (b *bench) preloaded(ctx context.Context) (err error) {
	s, err := service.Open(ctx, b.servers.Config, b.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	before, err := b.usage(ctx)
	if err != nil {
		return err
	}
	start, last, sent := time.Now(), time.Now(), b.people.Sent
	err = live.Preload(ctx, s, b.people, b.preload, func(now int) {
		b.say("preloaded %d records, %.0f a second", now, float64(now-sent)/time.Since(last).Seconds())
		last, sent = time.Now(), now
	})
	if err != nil {
		return err
	}
	took := time.Since(start).Seconds()
	after, err := b.usage(ctx)
	if err != nil {
		return err
	}
	if err := live.PassOver(ctx, s.Store); err != nil {
		return err
	}
	used := after.per(before, b.people.Sent)
	b.report["preload"] = map[string]any{
		"records": b.people.Sent, "seconds": took, "records_per_second": float64(b.people.Sent) / took, "per_record": used,
	}
	b.say("preloaded %d records in %.0f s, %.0f a second: %v", b.people.Sent, took, float64(b.people.Sent)/took, used)
	return nil
}
