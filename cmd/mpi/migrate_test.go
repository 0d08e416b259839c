package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A store is made once, for one kind of data.
func TestMigrateStampsTheEnvironment(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	config := write(t, "mpi.yaml", "data: "+data+"\n")
	for range 2 {
		if got := must(t, "migrate", "--config", config).stdout; got != "The store is up to date, for synthetic data.\n" {
			t.Errorf("it printed %q", got)
		}
	}
	live := write(t, "mpi.yaml", "data: "+data+"\nenvironment: live\n")
	for _, command := range []string{"migrate", "serve", "rebuild-index"} {
		got := mpi(t, command, "--config", live)
		if got.code != exitFailed || !strings.Contains(got.stderr, "synthetic") {
			t.Errorf("%s: exit code %d, %s", command, got.code, got.stderr)
		}
	}
}

// An index that was taken away is built anew with every record that is there.
func TestRebuildIndex(t *testing.T) {
	t.Parallel()
	summary := filepath.Join(t.TempDir(), "demo.json")
	_, config := played(t, "--people", "30", "--summary", summary)
	data := strings.TrimPrefix(strings.Split(read(t, config), "\n")[0], "data: ")
	if err := os.RemoveAll(filepath.Join(data, "index")); err != nil {
		t.Fatal(err)
	}
	records := itoa(int(object(t, read(t, summary))["records"].(float64)))
	for range 2 { // with none there, and in place of one
		if got := must(t, "rebuild-index", "--config", config).stdout; !strings.HasPrefix(got, records+" records in the index") {
			t.Errorf("it printed %q, want %s records", got, records)
		}
	}
}
