package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeBench has an evaluator that finds every threshold as good as its file
// says, and an engine that counts its runs.
func fakeBench(t *testing.T) (b *bench, engine prepared, runs func() int) {
	t.Helper()
	folder := t.TempDir()
	mpi := filepath.Join(folder, "mpi")
	script := "#!/bin/sh\nfor last; do :; done\nprintf '{\"pairwise\": {\"f1\": %s}}' \"$(cat \"$last\")\"\n"
	if err := os.WriteFile(mpi, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(folder, "log")
	b = &bench{options: options{build: folder, mpi: mpi, limit: time.Minute}, stderr: io.Discard}
	engine = prepared{fingerprint: "1", Engine: Engine{Name: "fake", Needs: "fake", Steps: func(_ options, _ Set, out string) []Step {
		return []Step{{Phase: "start", Argv: []string{"sh", "-c", `cd "$1" && echo run >> "$2" && echo 0.5 > identities.csv && mkdir sweep &&
			echo 0.75 > sweep/4.csv && echo 0.25 > sweep/10.csv && echo 0.7 > sweep/-2.csv`, "sh", out, log}}}
	}}}
	return b, engine, func() int {
		text, _ := os.ReadFile(log) // none before the first run
		return strings.Count(string(text), "run")
	}
}

func TestWhatWasMeasuredIsKept(t *testing.T) {
	t.Parallel()
	b, engine, runs := fakeBench(t)
	set := Set{Name: "a", Records: 5}
	measure := func() {
		t.Helper()
		r, err := b.kept(t.Context(), set, engine, 0)
		if err != nil || r.Failed != "" {
			t.Fatal(err, r.Failed)
		}
	}
	measure()
	measure()
	if runs() != 1 {
		t.Errorf("%d runs, want 1: the same engine and records were measured before", runs())
	}
	engine.fingerprint = "2"
	measure()
	if runs() != 2 {
		t.Errorf("%d runs, want 2: another engine", runs())
	}
	set.Records = 6
	measure()
	if runs() != 3 {
		t.Errorf("%d runs, want 3: other records", runs())
	}
	b.fresh = true
	measure()
	if runs() != 4 {
		t.Errorf("%d runs, want 4: all afresh", runs())
	}
}

func TestEveryThresholdIsEvaluatedInOrder(t *testing.T) {
	t.Parallel()
	b, engine, _ := fakeBench(t)
	r, err := b.measure(t.Context(), Set{Name: "a"}, engine)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Sweep {
		got = append(got, s.Threshold)
	}
	if strings.Join(got, " ") != "-2 4 10" || r.AsRun.Pairwise.F1 != 0.5 || r.Best().Threshold != "4" {
		t.Errorf("thresholds %q, as run %v, best %q", got, r.AsRun.Pairwise.F1, r.Best().Threshold)
	}
	if exists(filepath.Join(b.build, "out", "a", "fake", "sweep")) {
		t.Error("what has been evaluated is still there")
	}
}

func TestAnEngineThatFailsHasAResultThatSaysSo(t *testing.T) {
	t.Parallel()
	b, engine, _ := fakeBench(t)
	engine.Steps = func(options, Set, string) []Step {
		return []Step{{Phase: "start", Argv: []string{"sh", "-c", "exit 4"}}}
	}
	r, err := b.measure(t.Context(), Set{Name: "a"}, engine)
	if err != nil || !strings.Contains(r.Failed, "exit status 4") {
		t.Errorf("failed %q, %v", r.Failed, err)
	}
}

func TestPublicSetsAreTrimmedAndKnowTheTruth(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range map[string]string{
		"febrl-dataset4a.csv": "rec_id, surname\nrec-1-org, hall\n",
		"febrl-dataset4b.csv": "rec_id, surname\nrec-1-dup-0, hal\nrec-2-dup-0,\n",
		"febrl-dataset2.csv":  "rec_id, surname\nrec-7-org, x\n",
		"fake_1000.csv":       "unique_id,surname,cluster\n0,Alan,9\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b := &bench{options: options{build: t.TempDir(), public: folder}, stderr: io.Discard}
	sets, err := b.publicSets()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		sets[0].In:    "rec_id,surname\nrec-1-org,hall\nrec-1-dup-0,hal\nrec-2-dup-0,\n",
		sets[0].Truth: "record_id,person_id\nrec-1-org,1\nrec-1-dup-0,1\nrec-2-dup-0,2\n",
		sets[2].Truth: "record_id,person_id\n0,9\n",
	} {
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v; want %q", path, text, err, want)
		}
	}
	b.public = t.TempDir()
	if _, err := b.publicSets(); err == nil || !strings.Contains(err.Error(), "preparing febrl4") {
		t.Errorf("error %v, want one that names the set", err)
	}
}
