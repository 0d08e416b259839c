// Command mpi is the engine's one binary: it wires the steps of a record's path
// together and comes before all of them. `mpi link` runs the path over whole
// files; the other commands make people to try it on, train the model that it
// weighs with, measure what came out and explain a pair.
//
// main.go runs a command; command.go and help.go hold what all commands share;
// each command has a file of its own name. They fill an output folder by way of
// publish.go, so that an interrupted run leaves nothing that looks whole.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/lhcre/mpi/internal/telemetry"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// garbageShare is how much garbage may gather, in hundredths of what is in use,
// before it is collected, unless GOGC says otherwise: a region's records fill
// memory for long, and little of it is garbage.
const garbageShare = 50

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbageShare)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs one command line and gives its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	env := environment{stdout: stdout, stderr: stderr, progress: telemetry.NewProgress(stderr)}
	if len(args) == 0 {
		env.warn("%s", topHelp())
		return exitUsage
	}
	if isHelp(args[0]) {
		return env.finish("mpi", env.print(topHelp()))
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return env.finish("mpi "+c.name, c.run(ctx, env, args[1:]))
		}
	}
	return env.finish("mpi", usage("unknown command %q: expected %s", args[0], commandNames()))
}

func isHelp(arg string) bool {
	return arg == "help" || arg == "--help" || arg == "-help" || arg == "-h"
}

// finish says what went wrong, if anything, and gives the exit code.
func (e environment) finish(name string, err error) int {
	e.progress.Done()
	_, wrong := errors.AsType[usageError](err)
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case wrong:
		e.warn("%s: %s\nRun \"%s --help\" for help.\n", name, err, name)
		return exitUsage
	case errors.Is(err, context.Canceled):
		e.warn("%s: interrupted, nothing was written\n", name)
	default:
		e.warn("%s: %s\n", name, err)
	}
	return exitFailed
}
