// Command peers sets the engine beside others: it hands the same file of people
// to mpi, Splink and the Python Record Linkage Toolkit, one after the other on
// one machine, and compares seconds, memory and, by one evaluator, quality. It
// stands outside a record's path: it sees the engine as a user does, as a
// binary. `make peers` runs it; nothing comes after it.
//
// people.go makes or takes the records, numbers.go replaces superseded NHS numbers
// for engines that take no facts about them, public.go reads the public sets;
// engine.go says how each engine is run, venv.go installs it; process.go, watch.go and tree.go run and measure it;
// score.go evaluates; store.go keeps each result, so that an interrupted run
// goes on where it was; summary.go and report.go write results.json and
// results.md. The folder engines holds the peers' own programs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	err := run(ctx, os.Args[1:], os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintf(os.Stderr, "peers: %s\n", err)
		os.Exit(1)
	}
}

// options are what the command line says.
type options struct {
	people  []int
	region  string
	seed    uint64
	in      string
	truth   string
	public  string
	engines []string
	repeats int
	limit   time.Duration
	fresh   bool
	build   string // where everything is made
	results string // where results.json and results.md go
	mpi     string
	python  string
}

func parse(args []string, stderr io.Writer) (options, error) {
	o := options{}
	flags := flag.NewFlagSet("peers", flag.ContinueOnError)
	flags.SetOutput(stderr)
	people := flags.String("people", "24400,244000", "how many `PEOPLE` to generate, several divided by commas; none if empty")
	names := flags.String("engines", strings.Join(engineNames(), ","), "`ENGINES` to run, divided by commas")
	flags.StringVar(&o.region, "region", "wessex", "`REGION` the people live in")
	flags.Uint64Var(&o.seed, "seed", 20_260_711, "`SEED` of the people")
	flags.StringVar(&o.in, "in", "", "CSV `FILE` of records to link instead of generated ones")
	flags.StringVar(&o.truth, "truth", "", "CSV `FILE` with the truth about -in")
	flags.StringVar(&o.public, "public", "", "`FOLDER` of the public data sets, to link those too")
	flags.IntVar(&o.repeats, "repeats", 0, "how often each engine runs (default: three times, once from 500,000 records)")
	flags.DurationVar(&o.limit, "limit", 45*time.Minute, "`TIME` after which an engine is stopped")
	flags.BoolVar(&o.fresh, "fresh", false, "measure again what was measured before")
	flags.StringVar(&o.build, "build", filepath.Join("build", "peers"), "`FOLDER` for what is made on the way")
	flags.StringVar(&o.results, "results", filepath.Join("benchmarks", "peers"), "`FOLDER` for results.json and results.md")
	flags.StringVar(&o.mpi, "mpi", filepath.Join("bin", "mpi"), "the engine's `BINARY`")
	flags.StringVar(&o.python, "python", "python3", "`PYTHON` 3.11 or later, for the peers")
	if err := flags.Parse(args); err != nil {
		return o, fmt.Errorf("reading the command line: %w", err)
	}
	o.engines = strings.Split(*names, ",")
	if err := o.check(); err != nil {
		return o, err
	}
	var err error
	o.people, err = parsePeople(*people)
	return o, err
}

func (o options) check() error {
	if (o.in == "") != (o.truth == "") {
		return errors.New("reading the command line: -in and -truth go together")
	}
	for _, name := range o.engines {
		if _, known := engineNamed(name); !known {
			return fmt.Errorf("reading -engines: expected some of %s, not %q", strings.Join(engineNames(), ", "), name)
		}
	}
	return nil
}

func parsePeople(text string) ([]int, error) {
	if text == "" {
		return nil, nil
	}
	var people []int
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("reading -people: expected whole numbers divided by commas, not %q", part)
		}
		people = append(people, n)
	}
	return people, nil
}

// run measures every engine on every data set and writes down the results.
func run(ctx context.Context, args []string, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	b := &bench{options: o, stderr: stderr}
	if err := b.prepare(ctx); err != nil {
		return err
	}
	var results []Result
	sets, err := b.sets()
	if err != nil {
		return err
	}
	for _, set := range sets {
		measured, err := b.measureSet(ctx, set)
		if err != nil {
			return err
		}
		results = append(results, measured...)
	}
	return b.publish(ctx, results)
}
