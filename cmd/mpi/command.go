package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/telemetry"
)

// environment is what a command may touch beside its files.
type environment struct {
	stdout, stderr io.Writer
	progress       *telemetry.Progress
}

func (e environment) print(text string) error {
	if _, err := io.WriteString(e.stdout, text); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return nil
}

func (e environment) warn(format string, args ...any) {
	_, _ = fmt.Fprintf(e.stderr, format, args...) // there is nowhere left to report to
}

// command is one of the binary's commands.
type command struct {
	name, summary string
	arguments     []string // names of what follows the flags
	detail        string
	examples      []string
	// setup declares the flags and gives what runs once they are parsed.
	setup func(flags *flag.FlagSet) action
}

// action carries a command out. It gets as many arguments as the command names.
type action func(ctx context.Context, env environment, arguments []string) error

// commands lists the commands in the order in which a trial uses them.
func commands() []command {
	return []command{
		generateCommand(), linkCommand(), trainCommand(), evaluateCommand(), explainCommand(),
		serveCommand(), migrateCommand(), rebuildIndexCommand(), deadLettersCommand(), verifyAuditCommand(), demoCommand(),
		versionCommand(),
	}
}

func commandNames() string {
	all := commands()
	names := make([]string, 0, len(all))
	for _, c := range all {
		names = append(names, c.name)
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// flags declares the command's flags; nothing of the flag package's own prints.
func (c command) flags() (*flag.FlagSet, action) {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags, c.setup(flags)
}

func (c command) run(ctx context.Context, env environment, args []string) error {
	flags, act := c.flags()
	arguments, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		return errors.Join(err, env.print(c.help()))
	}
	if err != nil {
		return err
	}
	if len(arguments) != len(c.arguments) {
		return usage("expected %s beside the flags, found %d", c.expected(), len(arguments))
	}
	return act(ctx, env, arguments)
}

func (c command) expected() string {
	if len(c.arguments) == 0 {
		return "no arguments"
	}
	return fmt.Sprintf("%d arguments, %s,", len(c.arguments), strings.Join(c.arguments, " and "))
}

// usageError is a command line that cannot be run.
type usageError string

func (e usageError) Error() string { return string(e) }

func usage(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// parse takes flags and arguments in any order; after -- all are arguments.
func parse(flags *flag.FlagSet, args []string) ([]string, error) {
	var arguments, rest []string
	if end := slices.Index(args, "--"); end >= 0 {
		args, rest = args[:end], args[end+1:]
	}
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, parseError(err)
		}
		if args = flags.Args(); len(args) > 0 {
			arguments, args = append(arguments, args[0]), args[1:]
		}
	}
	return append(arguments, rest...), nil
}

// parseError writes flags as help does: with two dashes.
func parseError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	return usageError(strings.NewReplacer("flag -", "flag --", "defined: -", "defined: --", "argument: -", "argument: --").Replace(err.Error()))
}
