package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lhcre/mpi/internal/intake"
)

// Run reads, links and publishes until the context ends, which is no error, or
// until the index turns out to be damaged: another engine takes the partitions
// over, and this one has a new index when it is opened again. Ready is called with
// the address of the service's pages once they answer.
func (s *Service) Run(ctx context.Context, ready func(address string)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Config.Listen)
	if err != nil {
		return fmt.Errorf("listening on %s: %w", s.Config.Listen, err)
	}
	watch := s.watch()
	if err := watch.publisher.MakeTopics(ctx, int32(s.Config.Kafka.Partitions), int16(s.Config.Kafka.Replicas)); err != nil { //nolint:gosec // small numbers of a configuration
		return errors.Join(err, listener.Close())
	}
	consumer, err := s.consumer(watch)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer consumer.Close()
	answers, err := s.api(watch.seen)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.serve(ctx, listener, watch.handler(answers)) })
	group.Go(func() error { consumer.Run(ctx); return nil })
	group.Go(func() error { return watch.publisher.Run(ctx) })
	group.Go(func() error { s.follow(ctx); return nil })
	group.Go(func() error { s.followReports(ctx); return nil })
	group.Go(func() error { return s.endWithIndex(ctx) })
	ready(listener.Addr().String())
	return group.Wait() //nolint:wrapcheck // each says what was done
}

func (s *Service) consumer(watch *watching) (*intake.Consumer, error) {
	return intake.New(intake.Config{
		Client: s.kafka, Group: s.Config.Kafka.Group, Owner: s.owner, Lanes: s.Store, Turns: s.turns(), Linker: s.Linker,
		Options: s.Config.Options(), Organisations: s.organisations, Log: s.Log, Watch: watch,
		Most: s.Config.Batch, Linger: s.Config.Linger,
	})
}

// turns are for engines that share a store.
func (s *Service) turns() *intake.Turns {
	if s.Config.Store.URL == "" {
		return nil
	}
	t := intake.NewTurns(s.Store, s.owner, s.Linker.CatchUp)
	s.Linker.Again = t.Again
	return t
}

const (
	patience   = 10 * time.Second
	idle       = 2 * time.Minute
	mostHeader = 64 << 10
)

func (s *Service) serve(ctx context.Context, listener net.Listener, pages http.Handler) error {
	server := &http.Server{
		Handler: pages, ReadHeaderTimeout: patience, ReadTimeout: 2 * patience, WriteTimeout: 3 * patience, IdleTimeout: idle,
		MaxHeaderBytes: mostHeader, TLSConfig: s.tls, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		stopped <- server.Shutdown(last)
	})
	serve := server.Serve
	if s.tls != nil {
		serve = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
	}
	if err := serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return <-stopped
}
