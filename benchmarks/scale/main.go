package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// options are the command line's.
type options struct {
	preload, events, updates int
	engines                  string
	rounds, partitions       int

	flood                     bool
	seconds, reads            int
	share, times              float64
	dir, profile, readingsLog string
	buffers                   string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var opt options
	flag.IntVar(&opt.preload, "preload", 100_000, "records in the store before the events")
	flag.IntVar(&opt.events, "events", 50_000, "events for the engines, with -engines")
	flag.IntVar(&opt.updates, "updates", 40, "updates of known records, in a hundred events")
	flag.StringVar(&opt.engines, "engines", "", "measure so many engines one after another, as in 1,2,3")
	flag.IntVar(&opt.rounds, "rounds", 2, "of these")
	flag.IntVar(&opt.partitions, "partitions", 6, "of the topic")
	flag.BoolVar(&opt.flood, "flood", false, "measure reads while one engine is flooded")
	flag.IntVar(&opt.seconds, "seconds", 60, "that it is sent what it can link, and then the flood; a third of it for what comes before and after")
	flag.IntVar(&opt.reads, "reads", 50, "of each kind a second")
	flag.Float64Var(&opt.share, "share", 0.75, "of what the engine can link that is sent before the flood")
	flag.Float64Var(&opt.times, "times", 10, "what the engine can link is the flood")
	flag.StringVar(&opt.dir, "dir", "build/scale", "folder to work in; folders in it are emptied")
	flag.StringVar(&opt.buffers, "buffers", "6GB", "shared buffers of PostgreSQL")
	flag.StringVar(&opt.profile, "profile", "", "write a CPU profile of each engine to a file of this name and its number")
	asEngine := flag.Bool("engine", false, "be an engine; for this program's own use")
	flag.StringVar(&opt.readingsLog, "readings", "", "file for how long that engine's reads took")
	flag.Parse()
	work := func() error { return opt.run(ctx, os.Stdout) }
	if *asEngine {
		work = func() error { return opt.serve(ctx) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1) //nolint:gocritic // the signal handler ends with the process
	}
}

func (o options) run(ctx context.Context, out io.Writer) error {
	numbers, err := o.numbers()
	if err != nil {
		return err
	}
	if len(numbers) == 0 && !o.flood {
		return errors.New("there is nothing to measure: -engines 1,2,3 or -flood says what")
	}
	b := &bench{options: o, out: out}
	if len(numbers) > 0 {
		if err := b.compareEngines(ctx, numbers); err != nil {
			return err
		}
	}
	if o.flood {
		return b.measureFlood(ctx)
	}
	return nil
}

// numbers are how many engines to measure.
func (o options) numbers() (all []int, err error) {
	if o.engines == "" {
		return nil, nil
	}
	for text := range strings.SplitSeq(o.engines, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > o.partitions {
			return nil, fmt.Errorf("%q is no number of engines from 1 to %d, as in 1,2,3", text, o.partitions)
		}
		all = append(all, n)
	}
	return all, nil
}

// bench is what measures.
type bench struct {
	options

	out io.Writer
}

func (b *bench) say(format string, args ...any) {
	_, _ = fmt.Fprintf(b.out, time.Now().Format("15:04:05 ")+format+"\n", args...)
}
