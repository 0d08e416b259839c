package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// options are the command line's.
type options struct {
	events, engines, kills, pauses int
	times, ahead                   int
	rate, minutes                  int
	seed                           uint64
	alone                          string
	fenced                         bool
	dir, report                    string
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
	flag.IntVar(&opt.ahead, "ahead", 4000, "messages that lie in Kafka before the engines at most, but with -alone and -minutes")
	flag.StringVar(&opt.alone, "alone", "", "let one fault happen to engines or servers while 20,000 messages come steadily: "+names()+"; several, or all, one run after another")
	flag.BoolVar(&opt.fenced, "fenced", false, "stop four engines for a minute, each about to write, while a fifth takes their lanes")
	flag.IntVar(&opt.minutes, "minutes", 0, "let all kinds of faults happen for so long, while messages come steadily")
	flag.IntVar(&opt.rate, "rate", 400, "messages a second, with -alone and -minutes")
	flag.Uint64Var(&opt.seed, "seed", 1, "of the messages' order and of the faults")
	flag.StringVar(&opt.dir, "dir", "build/faults", "folder to work in; it is emptied")
	flag.StringVar(&opt.report, "report", "", "file for the figures; report.json in the folder without")
	asEngine := flag.Bool("engine", false, "be one of the engines; for this program's own use")
	failpoints := flag.String("failpoints", "", "where that engine fails")
	flag.Parse()
	work := func() error { return opt.play(ctx, os.Stdout) }
	if *asEngine {
		work = func() error { return serve(ctx, *failpoints) }
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		os.Exit(1) //nolint:gocritic // the signal handler ends with the process
	}
}

func (o options) play(ctx context.Context, out io.Writer) error {
	switch {
	case o.alone != "":
		return o.eachAlone(ctx, out)
	case o.fenced:
		return o.fence(ctx, out)
	case o.minutes > 0:
		return o.long(ctx, out)
	}
	return o.random(ctx, out)
}
