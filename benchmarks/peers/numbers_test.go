package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// numberedSet is a set with files of records and of superseded numbers.
func numberedSet(t *testing.T, records, numbers string) Set {
	t.Helper()
	dir := t.TempDir()
	set := Set{
		In: filepath.Join(dir, "records.csv"), Numbers: filepath.Join(dir, "nhs-numbers.csv"),
		Current: filepath.Join(dir, "records-current.csv"),
	}
	for path, text := range map[string]string{set.In: records, set.Numbers: numbers} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return set
}

const numbersHead = "nhs_number,state,superseded_by,at\n"

func TestSupersededNumbersAreReplaced(t *testing.T) {
	t.Parallel()
	set := numberedSet(t, "record_id,nhs_number,local_id\na,9000000017,9000000017\nb,9000000025,\"1,2\"\nc,,\n",
		numbersHead+"9000000017,superseded,9000000025,2024-01-01T00:00:00Z\n")
	if err := writeCurrent(set); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(set.Current)
	if want := "record_id,nhs_number,local_id\na,9000000025,9000000017\nb,9000000025,\"1,2\"\nc,,\n"; err != nil || string(got) != want {
		t.Errorf("error %v, records:\n%s", err, got)
	}
}

func TestReplacingNumbersFails(t *testing.T) {
	t.Parallel()
	const records = "record_id,nhs_number\n"
	for want, set := range map[string]Set{
		"line 1: expected a column nhs_number":      numberedSet(t, "record_id\na\n", numbersHead),
		"line 2, column state: expected superseded": numberedSet(t, records, numbersHead+"9000000017,invalid,,2024-01-01T00:00:00Z\n"),
		"line 1: expected the columns":              numberedSet(t, records, "a,b\n"),
		"reading superseded NHS numbers":            {Numbers: filepath.Join(t.TempDir(), "none")},
		"replacing NHS numbers of":                  numberedSet(t, "record_id,nhs_number\na\n", numbersHead),
	} {
		if err := writeCurrent(set); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
		if set.Current != "" && exists(set.Current) {
			t.Errorf("%s: a file was left", want)
		}
	}
}

// TestEveryEngineKnowsTheNumbers: facts for ours, replaced numbers for the peers.
func TestEveryEngineKnowsTheNumbers(t *testing.T) {
	t.Parallel()
	set := Set{In: "in.csv", Numbers: "numbers.csv", Current: "current.csv"}
	for _, engine := range engines() {
		for _, step := range engine.Steps(options{mpi: "mpi"}, set, "out") {
			ours := engine.Needs == ""
			if slices.Contains(step.Argv, "numbers.csv") != ours || slices.Contains(step.Argv, "in.csv") != ours || slices.Contains(step.Argv, "current.csv") == ours {
				t.Errorf("%s: %q", engine.Name, step.Argv)
			}
		}
		for _, step := range engine.Steps(options{mpi: "mpi"}, Set{In: "in.csv"}, "out") {
			if !slices.Contains(step.Argv, "in.csv") || slices.Contains(step.Argv, "--nhs-numbers") {
				t.Errorf("%s without facts: %q", engine.Name, step.Argv)
			}
		}
	}
}
