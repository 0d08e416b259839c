package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// model is a small model whose weights do not change when the shipped one is trained anew.
const model = "../../testdata/matcher/model.json"

// outcome is what a command line came to.
type outcome struct {
	code           int
	stdout, stderr string
}

// mpi runs a command line in this process.
func mpi(t *testing.T, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

// must runs a command line that has to work.
func must(t *testing.T, args ...string) outcome {
	t.Helper()
	got := mpi(t, args...)
	if got.code != exitDone {
		t.Fatalf("mpi %s: exit code %d: %s", strings.Join(args, " "), got.code, got.stderr)
	}
	return got
}

// people generates a small region and gives its folder.
func people(t *testing.T, more ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "people")
	must(t, append([]string{"generate", "--people", "400", "--region", "wessex", "--out", dir}, more...)...)
	return dir
}

// link links files with the small model and gives the folder of the answer.
func link(t *testing.T, args ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "links")
	must(t, append([]string{"link", "--model", model, "--out", dir}, args...)...)
	return dir
}

// write makes a file of the test's own.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// table reads a CSV file, its header first.
func table(t *testing.T, path ...string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(read(t, path...))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// identities reads identities.csv: record to identity.
func identities(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, row := range table(t, dir, "identities.csv")[1:] {
		out[row[0]] = row[1]
	}
	return out
}

// object reads a JSON object.
func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// listed names what a folder holds; a folder that does not exist holds nothing.
func listed(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}
