package main

import (
	"context"
	"errors"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/service"
)

// serve is what this program does as an engine's process: with reads and a profile
// if they are asked for.
func (o options) serve(ctx context.Context) error {
	return live.Serve(ctx, func(s *service.Service) (end func(), err error) {
		endProfile, err := live.Profile(o.profile)
		if err != nil || o.readingsLog == "" {
			return endProfile, err
		}
		endReads, err := o.read(ctx, s)
		return func() { endReads(); endProfile() }, err
	})
}

// read reads at a steady rate until the engine ends.
func (o options) read(ctx context.Context, s *service.Service) (end func(), err error) {
	readings, err := newReadings(o.readingsLog)
	if err != nil {
		return nil, err
	}
	a := &reader{service: s}
	if err := a.sample(ctx); err != nil {
		return nil, errors.Join(err, readings.close())
	}
	reading, stop := context.WithCancel(ctx)
	done := readings.take(reading, time.Second/time.Duration(o.reads), map[string]func(context.Context) error{personRead: a.person, matchRead: a.match})
	return func() {
		stop()
		<-done
		_ = readings.close() // readings that are missing are seen
	}, nil
}
