package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func sampleResult(engine string, wall, f1 float64) Result {
	return Result{
		Set: Set{Name: "wessex-10-1", Records: 26_750, People: 10, Region: "wessex", Seed: 1}, Engine: engine,
		Version: "1.2", Started: time.Date(2026, 7, 11, 12, 0, 0, 0, time.UTC), Command: []string{"run " + engine},
		Usage: Usage{Wall: wall, CPU: wall * 1.5, Peak: 512 << 20, Phases: []Phase{{"read", wall / 4}, {"train u", wall / 2}, {"train", wall / 8}}},
		AsRun: Score{Pairwise: Rates{Precision: 1, Recall: 0.9, F1: f1}},
		Sweep: []Score{{Threshold: "4", Pairwise: Rates{F1: f1 + 0.01}}, {Threshold: "8", Pairwise: Rates{F1: f1 - 0.01}}},
	}
}

func TestTrainingIsAddedUp(t *testing.T) {
	t.Parallel()
	r := sampleResult("splink", 8, 0.9)
	if got := r.Training(); got != 5 {
		t.Errorf("training %.1f s, want 5.0", got)
	}
	if got := r.Best(); got.Threshold != "4" {
		t.Errorf("best at %q, want 4", got.Threshold)
	}
}

func TestAResultIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a", "b.json")
	want := sampleResult("mpi", 3, 0.99)
	if err := saveJSON(path, want); err != nil {
		t.Fatal(err)
	}
	got, err := loadResult(path)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v; written %+v", got, err, want)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := loadResult(path); err == nil || !strings.Contains(err.Error(), "b.json") {
		t.Errorf("error %v, want one that names the file", err)
	}
}

func TestTheMedianIsAWholeRun(t *testing.T) {
	t.Parallel()
	failed := sampleResult("mpi", 1, 0)
	failed.Failed = "exit status 1"
	m := medianOf([]Result{sampleResult("mpi", 9, 0.9), failed, sampleResult("mpi", 5, 0.9)})
	if m.Wall != 9 || m.fastest != 5 || m.runs != 3 || m.Failed != "" {
		t.Errorf("median %.0f s, fastest %.0f s, %d runs: a failed run is the longest", m.Wall, m.fastest, m.runs)
	}
}

func TestPhasesOfASummary(t *testing.T) {
	t.Parallel()
	step := []Phase{{"train", 2}, {"link", 10}}
	for name, c := range map[string]struct {
		told string
		want []Phase
	}{
		"numbers":   {`{"write": 1, "read": 3, "compare": 5}`, []Phase{{"train", 2}, {"read", 3}, {"compare", 5}, {"write", 1}, {"other", 1}}},
		"objects":   {`{"read": {"seconds": 4, "peak": 7}}`, []Phase{{"train", 2}, {"read", 4}, {"other", 6}}},
		"something": {`{"read": "long"}`, step},
		"nothing":   {`{}`, step},
	} {
		var parts map[string]json.RawMessage
		if err := json.Unmarshal([]byte(c.told), &parts); err != nil {
			t.Fatal(err)
		}
		if got := replaceLink(step, parts); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	failed := sampleResult("recordlinkage", 60, 0)
	failed.Failed = "stopped after the limit of 1m0s"
	text := Summary{Results: []Result{sampleResult("mpi", 2, 0.97), sampleResult("splink", 40, 0.95), failed}}.report()
	for _, want := range []string{
		"## wessex-10-1: 26,750 records",
		"| splink | 40.0 | 25.0 | 15.0 | 60.0 | 512 | 0 | 1: 40.0 to 40.0 |",
		"| splink | best: 4 | 0.00000 | 0.00000 | 0.96000 |",
		"| recordlinkage | stopped after the limit of 1m0s |",
		"mpi beside splink: 20.00 times as fast",
		"F1 +0.02000 as they come, +0.01000 with the peer at its best",
		"`mpi generate --people 10 --region wessex --seed 1`",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "beside recordlinkage") {
		t.Error("an engine that failed is compared")
	}
}

func TestThousands(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 998_608: "998,608", 1_234_567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %s, want %s", n, got, want)
		}
	}
}
