package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/service"
)

// region is a pair of servers with records in the store, the people that more
// comes from, and the engines at work on them.
type region struct {
	*bench

	servers *live.Servers
	people  *live.People
	feed    *live.Feed
	engines []*live.Engine
}

// newRegion starts servers, puts in the first records, and makes as many people as
// some more events need.
func (b *bench) newRegion(ctx context.Context, name string, events int) (r *region, err error) {
	r = &region{bench: b}
	defer func() {
		if err != nil {
			r, err = nil, errors.Join(err, r.stop())
		}
	}()
	settings := live.Durably(b.buffers)
	settings["max_connections"], settings["max_pred_locks_per_transaction"] = "200", "1024" // of several engines, and so that they are not in each other's way
	r.servers, err = live.StartServers(ctx, live.ServerOptions{Dir: filepath.Join(b.dir, name), Settings: settings})
	if err != nil {
		return r, err
	}
	r.servers.Config.Kafka.Partitions = b.partitions
	if r.people, err = live.NewPeople(ctx, b.preload+events); err != nil {
		return r, err
	}
	if err := r.fill(ctx); err != nil {
		return r, err
	}
	r.feed, err = r.servers.NewFeed(ctx)
	runtime.GC() // now, and not while somebody looks at the clock
	return r, err
}

// fill puts the records into the store that are there before the events.
func (r *region) fill(ctx context.Context) (err error) {
	s, err := service.Open(ctx, r.servers.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	r.say("putting %d records into the store", r.preload)
	if err := live.Preload(ctx, s, r.people, r.preload, func(int) {}); err != nil {
		return err
	}
	return live.PassOver(ctx, s.Store)
}

// startEngine starts one more engine, with an index of its own. The first has
// that of the records that were put in; others build theirs from the store.
func (r *region) startEngine(ctx context.Context, arguments ...string) error {
	number := len(r.engines)
	cfg := r.servers.Config
	if number > 0 {
		cfg.Data = filepath.Join(cfg.Data, strconv.Itoa(number))
	}
	if r.profile != "" {
		arguments = append(arguments, "-profile", fmt.Sprintf("%s-%d", r.profile, number))
	}
	path := filepath.Join(r.servers.Config.Data, fmt.Sprintf("engine-%d.log", number))
	log, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("making the log of an engine: %w", err)
	}
	defer log.Close() //nolint:errcheck // the engine has its own handle
	e, err := live.StartEngine(ctx, &cfg, log, append([]string{live.EngineFlag}, arguments...)...)
	if err != nil {
		return fmt.Errorf("%w; its log is %s", err, path)
	}
	r.engines = append(r.engines, e)
	return nil
}

func (r *region) stopEngines() (err error) {
	for _, e := range r.engines {
		err = errors.Join(err, e.Stop())
	}
	r.engines = nil
	return err
}

// stop stops everything.
func (r *region) stop() (err error) {
	err = r.stopEngines()
	if r.feed != nil {
		r.feed.Close()
	}
	if r.servers != nil {
		err = errors.Join(err, r.servers.Stop())
	}
	return err
}

// check compares who is who with what `mpi link` makes of the same records.
func (r *region) check(ctx context.Context) (live.Partition, error) {
	r.people = nil // they take room
	p, err := live.Compare(ctx, &r.servers.Config)
	r.say("%d records, %d people; `mpi link` finds %d, %d of them otherwise", p.Records, p.People, p.Found, p.Differing)
	return p, err
}
