package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestEnginesEndToEnd runs every peer whose libraries are installed, and mpi, on
// a few people: what it writes must be judged and hold most of the truth.
func TestEnginesEndToEnd(t *testing.T) {
	t.Chdir("../..") // the paths of the engines are the project's
	if testing.Short() {
		t.Skip("runs the peers")
	}
	o := options{
		build: filepath.Join("build", "peers"), mpi: filepath.Join(t.TempDir(), "mpi"), python: "python3",
		region: "wessex", seed: 5, people: []int{1000}, repeats: 1, limit: 60e9, results: t.TempDir(),
	}
	var installed []string
	for _, venv := range []string{"splink", "recordlinkage"} {
		if exists(o.venvPython(venv)) {
			installed = append(installed, venv)
		}
	}
	if len(installed) == 0 {
		t.Skip("the peers are not installed: make peers installs them")
	}
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", o.mpi, "./cmd/mpi").CombinedOutput(); err != nil {
		t.Fatalf("building mpi: %v\n%s", err, out)
	}
	b := &bench{options: o, stderr: io.Discard}
	folder := t.TempDir()
	in := func(name string) string { return filepath.Join(folder, "p", name) }
	set := Set{
		Name: "tiny", People: 1000, Region: "wessex", Seed: 5, In: in("records.csv"), Truth: in("truth.csv"),
		Numbers: in("nhs-numbers.csv"), Current: in("records-current.csv"),
	}
	set, err := b.ensure(t.Context(), set)
	if err != nil {
		t.Fatal(err)
	}
	b.build = folder
	for _, name := range append([]string{"mpi"}, installed...) {
		b.checkEngine(t, o, set, name)
	}
}

// checkEngine measures one engine with the venvs of o.
func (b *bench) checkEngine(t *testing.T, o options, set Set, name string) {
	t.Helper()
	engine, _ := engineNamed(name)
	steps := engine.Steps
	engine.Steps = func(_ options, set Set, out string) []Step {
		made := steps(o, set, out)
		for i, arg := range made[0].Argv {
			if arg == "1e8" {
				made[0].Argv[i] = "1e5" // quick, and good enough for a few people
			}
		}
		return made
	}
	result, err := b.measure(t.Context(), set, prepared{Engine: engine})
	if err != nil || result.Failed != "" {
		t.Fatalf("%s: %v %s", name, err, result.Failed)
	}
	if f1 := result.Best().Pairwise.F1; f1 < 0.9 || result.Candidates == 0 || result.Peak < 10<<20 {
		t.Errorf("%s: F1 %.3f, %d candidates, %d bytes", name, f1, result.Candidates, result.Peak)
	}
}

// TestPinsAreWhole holds that every library is pinned to a version and a hash.
func TestPinsAreWhole(t *testing.T) {
	t.Parallel()
	for _, venv := range []string{"splink", "recordlinkage"} {
		text, err := os.ReadFile(filepath.Join("requirements", venv+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		for library := range strings.SplitSeq(strings.ReplaceAll(string(text), "\\\n", ""), "\n") {
			if library != "" && (!strings.Contains(library, "==") || !strings.Contains(library, "--hash=sha256:")) {
				t.Errorf("%s: %q has no version or no hash", venv, strings.Fields(library)[0])
			}
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                           "",
		"-people 10,20 -engines mpi": "",
		"-people=":                   "",
		"-people 10,x":               "whole numbers",
		"-people 0":                  "whole numbers",
		"-engines mpi,nobody":        `not "nobody"`,
		"-in records.csv":            "go together",
		"-in r.csv -truth t.csv":     "",
	} {
		_, err := parse(strings.Fields(args), io.Discard)
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("parse(%q): %v, want %q", args, err, want)
		}
	}
}

func TestCountRecordsReadsFieldsOfSeveralLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "r.csv")
	for rows, text := range []string{"a,b\n", "a,b\n1,\"x\ny\"\n", "a,b\n1,2\n3,4\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := countRecords(path); err != nil || got != rows {
			t.Errorf("%s: %d records, %v, want "+strconv.Itoa(rows), path, got, err)
		}
	}
}
