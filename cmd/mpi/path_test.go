package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

func TestGenerate(t *testing.T) {
	t.Parallel()
	dir := people(t)
	if got, want := listed(t, dir), []string{"nhs-numbers.csv", "records.csv", "summary.json", "truth.csv"}; !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	truth, records := table(t, dir, "truth.csv"), table(t, dir, "records.csv")
	if !slices.Equal(truth[0], []string{"record_id", "person_id", "name_culture"}) {
		t.Errorf("truth.csv has the header %v", truth[0])
	}
	deleted := slices.Index(records[0], "deleted")
	records = slices.DeleteFunc(records, func(record []string) bool { return record[deleted] == "Y" })
	if len(truth) != len(records) || len(truth) < 800 {
		t.Errorf("%d rows of truth for %d of records", len(truth), len(records))
	}
	if again := people(t); read(t, again, "records.csv") != read(t, dir, "records.csv") {
		t.Error("the same seed gave other records")
	}
	if other := people(t, "--seed", "2"); read(t, other, "records.csv") == read(t, dir, "records.csv") {
		t.Error("another seed gave the same records")
	}
}

func TestGenerateWithholdsNumbers(t *testing.T) {
	t.Parallel()
	rows := table(t, people(t, "--withhold-nhs-numbers"), "records.csv")
	column := slices.Index(rows[0], "nhs_number")
	for _, row := range rows[1:] {
		if row[column] != "" {
			t.Fatal("a record has an NHS number")
		}
	}
}

func TestGenerateTakesAProfile(t *testing.T) {
	t.Parallel()
	profile := write(t, "profile.json", `{"people": {"twin_births": 1}}`)
	twins := object(t, read(t, people(t, "--profile", profile), "summary.json"))["twin_pairs"]
	if usual := object(t, read(t, people(t), "summary.json"))["twin_pairs"]; twins.(float64) <= usual.(float64) {
		t.Errorf("%v pairs of twins with every birth a twin birth, %v without", twins, usual)
	}
}

func TestLinkWritesWhatTheDesignSays(t *testing.T) {
	t.Parallel()
	dir := people(t)
	links := filepath.Join(t.TempDir(), "links")
	got := must(t, "link", "--in", filepath.Join(dir, "records.csv"), "--model", model, "--out", links)
	for _, word := range []string{"records", "identities", "pairs linked", "review tasks", "seconds", "memory", links} {
		if !strings.Contains(got.stdout, word) {
			t.Errorf("the summary lacks %q:\n%s", word, got.stdout)
		}
	}
	want := []string{"identities.csv", "pairs.csv", "rejects.csv", "summary.json", "tasks.csv"}
	if files := listed(t, links); !slices.Equal(files, want) {
		t.Errorf("files %v, want %v", files, want)
	}
	for file, header := range map[string]string{
		"identities.csv": "record_id,identity_id",
		"pairs.csv":      "record_id_a,record_id_b,match_weight,match_probability,decision,rule",
		"tasks.csv":      "task_id,reason,identity_id_a,identity_id_b,record_id_a,record_id_b,match_weight",
		"rejects.csv":    "file,line,record_id,column,reason",
	} {
		if first, _, _ := strings.Cut(read(t, links, file), "\n"); first != header {
			t.Errorf("%s has the header %s, want %s", file, first, header)
		}
	}
	if want := living(t, dir); len(identities(t, links)) != want {
		t.Errorf("%d records have an identity, want %d", len(identities(t, links)), want)
	}
	checkSummary(t, object(t, read(t, links, "summary.json")))
}

func checkSummary(t *testing.T, summary map[string]any) {
	t.Helper()
	for _, key := range []string{
		"records", "identities", "pairs_compared", "pairs_linked", "pairs_for_review", "review_tasks",
		"seconds", "peak_memory_bytes",
	} {
		if _, ok := summary[key].(float64); !ok {
			t.Errorf("summary.json: %s is %v, want a number", key, summary[key])
		}
	}
	if _, ok := summary["wide_values"].([]any); !ok {
		t.Errorf("summary.json: wide_values is %v, want a list", summary["wide_values"])
	}
	if _, ok := summary["phases"].(map[string]any); !ok {
		t.Errorf("summary.json: phases is %v, want an object", summary["phases"])
	}
}

// living counts the records that are not deleted.
func living(t *testing.T, dir string) int {
	t.Helper()
	rows := table(t, dir, "records.csv")
	deleted, n := slices.Index(rows[0], "deleted"), 0
	for _, row := range rows[1:] {
		if row[deleted] != "Y" {
			n++
		}
	}
	return n
}

// trial is a set of people with the links between their records.
type trial struct{ people, links, records, truth, identities, pairs, tasks string }

func newTrial(t *testing.T) trial {
	t.Helper()
	dir := people(t)
	records := filepath.Join(dir, "records.csv")
	links := link(t, "--in", records)
	return trial{
		dir, links, records, filepath.Join(dir, "truth.csv"),
		filepath.Join(links, "identities.csv"), filepath.Join(links, "pairs.csv"), filepath.Join(links, "tasks.csv"),
	}
}

