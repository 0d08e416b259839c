package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
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
	if !opt.again {
		if err := errors.Join(os.RemoveAll(opt.dir), os.RemoveAll(opt.serverFolder())); err != nil {
			return fmt.Errorf("emptying the folders: %w", err)
		}
	}
	b := &bench{
		options: opt, out: out, report: map[string]any{},
		log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	defer b.stop()
	for _, step := range []func(context.Context) error{b.servers, b.fill, b.stream, b.steady, b.check, b.rebuild} {
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
	log      *slog.Logger
	report   map[string]any
	postgres *testenv.Server
	kafka    *testenv.Broker
	config   config.Config
	engine   *live.Engine
	people   *live.People
	records  int // of the people
	stops    []func() error
}

func (b *bench) stop() {
	if err := b.stopEngine(); err != nil {
		b.say("stopping the engine: %v", err)
	}
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
	folder := b.serverFolder()
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // PostgreSQL's own user must enter it
		return fmt.Errorf("making a folder for servers: %w", err)
	}
	if !b.keep && !b.again {
		b.stops = append(b.stops, func() error { return os.RemoveAll(folder) })
	}
	b.postgres, err = testenv.StartPostgreSQL(ctx, filepath.Join(folder, "postgres"), testenv.PostgreSQLOptions{Fsync: true, Settings: map[string]string{
		"synchronous_commit": "on", "shared_buffers": "6GB", "max_wal_size": "8GB", "checkpoint_timeout": "15min", "wal_compression": "lz4",
	}})
	if err != nil {
		return err
	}
	b.stops = append(b.stops, b.postgres.Stop)
	if b.config.Store.URL, err = b.database(ctx); err != nil {
		return err
	}
	b.kafka, err = testenv.StartKafka(ctx, filepath.Join(folder, "kafka"), testenv.KafkaOptions{})
	if err != nil {
		return err
	}
	b.stops = append(b.stops, b.kafka.Stop)
	b.config.Kafka.Brokers = []string{b.kafka.Bootstrap}
	return store.Migrate(ctx, b.storeOptions())
}

// serverFolder holds what the servers hold, for one folder of work.
func (o *options) serverFolder() string {
	full, err := filepath.Abs(o.dir)
	if err != nil {
		full = o.dir
	}
	name := fnv.New64a()
	_, _ = name.Write([]byte(full)) // a hash never fails
	return filepath.Join(os.TempDir(), fmt.Sprintf("mpi-stream-%x", name.Sum64()))
}

// database gives the URL of the store's database, which is made if need be.
func (b *bench) database(ctx context.Context) (string, error) {
	const name = "mpi"
	if !b.again {
		return b.postgres.CreateDatabase(ctx, name)
	}
	address, err := url.Parse(b.postgres.URL)
	if err != nil {
		return "", fmt.Errorf("reading the server's URL: %w", err)
	}
	address.Path = "/" + name
	return address.String(), nil
}

func (b *bench) storeOptions() store.Options { return service.StoreOptions(&b.config) }

func (b *bench) kafkaOptions() []intake.ClientOption { return intake.BrokerAt(b.kafka.Bootstrap) }

func (b *bench) write() error {
	text, err := json.MarshalIndent(b.report, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	path := filepath.Join(b.dir, "report.json")
	b.say("%s", path)
	return errors.Join(os.WriteFile(path, append(text, '\n'), 0o600))
}
