package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
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
	servers  *live.Servers
	messages []intake.Outgoing
	ids      []identity.RecordID // of the messages' records
}

func play(ctx context.Context, opt options, out io.Writer) (err error) {
	r := &run{options: opt, out: out}
	if r.servers, err = live.StartServers(ctx, live.ServerOptions{Dir: opt.dir}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.servers.Stop()) }()
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
	path, err2 := r.servers.WriteReport(map[string]any{
		"seed": opt.seed, "times": opt.times, "engines": opt.engines, "kills": e.kills, "pauses": e.pauses, "seconds": time.Since(start).Seconds(), "outcome": o,
	})
	r.say("%s", path)
	return errors.Join(err, err2)
}

func (r *run) say(format string, args ...any) {
	_, _ = fmt.Fprintf(r.out, format+"\n", args...)
}

// stream sends the messages while engines come and go, and looks at what became of
// them while they still do.
func (r *run) stream(ctx context.Context) (e *engines, o outcome, err error) {
	e = &engines{config: r.servers.Config, say: r.say, plan: newPlan(r.seed, r.kills, r.pauses), all: make([]*live.Engine, r.engines)}
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
