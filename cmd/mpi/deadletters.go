package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
)

type deadLetterFlags struct {
	configFlags

	replay string
	show   string
}

func deadLettersCommand() command {
	return command{
		name:    "dead-letters",
		summary: "list the messages that could not be taken, or send them again",
		detail: "Lists each with where it came from and why it was not taken. --show prints one as it\n" +
			"came, which is personal data; --replay sends one, or all, to its topic again. Both are\n" +
			"written into the audit, with who ran the command.",
		examples: []string{
			"mpi dead-letters",
			"mpi dead-letters --show 5b2c8a4e-9d0f-5a37-8c21-6f2b7a1e0d43",
			"mpi dead-letters --replay all",
		},
		setup: func(flags *flag.FlagSet) action {
			var f deadLetterFlags
			f.declare(flags)
			flags.StringVar(&f.show, "show", "", "print the message with this `ID` as it came")
			flags.StringVar(&f.replay, "replay", "", "send the message with this `ID`, or all that were not replayed yet")
			return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
		},
	}
}

func (f *deadLetterFlags) run(ctx context.Context, env environment) (err error) {
	if f.show != "" && f.replay != "" {
		return usage("expected --show or --replay, found both")
	}
	cfg, log, err := f.start(env)
	if err != nil {
		return err
	}
	parts, err := service.OpenParts(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.Close()) }()
	switch {
	case f.show != "":
		return showDeadLetter(ctx, env, parts, f.show)
	case f.replay != "":
		return replayDeadLetters(ctx, env, parts, f.replay)
	}
	return listDeadLetters(ctx, env, parts)
}

// eachDeadLetter visits the dead letters in the order of their ids.
func eachDeadLetter(ctx context.Context, parts *service.Parts, visit func(*store.DeadLetter) error) error {
	const size = 500
	for after := ""; ; {
		page, err := parts.Store.DeadLetters(ctx, after, size)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			if err := visit(&page[i]); err != nil {
				return err
			}
		}
		after = page[len(page)-1].ID
	}
}

func listDeadLetters(ctx context.Context, env environment, parts *service.Parts) error {
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0) //nolint:mnd // two blanks between columns
	n := 0
	_, _ = fmt.Fprintln(table, "ID\tFROM\tARRIVED\tREPLAYED\tREASON")
	err := eachDeadLetter(ctx, parts, func(d *store.DeadLetter) error {
		n++
		replayed := ""
		if !d.Replayed.IsZero() {
			replayed = d.Replayed.UTC().Format(time.RFC3339)
		}
		_, _ = fmt.Fprintf(table, "%s\t%s/%d/%d\t%s\t%s\t%s\n", d.ID, d.Topic, d.Partition, d.Offset, d.At.UTC().Format(time.RFC3339), replayed, d.Reason)
		return nil
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return env.print("No dead letters.\n")
	}
	if err := table.Flush(); err != nil {
		return fmt.Errorf("printing: %w", err)
	}
	return env.print(text.String())
}

func showDeadLetter(ctx context.Context, env environment, parts *service.Parts, id string) error {
	d, err := parts.Store.DeadLetter(ctx, id)
	if err != nil {
		return err
	}
	if err := note(ctx, parts, "dead-letter-show", id); err != nil {
		return err
	}
	return env.print(strings.ReplaceAll(string(d.Value), "\r", "\n") + "\n")
}

func replayDeadLetters(ctx context.Context, env environment, parts *service.Parts, which string) error {
	n := 0
	sender, err := intake.NewSender(parts.Kafka)
	if err != nil {
		return err
	}
	defer sender.Close()
	send := func(d *store.DeadLetter) error {
		if which == "all" && !d.Replayed.IsZero() {
			return nil
		}
		if err := note(ctx, parts, "dead-letter-replay", d.ID); err != nil {
			return err
		}
		if err := sender.Replay(ctx, &d.DeadLetter); err != nil {
			return err
		}
		n++
		return parts.Store.MarkReplayed(ctx, d.ID)
	}
	if which == "all" {
		if err := eachDeadLetter(ctx, parts, send); err != nil {
			return err
		}
		return env.print(fmt.Sprintf("%d messages were sent again.\n", n))
	}
	d, err := parts.Store.DeadLetter(ctx, which)
	if err != nil {
		return err
	}
	if err := send(&d); err != nil {
		return err
	}
	return env.print("The message was sent again.\n")
}
