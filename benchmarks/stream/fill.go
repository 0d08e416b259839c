package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
)

// state is what a later run has to know to go on where an earlier one ended.
type state struct {
	Records, Sent int
	At            time.Time
}

func (b *bench) statePath() string { return filepath.Join(b.dir, "state.json") }

// fill puts the records into the store that are to be there before the events,
// by way of the linker alone; or goes on with those of an earlier run.
func (b *bench) fill(ctx context.Context) error {
	s := state{Records: b.preload + 2*(b.events+b.rate*b.seconds)}
	text, err := os.ReadFile(b.statePath())
	if err == nil {
		if err := json.Unmarshal(text, &s); err != nil {
			return fmt.Errorf("reading the state of the earlier run: %w", err)
		}
	}
	if b.people, err = live.NewPeople(ctx, s.Records); err != nil {
		return err
	}
	if s.Sent > 0 {
		b.people.Sent, b.people.At, b.records = s.Sent, s.At, s.Records
		b.say("%d records of an earlier run", s.Sent)
		return nil
	}
	b.records = s.Records
	return errors.Join(b.preloaded(ctx), b.noteState())
}

// noteState leaves to a later run what it has to know.
func (b *bench) noteState() error {
	text, err := json.Marshal(state{b.records, b.people.Sent, b.people.At})
	if err != nil {
		return fmt.Errorf("noting the state: %w", err)
	}
	return os.WriteFile(b.statePath(), text, 0o600) //nolint:wrapcheck // names the file
}

func (b *bench) preloaded(ctx context.Context) (err error) {
	s, err := service.Open(ctx, b.servers.Config, b.log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	lane, _, err := s.Store.TakeLane(ctx, "preload", "stream")
	if err != nil {
		return err
	}
	const size, report = 500, 50_000
	before, err := b.usage(ctx)
	if err != nil {
		return err
	}
	start, last := time.Now(), time.Now()
	for b.people.Sent < b.preload {
		var batch linker.Batch
		for range min(size, b.preload-b.people.Sent) {
			f, err := b.people.Next()
			if err != nil {
				return err
			}
			batch.Facts = append(batch.Facts, f)
		}
		if _, err := s.Linker.Process(ctx, lane, batch); err != nil {
			return err
		}
		if b.people.Sent%report == 0 {
			b.say("preloaded %d records, %.0f a second", b.people.Sent, report/time.Since(last).Seconds())
			last = time.Now()
		}
	}
	took := time.Since(start).Seconds()
	after, err := b.usage(ctx)
	if err != nil {
		return err
	}
	if err := passOver(ctx, s.Store); err != nil {
		return err
	}
	used := after.per(before, b.people.Sent)
	b.report["preload"] = map[string]any{
		"records": b.people.Sent, "seconds": took, "records_per_second": float64(b.people.Sent) / took, "per_record": used,
	}
	b.say("preloaded %d records in %.0f s, %.0f a second: %v", b.people.Sent, took, float64(b.people.Sent)/took, used)
	return nil
}

// passOver marks all changes as told: the events are to be measured, not the
// publishing of what was there before them.
func passOver(ctx context.Context, db *store.Store) error {
	const limit, ttl = 20_000, time.Second
	for shard := range store.Shards {
		lease, err := db.LeaseShard(ctx, shard, "stream", ttl)
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
