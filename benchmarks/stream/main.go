package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/lhcre/mpi/benchmarks/live"
)

// options are the command line's.
type options struct {
	preload, events int
	updates         int // in a hundred events
	rate, seconds   int
	dir, profile    string
	compare         bool
	keep, again     bool
	partitions      int
	queries         int
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var opt options
	flag.IntVar(&opt.preload, "preload", 1_000_000, "records in the store before the events")
	flag.IntVar(&opt.events, "events", 200_000, "events sent as fast as they go")
	flag.IntVar(&opt.updates, "updates", 40, "updates of known records, in a hundred events")
	flag.IntVar(&opt.rate, "rate", 500, "events a second afterwards")
	flag.IntVar(&opt.seconds, "seconds", 60, "for so many seconds")
	flag.StringVar(&opt.dir, "dir", "build/stream", "folder to work in; it is emptied, but for -again")
	flag.StringVar(&opt.profile, "profile", "", "write CPU profiles of the stream to this file")
	flag.BoolVar(&opt.keep, "keep", false, "keep what the servers hold")
	flag.BoolVar(&opt.again, "again", false, "go on with what an earlier run with -keep or -again has left")
	flag.BoolVar(&opt.compare, "compare", true, "compare the partition with that of `mpi link`")
	flag.IntVar(&opt.queries, "queries", 10_000, "records whose candidates are compared once the index is built anew")
	flag.IntVar(&opt.partitions, "partitions", 4, "of the topic")
	asEngine := flag.Bool("engine", false, "be the engine that is measured; for this program's own use")
	flag.Parse()
	work := func() error { return run(ctx, opt, os.Stdout) }
	if *asEngine {
		work = func() error { return serve(ctx, opt.profile) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "stream:", err)
		os.Exit(1) //nolint:gocritic // the signal handler ends with the process
	}
}

func run(ctx context.Context, opt options, out io.Writer) error {
	b := &bench{
		options: opt, out: out, report: map[string]any{},
		log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	defer b.stop()
	for _, step := range []func(context.Context) error{b.start, b.fill, b.stream, b.steady, b.check, b.rebuild} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return b.write()
}

// bench is one run.
type bench struct {
	options

	out     io.Writer
	log     *slog.Logger
	report  map[string]any
	servers *live.Servers
	engine  *live.Engine
	people  *live.People
}

func (b *bench) stop() {
	if err := b.stopEngine(); err != nil {
		b.say("stopping the engine: %v", err)
	}
	if b.servers == nil {
		return
	}
	if err := b.servers.Stop(); err != nil {
		b.say("stopping: %v", err)
	}
}

func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

// start starts the servers.
func (b *bench) start(ctx context.Context) (err error) {
	b.servers, err = live.StartServers(ctx, live.ServerOptions{
		Dir: b.dir, Keep: b.keep, Again: b.again, Settings: live.Durably("6GB"),
	})
	if err != nil {
		return err
	}
	b.servers.Config.Kafka.Partitions = b.partitions
	return nil
}

func (b *bench) write() error {
	path, err := b.servers.WriteReport(b.report)
	b.say("%s", path)
	return err
}
