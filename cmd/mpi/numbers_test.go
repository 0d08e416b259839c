package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestNHSNumberFacts: what the national service tells of numbers brings together
// records of people who had two, in every command that reads records.
func TestNHSNumberFacts(t *testing.T) {
	t.Parallel()
	profile := write(t, "profile.json", `{"nhs_numbers": {"superseded": 0.3}}`)
	dir := people(t, "--profile", profile)
	records, truth := filepath.Join(dir, "records.csv"), filepath.Join(dir, "truth.csv")
	numbers := filepath.Join(dir, "nhs-numbers.csv")
	recall := map[bool]float64{}
	for _, told := range []bool{false, true} {
		args := []string{"--in", records}
		if told {
			args = append(args, "--nhs-numbers", numbers)
		}
		links := link(t, args...)
		evaluated := object(t, must(t, append([]string{"evaluate", "--json", "--truth", truth, "--identities", filepath.Join(links, "identities.csv")}, args...)...).stdout)
		recall[told] = evaluated["pairwise"].(map[string]any)["recall"].(float64)
		_, counted := object(t, read(t, links, "summary.json"))["nhs_number_facts"]
		if counted != told {
			t.Errorf("summary.json speaks of facts: %t, want %t", counted, told)
		}
	}
	if recall[true] < recall[false]+.05 {
		t.Errorf("recall %f with the facts, %f without", recall[true], recall[false])
	}
	must(t, "train", "--in", records, "--nhs-numbers", numbers, "--model", model, "--out", filepath.Join(t.TempDir(), "m.json"))
}

func TestExplainGoesByNumberFacts(t *testing.T) {
	t.Parallel()
	row := ",01,SMITH,ADA,1980-02-10\n"
	records := write(t, "r.csv", "record_id,nhs_number,nhs_number_status,family_name,given_names,birth_date\na,9000000017"+row+"b,9000000025"+row)
	numbers := write(t, "n.csv", "nhs_number,state,superseded_by,at\n9000000017,superseded,9000000025,2024-01-01T00:00:00Z\n")
	without := must(t, "explain", "--model", model, "--in", records, "a", "b").stdout
	with := must(t, "explain", "--model", model, "--in", records, "--nhs-numbers", numbers, "a", "b").stdout
	if strings.Contains(without, "rule nhs-number") || !strings.Contains(with, "link by rule nhs-number+birth-date") {
		t.Errorf("without the facts:\n%s\nwith them:\n%s", without, with)
	}
}

func TestBadNumberFacts(t *testing.T) {
	t.Parallel()
	records := write(t, "r.csv", "record_id,nhs_number\na,9000000017\n")
	numbers := write(t, "n.csv", "nhs_number,state,superseded_by,at\n9000000018,invalid,,2024-01-01T00:00:00Z\n")
	dir := link(t, "--in", records, "--nhs-numbers", numbers)
	if rejects := read(t, dir, "rejects.csv"); !strings.Contains(rejects, `n.csv,2,,nhs_number,"expected an NHS number, not bad-check"`) || strings.Contains(rejects, "9000000018") {
		t.Errorf("rejects.csv:\n%s", rejects)
	}
	out := filepath.Join(t.TempDir(), "out")
	for file, want := range map[string]string{
		records:                             "r.csv: line 1: column 1: expected one of nhs_number, state, superseded_by, at, each once",
		filepath.Join(out, "none", "n.csv"): "n.csv: opening it",
	} {
		got := mpi(t, "link", "--in", records, "--nhs-numbers", file, "--out", out)
		if got.code != exitFailed || !strings.Contains(got.stderr, want) {
			t.Errorf("exit code %d, %s; want %s", got.code, got.stderr, want)
		}
	}
}
