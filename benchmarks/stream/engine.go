package main

import (
	"context"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/service"
)

// serve is what this program does as the engine's process, with a profile if one
// is asked for.
func serve(ctx context.Context, profile string) error {
	return live.Serve(ctx, func(*service.Service) (func(), error) { return live.Profile(profile) })
}

// startEngine starts the engine on the servers, and waits until it is ready.
func (b *bench) startEngine(ctx context.Context, profile string) (err error) {
	b.engine, err = live.StartEngine(ctx, &b.servers.Config, nil, live.EngineFlag, "-profile", profile)
	return err
}

// stopEngine asks the engine to stop, and waits until it has.
func (b *bench) stopEngine() error {
	if b.engine == nil {
		return nil
	}
	e := b.engine
	b.engine = nil
	return e.Stop()
}

// check compares who the store says is who with what `mpi link` makes of the
// same records all at once.
func (b *bench) check(ctx context.Context) error {
	if !b.compare {
		return nil
	}
	b.people = nil // they take room
	p, err := live.Compare(ctx, &b.servers.Config)
	b.report["partition"] = p
	b.say("%d records, %d people; `mpi link` finds %d, %d of them otherwise", p.Records, p.People, p.Found, p.Differing)
	return err
}
