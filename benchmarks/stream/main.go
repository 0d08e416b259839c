package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// options are the command line's.
type options struct {
	preload, events int
	updates         int // in a hundred events
	rate, seconds   int
	dir, profile    string
	embedded        bool
	compare         bool
	partitions      int
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
	flag.StringVar(&opt.dir, "dir", "build/stream", "folder to work in; it is emptied")
	flag.StringVar(&opt.profile, "profile", "", "write CPU profiles of the stream to this file")
	flag.BoolVar(&opt.embedded, "embedded", false, "measure the embedded default")
	flag.BoolVar(&opt.compare, "compare", true, "compare the partition with that of `mpi link`")
	flag.IntVar(&opt.partitions, "partitions", 4, "of the topic")
	flag.Parse()
	if err := run(ctx, opt, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "stream:", err)
		os.Exit(1) //nolint:gocritic // the signal handler ends with the process
	}
}

func run(ctx context.Context, opt options, out io.Writer) error {
	if err := os.RemoveAll(opt.dir); err != nil {
		return fmt.Errorf("emptying the folder: %w", err)
	}
	b := &bench{options: opt, out: out, report: map[string]any{}}
	defer b.stop()
	for _, step := range []func(context.Context) error{b.servers, b.open, b.fill, b.stream, b.steady, b.check} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return b.write()
}

// bench is one run.
type bench struct {
	options

	out      io.Writer
	report   map[string]any
	postgres *testenv.Server
	kafka    *testenv.Broker
	config   config.Config
	service  *service.Service
	people   *people
	stops    []func() error
}

func (b *bench) stop() {
	for _, stop := range slices.Backward(b.stops) {
		if err := stop(); err != nil {
			b.say("stopping: %v", err)
		}
	}
}

func (b *bench) say(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

// servers starts PostgreSQL, which makes every commit durable, and Kafka.
func (b *bench) servers(ctx context.Context) (err error) {
	b.config, err = config.Read("", func(string) (string, bool) { return "", false })
	if err != nil {
		return err
	}
	b.config.Data, b.config.Listen = filepath.Join(b.dir, "data"), "127.0.0.1:0"
	b.config.Index.Dir = filepath.Join(b.config.Data, "index")
	b.config.Kafka.Partitions = b.partitions
	if b.embedded {
		return nil
	}
	folder, err := os.MkdirTemp("", "mpi-stream-")
	if err != nil {
		return fmt.Errorf("making a folder for servers: %w", err)
	}
	b.stops = append(b.stops, func() error { return os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // PostgreSQL's own user must enter it
		return fmt.Errorf("opening a folder for servers: %w", err)
	}
	b.postgres, err = testenv.StartPostgreSQL(ctx, filepath.Join(folder, "postgres"), testenv.PostgreSQLOptions{Fsync: true, Settings: map[string]string{
		"synchronous_commit": "on", "shared_buffers": "1GB", "max_wal_size": "4GB", "autovacuum_naptime": "10s",
	}})
	if err != nil {
		return err
	}
	b.stops = append(b.stops, b.postgres.Stop)
	if b.config.Store.URL, err = b.postgres.CreateDatabase(ctx, "mpi"); err != nil {
		return err
	}
	b.kafka, err = testenv.StartKafka(ctx, filepath.Join(folder, "kafka"), testenv.KafkaOptions{Sustained: true})
	if err != nil {
		return err
	}
	b.stops = append(b.stops, b.kafka.Stop)
	b.config.Kafka.Brokers = []string{b.kafka.Bootstrap}
	return store.Migrate(ctx, service.StoreOptions(&b.config))
}

func (b *bench) open(ctx context.Context) (err error) {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	b.service, err = service.Open(ctx, b.config, log)
	if err == nil {
		b.stops = append(b.stops, b.service.Close)
	}
	return err
}

func (b *bench) write() error {
	text, err := json.MarshalIndent(b.report, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	path := filepath.Join(b.dir, "report.json")
	b.say("%s", path)
	return errors.Join(os.WriteFile(path, append(text, '\n'), 0o600))
}
