package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/user"
	"strings"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/service"
)

type verifyAuditFlags struct {
	configFlags

	noted, note string
	json        bool
}

func verifyAuditCommand() command {
	return command{
		name:    "verify-audit",
		summary: "find what was changed in the audit of who did what",
		detail: "Reads all of the audit and names each entry that was changed, removed, moved, or cut\n" +
			"off at the end; the exit code is then 1. Who can write to the store could write a\n" +
			"chain of entries anew: --note keeps how far each goes in a file, to be kept where\n" +
			"they cannot write, and --noted compares with it the next time.",
		examples: []string{
			"mpi verify-audit",
			"mpi verify-audit --noted last-week.json --note this-week.json",
		},
		setup: func(flags *flag.FlagSet) action {
			var f verifyAuditFlags
			f.declare(flags)
			flags.StringVar(&f.noted, "noted", "", "compare with what an earlier run noted in `FILE`")
			flags.StringVar(&f.note, "note", "", "note how far each chain goes in `FILE`, if nothing is wrong")
			flags.BoolVar(&f.json, "json", false, "print the result as JSON")
			return func(ctx context.Context, env environment, _ []string) error { return f.run(ctx, env) }
		},
	}
}

func (f *verifyAuditFlags) run(ctx context.Context, env environment) (err error) {
	noted, err := readHeads(f.noted)
	if err != nil {
		return err
	}
	cfg, log, err := f.start(env)
	if err != nil {
		return err
	}
	ledger, closing, err := service.OpenLedger(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closing()) }()
	report, err := audit.Verify(ctx, ledger, noted)
	if err != nil {
		return err
	}
	if err := f.tell(env, &report); err != nil {
		return err
	}
	if n := len(report.Faults); n > 0 {
		return fmt.Errorf("the audit is not as it was written: %s", counted(n, "fault"))
	}
	return writeHeads(f.note, report.Heads)
}

func (f *verifyAuditFlags) tell(env environment, report *audit.Report) error {
	if f.json {
		text, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return fmt.Errorf("printing: %w", err)
		}
		return env.print(string(text) + "\n")
	}
	var text strings.Builder
	for _, fault := range report.Faults {
		text.WriteString(fault.String() + "\n")
	}
	if len(report.Faults) == 0 {
		fmt.Fprintf(&text, "The audit is whole: %s in %s.\n",
			countedAs(int(report.Entries), "entry", "entries"), counted(report.Chains, "chain"))
	}
	return env.print(text.String())
}

func counted(n int, what string) string { return countedAs(n, what, what+"s") }

func countedAs(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

func readHeads(path string) (heads []audit.Head, err error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading what was noted of the audit: %w", err)
	}
	if err := json.Unmarshal(text, &heads); err != nil {
		return nil, fmt.Errorf("reading what was noted of the audit in %s: %w", path, err)
	}
	return heads, nil
}

func writeHeads(path string, heads []audit.Head) error {
	if path == "" {
		return nil
	}
	text, err := json.MarshalIndent(heads, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o600)
	}
	if err != nil {
		return fmt.Errorf("noting how far the audit goes: %w", err)
	}
	return nil
}

// note writes down that whoever runs the command does something. With an error it
// must not be done.
func note(ctx context.Context, parts *service.Parts, operation, detail string) error {
	who := "unknown"
	if u, err := user.Current(); err == nil {
		who = u.Username
	}
	return parts.Audit.Write(ctx, audit.Event{
		Who: "command line: " + who, Operation: operation, Outcome: audit.Done, Detail: detail,
	})
}