func TestEvaluate(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	plain := []string{"evaluate", "--truth", s.truth, "--identities", s.identities}
	result := object(t, must(t, append(slices.Clone(plain), "--json")...).stdout)
	checkKeys(t, result, "bcubed", "pairwise")
	pairwise := result["pairwise"].(map[string]any)
	checkKeys(t, pairwise, "f1", "false_negatives", "false_positives", "precision", "recall", "true_positives")
	checkKeys(t, result["bcubed"].(map[string]any), "f1", "precision", "recall")
	for _, key := range []string{"precision", "recall"} {
		if share := pairwise[key].(float64); share < 0.9 {
			t.Errorf("%s is %v, want at least 0.9", key, share)
		}
	}
	all := append(slices.Clone(plain), "--pairs", s.pairs, "--tasks", s.tasks, "--in", s.records, "--model", model)
	text := must(t, all...).stdout
	for _, word := range []string{"precision", "B-cubed", "best threshold", "review tasks", "per 1,000 records", "blocking recall", "candidates a record", "guarded"} {
		if !strings.Contains(text, word) {
			t.Errorf("the report lacks %q:\n%s", word, text)
		}
	}
	checkMissed(t, object(t, must(t, append(all, "--json")...).stdout))
}

// checkMissed compares what was counted in three ways.
func checkMissed(t *testing.T, result map[string]any) {
	t.Helper()
	checkKeys(t, result, "bcubed", "best_threshold", "missed", "pairwise", "review")
	missed := result["missed"].(map[string]any)
	sum := 0.0
	for _, cause := range missed["causes"].([]any) {
		sum += cause.(map[string]any)["pairs"].(float64)
	}
	if want := result["pairwise"].(map[string]any)["false_negatives"].(float64); sum != want || missed["missed"] != want {
		t.Errorf("the causes add up to %v and %v were missed, want %v", sum, missed["missed"], want)
	}
	if recall := missed["blocking_recall"].(float64); recall < 0.95 || recall > 1 {
		t.Errorf("blocking recall %v", recall)
	}
}

func checkKeys(t *testing.T, object map[string]any, want ...string) {
	t.Helper()
	if got := slices.Sorted(maps.Keys(object)); !slices.Equal(got, want) {
		t.Errorf("keys %v, want %v", got, want)
	}
}

func TestEvaluateWithOtherColumns(t *testing.T) {
	t.Parallel()
	truth := write(t, "truth.csv", "unique_id,cluster,surname\na,1,x\nb,1,y\nc,2,z\n")
	found := write(t, "identities.csv", "record_id,identity_id\na,p\nb,p\nc,q\n")
	got := must(t, "evaluate", "--truth", truth, "--truth-id-column", "unique_id", "--truth-person-column", "cluster", "--identities", found)
	if !strings.Contains(got.stdout, "pairs rightly linked  1\n") {
		t.Errorf("the report does not count the one pair:\n%s", got.stdout)
	}
}

func TestTrain(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	out := filepath.Join(t.TempDir(), "model.json")
	args := []string{"train", "--in", s.records, "--model", model, "--sample", "20000", "--out", out}
	text := must(t, append(args, "--prior", "0.0001")...).stdout
	for _, word := range []string{"comparison", "weight", "birth date", "estimated prior", "1 in 10000", "iterations", out} {
		if !strings.Contains(text, word) {
			t.Errorf("the report lacks %q:\n%s", word, text)
		}
	}
	first := read(t, out)
	if prior := object(t, first)["prior"].(float64); prior != 0.0001 {
		t.Errorf("the model's prior is %v, want that of --prior", prior)
	}
	must(t, append(args, "--prior", "0.0001")...)
	if read(t, out) != first {
		t.Error("the same records and seed gave another model")
	}
	must(t, "link", "--in", s.records, "--model", out, "--out", filepath.Join(t.TempDir(), "links"))
}

func TestTrainTellsOfRejects(t *testing.T) {
	t.Parallel()
	rows := read(t, people(t), "records.csv")
	file := write(t, "people.csv", rows+withBirthDate("x", "the first of May")+withBirthDate("y", "1980-13-45"))
	got := must(t, "train", "--in", file, "--model", model, "--sample", "1000", "--out", filepath.Join(t.TempDir(), "model.json"))
	for _, want := range []string{"people.csv: line ", ", column birth_date: expected", "2 of the files' rows were rejected"} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("stderr lacks %q:\n%s", want, got.stderr)
		}
	}
	if strings.Contains(got.stderr, "May") {
		t.Error("stderr holds a value")
	}
}

// withBirthDate is a row of the native layout with little in it.
func withBirthDate(id, date string) string {
	columns := demographics.NativeColumns()
	row := make([]string, len(columns))
	row[slices.Index(columns, "record_id")], row[slices.Index(columns, "birth_date")] = id, date
	return strings.Join(row, ",") + "\n"
}

func TestExplain(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	pair := table(t, s.pairs)[1]
	svg := filepath.Join(t.TempDir(), "pair.svg")
	got := must(t, "explain", "--in", s.records, "--model", model, pair[0], pair[1], "--svg", svg)
	for _, word := range []string{pair[0], pair[1], "prior", "birth date", "match weight", pair[5]} {
		if !strings.Contains(got.stdout, word) {
			t.Errorf("the explanation lacks %q:\n%s", word, got.stdout)
		}
	}
	if drawing := read(t, svg); !strings.HasPrefix(drawing, "<svg ") || !strings.Contains(drawing, pair[1]) {
		t.Error("the drawing is no SVG of the pair")
	}
}
