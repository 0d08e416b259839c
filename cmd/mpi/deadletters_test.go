package main

import (
	"strings"
	"testing"
)

// Dead letters can be listed, shown as they came, and sent again; those that still
// cannot be taken are dead letters again.
func TestDeadLettersAreListedShownAndReplayed(t *testing.T) {
	t.Parallel()
	_, config := played(t, "--people", "30")
	listed := listedLetters(t, config)
	if len(listed) == 0 {
		t.Fatal("a demo has messages that cannot be read, and there are no dead letters")
	}
	for _, row := range listed {
		if !strings.HasPrefix(row[1], "mpi.demographics.v1/") || row[2] == "" || len(row) < 4 {
			t.Errorf("row %q", row)
		}
	}
	if shown := must(t, "dead-letters", "--config", config, "--show", listed[0][0]).stdout; strings.TrimSpace(shown) == "" {
		t.Error("nothing is shown")
	}
	if got := must(t, "dead-letters", "--config", config, "--replay", listed[0][0]).stdout; got != "The message was sent again.\n" {
		t.Errorf("it printed %q", got)
	}
	for _, want := range []int{len(listed) - 1, 0} {
		got := must(t, "dead-letters", "--config", config, "--replay", "all").stdout
		if count, _, _ := strings.Cut(got, " "); count != itoa(want) {
			t.Errorf("it printed %q, want %d messages", got, want)
		}
	}
	waitForLetters(t, config, 2*len(listed))
}

func TestDeadLettersRefuses(t *testing.T) {
	t.Parallel()
	config := write(t, "mpi.yaml", "data: "+t.TempDir()+"\n")
	for want, args := range map[int][]string{
		exitUsage:  {"--show", "x", "--replay", "y"},
		exitFailed: {"--show", "3d2c8a4e-9d0f-5a37-8c21-6f2b7a1e0d43"},
	} {
		if got := mpi(t, append([]string{"dead-letters", "--config", config}, args...)...); got.code != want {
			t.Errorf("%v: exit code %d, want %d: %s", args, got.code, want, got.stderr)
		}
	}
	if got := must(t, "dead-letters", "--config", config).stdout; got != "No dead letters.\n" {
		t.Errorf("it printed %q", got)
	}
}

// listedLetters lists the dead letters, each cut into its columns.
func listedLetters(t *testing.T, config string) (rows [][]string) {
	t.Helper()
	text := must(t, "dead-letters", "--config", config).stdout
	for _, line := range strings.Split(strings.TrimSpace(text), "\n")[1:] {
		rows = append(rows, strings.Fields(line))
	}
	return rows
}
