package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// options are the command line's.
type options struct {
	events, engines, kills, pauses int
	times, ahead                   int
	seed                           uint64
	dir                            string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var opt options
	flag.IntVar(&opt.events, "events", 50_000, "different messages")
	flag.IntVar(&opt.times, "times", 2, "that each is sent; what is lost of one that is sent again does not show")
	flag.IntVar(&opt.engines, "engines", 3, "that share the work")
	flag.IntVar(&opt.kills, "kills", 20, "of engines")
	flag.IntVar(&opt.pauses, "pauses", 10, "of engines")
	flag.IntVar(&opt.ahead, "ahead", 4000, "messages that lie in Kafka before the engines at most")
	flag.Uint64Var(&opt.seed, "seed", 1, "of the messages' order and of the faults")
	flag.StringVar(&opt.dir, "dir", "build/faults", "folder to work in; it is emptied")
	asEngine := flag.Bool("engine", false, "be one of the engines; for this program's own use")
	failpoints := flag.String("failpoints", "", "where that engine fails")
	flag.Parse()
	work := func() error { return play(ctx, opt, os.Stdout) }
	if *asEngine {
		work = func() error { return serve(ctx, *failpoints) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1) //nolint:gocritic // the signal handler ends with the process
	}
}

// run is one run.
type run struct {
	options

	out      io.Writer
	config   config.Config
	kafka    *testenv.Broker
	messages []intake.Outgoing
	ids      []identity.RecordID // of the messages' records
	stops    []func() error
}

func play(ctx context.Context, opt options, out io.Writer) (err error) {
	r := &run{options: opt, out: out}
	defer func() {
		for _, stop := range slices.Backward(r.stops) {
			err = errors.Join(err, stop())
		}
	}()
	if err := r.servers(ctx); err != nil {
		return err
	}
	people, err := live.NewPeople(ctx, 2*opt.events)
	if err != nil {
		return err
	}
	const updates = 40 // in a hundred
	if r.messages, r.ids, err = people.Messages(opt.events, updates); err != nil {
		return err
	}
	start := time.Now()
	e, o, err := r.stream(ctx)
	r.say("%d messages, each sent %d times, past %d kills and %d pauses in %s", len(r.messages), r.times, e.kills, e.pauses, time.Since(start).Round(time.Second))
	r.say("%d records, %d people, `mpi link` finds %d, %d of them otherwise; of %d messages %d are linked, %d superseded, %d lost; others believe otherwise of %d",
		o.Records, o.People, o.Found, o.Differing, o.Sent, o.Linked, o.Superseded, o.Lost, o.Otherwise)
	return errors.Join(err, r.write(map[string]any{
		"seed": opt.seed, "times": opt.times, "engines": opt.engines, "kills": e.kills, "pauses": e.pauses, "seconds": time.Since(start).Seconds(), "outcome": o,
	}))
}

func (r *run) say(format string, args ...any) {
	_, _ = fmt.Fprintf(r.out, format+"\n", args...)
}

// servers starts PostgreSQL and Kafka.
func (r *run) servers(ctx context.Context) (err error) {
	if err := os.RemoveAll(r.dir); err != nil {
		return fmt.Errorf("emptying the folder: %w", err)
	}
	if r.config, err = config.Read("", func(string) (string, bool) { return "", false }); err != nil {
		return err
	}
	r.config.Data, r.config.Listen = filepath.Join(r.dir, "data"), "127.0.0.1:0"
	folder, err := os.MkdirTemp("", "mpi-faults-")
	if err != nil {
		return fmt.Errorf("making a folder for servers: %w", err)
	}
	r.stops = append(r.stops, func() error { return os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil { //nolint:gosec // PostgreSQL's own user must enter it
		return fmt.Errorf("making a folder for servers: %w", err)
	}
	postgres, err := testenv.StartPostgreSQL(ctx, filepath.Join(folder, "postgres"), testenv.PostgreSQLOptions{Fsync: true})
	if err != nil {
		return err
	}
	r.stops = append(r.stops, postgres.Stop)
	if r.config.Store.URL, err = postgres.CreateDatabase(ctx, "mpi"); err != nil {
		return err
	}
	if r.kafka, err = testenv.StartKafka(ctx, filepath.Join(folder, "kafka"), testenv.KafkaOptions{}); err != nil {
		return err
	}
	r.stops = append(r.stops, r.kafka.Stop)
	r.config.Kafka.Brokers = []string{r.kafka.Bootstrap}
	return store.Migrate(ctx, service.StoreOptions(&r.config))
}

// stream sends the messages while engines come and go, and looks at what became of
// them while they still do.
func (r *run) stream(ctx context.Context) (e *engines, o outcome, err error) {
	e = &engines{config: r.config, say: r.say, plan: newPlan(r.seed, r.kills, r.pauses), all: make([]*live.Engine, r.engines)}
	running, stop := context.WithCancel(ctx)
	defer stop()
	group, running := errgroup.WithContext(running)
	for number := range e.all {
		group.Go(func() error { return e.run(running, number) })
	}
	group.Go(func() error { e.strike(running); return nil })
	group.Go(func() error {
		defer stop()
		if err := r.feed(running, e); err != nil {
			return err
		}
		o, err = r.check(running)
		return err
	})
	err = group.Wait()
	return e, o, err //nolint:wrapcheck // each says what it did
}

func (r *run) write(report map[string]any) error {
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	path := filepath.Join(r.dir, "report.json")
	r.say("%s", path)
	return os.WriteFile(path, append(text, '\n'), 0o600) //nolint:wrapcheck // names the file
}
