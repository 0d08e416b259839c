package main

import (
	"bytes"
	"context"
	"flag"
	"path/filepath"
	"strings"
	"testing"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		top := must(t, "--help").stdout
		if !strings.Contains(top, c.name+" ") || !strings.Contains(top, c.summary) {
			t.Errorf("mpi --help does not tell of %s", c.name)
		}
		help := must(t, c.name, "--help").stdout
		if !strings.Contains(help, "Examples:\n  mpi "+c.name) {
			t.Errorf("mpi %s --help has no example", c.name)
		}
		flags, _ := c.flags()
		flags.VisitAll(func(f *flag.Flag) {
			if !strings.Contains(help, "  --"+f.Name) {
				t.Errorf("mpi %s --help does not tell of --%s", c.name, f.Name)
			}
		})
	}
}

func TestExamplesOfHelpParse(t *testing.T) {
	t.Parallel()
	for _, c := range commands() {
		for _, example := range c.examples {
			if err := checkCommandLine(strings.Fields(example)); err != nil {
				t.Errorf("%s: %v", example, err)
			}
		}
	}
}

func TestWrongUsage(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"lnik":                                `mpi: unknown command "lnik": expected generate, link, train, evaluate, explain, serve, migrate, rebuild-index, dead-letters, verify-audit, demo or version`,
		"--in x":                              "mpi: unknown command",
		"link --bogus":                        "mpi link: flag provided but not defined: --bogus",
		"link --in":                           "mpi link: flag needs an argument: --in",
		"link --out x":                        "mpi link: expected --in, at least once",
		"link --in x":                         "mpi link: expected --out",
		"link --in x --out y z":               "mpi link: expected no arguments beside the flags, found 1",
		"link --in  --out y":                  "mpi link: expected no arguments beside the flags, found 1",
		"train --in x":                        "mpi train: expected --out",
		"train --prior 2":                     "--prior: expected a number between 0 and 1",
		"train --sample 0":                    "--sample: expected a whole number from 1 to 1,000,000,000",
		"evaluate":                            "mpi evaluate: expected --truth",
		"evaluate --truth x":                  "mpi evaluate: expected --identities",
		"evaluate --model x":                  "mpi evaluate: expected --in beside --columns, --model and --nhs-numbers",
		"explain --in x":                      "expected 2 arguments, RECORD_A and RECORD_B, beside the flags, found 0",
		"explain --in x -- a -b c":            "found 3",
		"explain --in x a a":                  "expected two different records, RECORD_A and RECORD_B",
		"generate":                            "mpi generate: expected --people",
		"generate --people many":              "--people: expected a whole number from 1 to 40,000,000",
		"generate --people 1":                 "expected --region, one of greater-manchester, wessex, one-london",
		"generate --seed x":                   "--seed: expected a whole number, 0 or more",
		"generate --people 1 --region wessex": "expected --out",
		"generate --people 1 --region wessex --format ods": "--format: expected one of csv, fhir, hl7v2",
		"version now": "expected no arguments",
	} {
		got := mpi(t, strings.Fields(line)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, want) || !strings.Contains(got.stderr, `--help" for help.`) {
			t.Errorf("mpi %s: exit code %d, want %d with %q and a hint:\n%s", line, got.code, exitUsage, want, got.stderr)
		}
		if got.stdout != "" {
			t.Errorf("mpi %s: printed on stdout: %s", line, got.stdout)
		}
	}
}

func TestNoCommandIsWrongUsage(t *testing.T) {
	t.Parallel()
	if got := mpi(t); got.code != exitUsage || !strings.Contains(got.stderr, "Commands:") {
		t.Errorf("exit code %d:\n%s", got.code, got.stderr)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	if got := must(t, "version").stdout; !strings.HasPrefix(got, "mpi ") || !strings.Contains(got, "go1.") {
		t.Errorf("version: %s", got)
	}
}

func TestFlagsAndArgumentsInAnyOrder(t *testing.T) {
	t.Parallel()
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	out := flags.String("out", "", "")
	got, err := parse(flags, []string{"a", "--out", "x", "b", "--", "--out"})
	if err != nil || *out != "x" || strings.Join(got, " ") != "a b --out" {
		t.Errorf("out %q, arguments %q, error %v", *out, got, err)
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -100: "-100", -1234567: "-1,234,567", 12345: "12,345"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestInterruptedRunWritesNothing(t *testing.T) {
	t.Parallel()
	dir := people(t)
	records := filepath.Join(dir, "records.csv")
	out := filepath.Join(t.TempDir(), "out")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, args := range [][]string{
		{"link", "--in", records, "--model", model, "--out", out},
		{"train", "--in", records, "--model", model, "--out", filepath.Join(out, "model.json")},
		{"generate", "--people", "400", "--region", "wessex", "--out", out},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(ctx, args, &stdout, &stderr); code != exitFailed || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("mpi %s: exit code %d: %s", args[0], code, stderr.String())
		}
		if files := listed(t, out); len(files) > 0 {
			t.Errorf("mpi %s: left %v", args[0], files)
		}
	}
}
