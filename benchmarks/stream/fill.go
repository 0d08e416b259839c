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
	"github.com/lhcre/mpi/internal/service"
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
