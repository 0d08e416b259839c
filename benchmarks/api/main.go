package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/service"
)

// options are the command line's.
type options struct {
	records, clients int
	rate, events     int // a second
	seconds          int
	dir, profile     string
	keep, again      bool
	fillOnly         bool
	storiesOnly      bool
	buffers          string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var opt options
	flag.IntVar(&opt.records, "records", 1_000_000, "records in the store")
	flag.IntVar(&opt.clients, "clients", 16, "who ask at once")
	flag.IntVar(&opt.rate, "rate", 1000, "requests a second where they come steadily")
	flag.IntVar(&opt.events, "events", 500, "events a second that stream in at last")
	flag.IntVar(&opt.seconds, "seconds", 60, "for which each part lasts")
	flag.StringVar(&opt.dir, "dir", "build/api", "folder to work in; it is emptied, but for -again")
	flag.StringVar(&opt.profile, "profile", "", "write a CPU profile of the engine to this file")
	flag.BoolVar(&opt.keep, "keep", false, "keep what the servers hold")
	flag.BoolVar(&opt.again, "again", false, "go on with what an earlier run with -keep or -again has left")
	flag.BoolVar(&opt.fillOnly, "fill", false, "put the records in, and no more")
	flag.BoolVar(&opt.storiesOnly, "stories", false, "go through Rotherham, Dorset and Leeds, and no more")
	flag.StringVar(&opt.buffers, "buffers", "6GB", "of PostgreSQL")
	asEngine := flag.Bool("engine", false, "be the engine that is measured; for this program's own use")
	flag.Parse()
	work := func() error { return run(ctx, opt, os.Stdout) }
	if *asEngine {
		work = func() error {
			return live.Serve(ctx, func(*service.Service) (func(), error) { return live.Profile(opt.profile) })
		}
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1) //nolint:gocritic // the signal handler ends with the process
	}
}

// bench is one run.
type bench struct {
	options

	out     io.Writer
	servers *live.Servers
	engine  *live.Engine
	token   string // that the engine has made
	people  *live.People
	owners  map[string]string // of systems of identifiers
	report  report
}

func run(ctx context.Context, opt options, out io.Writer) (err error) {
	b := &bench{options: opt, out: out}
	defer func() { err = errors.Join(err, b.stop()) }()
	steps := []func(context.Context) error{b.start, b.fill}
	switch {
	case opt.storiesOnly:
		steps = append(steps, b.serve, b.stories)
	case !opt.fillOnly:
		steps = append(steps, b.serve, b.measure)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) start(ctx context.Context) (err error) {
	b.servers, err = live.StartServers(ctx, live.ServerOptions{
		Dir: b.dir, Keep: b.keep, Again: b.again, Settings: live.Durably(b.buffers),
	})
	return err
}

func (b *bench) stop() (err error) {
	if b.engine != nil {
		err = b.engine.Stop()
	}
	if b.servers != nil {
		err = errors.Join(err, b.servers.Stop())
	}
	return err
}

func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

// fill puts the records into the store, unless an earlier run has.
func (b *bench) fill(ctx context.Context) (err error) {
	if b.people, err = b.servers.People(ctx, b.records+2*b.events*b.seconds); err != nil {
		return err
	}
	if b.people.Sent > 0 {
		b.say("%d records of an earlier run", b.people.Sent)
		return nil
	}
	s, err := service.Open(ctx, b.servers.Config, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	start := time.Now()
	err = live.Preload(ctx, s, b.people, b.records, func(now int) { b.say("%d records after %.0f s", now, time.Since(start).Seconds()) })
	if err != nil {
		return err
	}
	return errors.Join(live.PassOver(ctx, s.Store), b.servers.Note(b.people))
}

// serve starts the engine, which holds no caller to a rate.
func (b *bench) serve(ctx context.Context) (err error) {
	path, err := b.everybodyHears()
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"MPI_API_RATE": "1000000", "MPI_API_ORGANISATIONS": path} {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("setting the environment: %w", err)
		}
	}
	if b.engine, err = live.StartEngine(ctx, &b.servers.Config, nil, live.EngineFlag, "-profile", b.profile); err != nil {
		return err
	}
	token, err := os.ReadFile(filepath.Join(b.servers.Config.Data, "token"))
	b.token = strings.TrimSpace(string(token))
	return err //nolint:wrapcheck // names the file
}
