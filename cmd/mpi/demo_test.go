package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// played runs a small demo, and gives the configuration of its engine.
func played(t *testing.T, more ...string) (shown outcome, config string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	shown = must(t, append([]string{"demo", "--people", "200", "--exit", "--listen", "127.0.0.1:0", "--out", dir}, more...)...)
	return shown, write(t, "mpi.yaml", "data: "+filepath.Join(dir, "data")+"\nlisten: 127.0.0.1:0\n")
}

// What a demo writes for programs has all that is promised, and says of the
// engine what can be said of a good one.
func TestDemoTellsWhatHappened(t *testing.T) {
	t.Parallel()
	summary := filepath.Join(t.TempDir(), "demo.json")
	shown, _ := played(t, "--summary", summary)
	if !strings.Contains(shown.stdout, "precision") || !strings.Contains(shown.stdout, ": certain, score ") || !strings.Contains(shown.stdout, "Assembled from ") {
		t.Errorf("shown: %s", shown.stdout)
	}
	got := object(t, read(t, summary))
	for _, name := range []string{"records", "identities", "links", "review_tasks", "dead_letters", "records_per_second"} {
		if _, ok := got[name].(float64); !ok {
			t.Errorf("%s is %v, want a number", name, got[name])
		}
	}
	records, identities := got["records"].(float64), got["identities"].(float64)
	if records < 200 || identities < 100 || records-identities != got["links"] {
		t.Errorf("%v records, %v identities, %v links", records, identities, got["links"])
	}
	for name, least := range map[string][2]float64{"pairwise": {0.99, 0.9}, "bcubed": {0.99, 0.9}} {
		score, _ := got[name].(map[string]any)
		precision, _ := score["precision"].(float64)
		recall, _ := score["recall"].(float64)
		if precision < least[0] || recall < least[1] {
			t.Errorf("%s: precision %v, recall %v, want %v or better", name, precision, recall, least)
		}
	}
}

// A demo clears no folder that it has not made.
func TestDemoLeavesOtherFoldersAlone(t *testing.T) {
	t.Parallel()
	file := write(t, "thesis.txt", "years of work")
	got := mpi(t, "demo", "--people", "10", "--exit", "--listen", "127.0.0.1:0", "--out", filepath.Dir(file))
	if got.code != exitUsage || read(t, file) != "years of work" {
		t.Errorf("exit code %d, %s", got.code, got.stderr)
	}
}
