package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// The model that Splink trained on made-up people, and those people.
const (
	splinkModel   = "../../testdata/splink/people/model.json"
	splinkRecords = "../../testdata/splink/people/records.csv"
	splinkPairs   = "../../testdata/splink/people/pairs.csv"
)

// TestSplinkModelLinksAsItIs holds that a link by the model itself, and one by
// what train made of it, weigh the same, and bring together what Splink does.
func TestSplinkModelLinksAsItIs(t *testing.T) {
	t.Parallel()
	direct, trained := filepath.Join(t.TempDir(), "direct"), filepath.Join(t.TempDir(), "trained")
	made := filepath.Join(t.TempDir(), "model.json")
	out := must(t, "train", "--from-splink", splinkModel, "--in", splinkRecords, "--out", made).stdout
	if !strings.Contains(out, "values counted") || !strings.Contains(out, "in 181 records") {
		t.Errorf("train does not say what it counted:\n%s", out)
	}
	first := must(t, "link", "--model", splinkModel, "--in", splinkRecords, "--out", direct).stdout
	columns := write(t, "columns.yaml", "record_id: record_id\n")
	must(t, "link", "--model", made, "--columns", columns, "--in", splinkRecords, "--out", trained)
	if read(t, direct, "pairs.csv") != read(t, trained, "pairs.csv") {
		t.Error("the model and what train made of it weigh differently")
	}
	blocked := 0
	for _, row := range table(t, splinkPairs)[1:] {
		if row[3] == "1" {
			blocked++
		}
	}
	if want := "pairs compared " + thousands(blocked); !strings.Contains(strings.Join(strings.Fields(first), " "), want) {
		t.Errorf("link says\n%s\nwant %d pairs compared", first, blocked)
	}
}

// TestSplinkModelTakesItsOwnID holds that the id is where the model says.
func TestSplinkModelTakesItsOwnID(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "links")
	must(t, "link", "--model", "../../testdata/splink/forms/model.json", "--in", "../../testdata/splink/forms/records.csv", "--out", dir)
	if ids := identities(t, dir); len(ids) != 60 || ids["000"] == "" {
		t.Errorf("%d records have an identity, want 60", len(ids))
	}
	explained := must(t, "explain", "--model", splinkModel, "--in", splinkRecords, "R3844952020", "R6131728880").stdout
	if !strings.Contains(explained, "Exact match on date of birth") {
		t.Errorf("explain does not name Splink's levels:\n%s", explained)
	}
}

func TestSplinkModelsThatAreRefused(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "model.json")
	odd := strings.Replace(read(t, splinkModel), `\"previous_family_name_l\" = \"previous_family_name_r\"`, `soundex(a_l) = soundex(a_r)`, 1)
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"train", "--from-splink", write(t, "odd.json", odd), "--in", splinkRecords, "--out", out}, `comparison "previous_family_name": level "Exact match on previous_family_name": cannot be mapped: soundex("a_l")`},
		{[]string{"train", "--from-splink", model, "--in", splinkRecords, "--out", out}, "expected a model that Splink saved"},
		{[]string{"train", "--model", splinkModel, "--in", splinkRecords, "--out", out}, "--from-splink imports one that Splink saved"},
		{[]string{"train", "--model", model, "--from-splink", splinkModel, "--in", splinkRecords, "--out", out}, "expected --from-splink or --model, not both"},
		{[]string{"train", "--auto", "0.9", "--in", splinkRecords, "--out", out}, "expected --from-splink beside --auto and --review"},
		{[]string{"train", "--from-splink", splinkModel, "--auto", "0.5", "--review", "0.9", "--in", splinkRecords, "--out", out}, "expected a review probability up to 0.5"},
		{[]string{"link", "--model", "gone.json", "--in", splinkRecords, "--out", out}, "gone.json"},
	} {
		if got := mpi(t, tt.args...); got.code == exitDone || !strings.Contains(got.stderr, tt.want) {
			t.Errorf("mpi %s: %s\nwant %s", strings.Join(tt.args, " "), got.stderr, tt.want)
		}
	}
}
