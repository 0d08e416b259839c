package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// groupsOf gives a grouping of a JSON report, by group.
func groupsOf(t *testing.T, report map[string]any, by string) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, g := range report["groups"].(map[string]any)[by].([]any) {
		group := g.(map[string]any)
		out[group["group"].(string)] = group
	}
	return out
}

func TestEvaluateByGroups(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	args := []string{
		"evaluate", "--truth", s.truth, "--identities", s.identities, "--pairs", s.pairs, "--tasks", s.tasks, "--in", s.records,
		"--by", "age_band,sex,organisation,nhs_number_present,ethnic_category", "--model", model,
	}
	report := object(t, must(t, append(slices.Clone(args), "--json")...).stdout)
	checkKeys(t, report, "bcubed", "best_threshold", "groups", "pairwise", "review")
	checkKeys(t, report["groups"].(map[string]any), "age_band", "ethnic_category", "nhs_number_present", "organisation", "sex")
	pairwise := report["pairwise"].(map[string]any)
	women := groupsOf(t, report, "sex")["2"]
	delete(women, "alarms") // of 400 people anything may be
	checkKeys(t, women, "group", "in_review", "linked", "missing_identifiers", "people", "precision", "recall", "records", "reference", "unlinkable")
	found := women["recall"].(map[string]any)
	if found["of"].(float64) >= pairwise["true_positives"].(float64)+pairwise["false_negatives"].(float64) || found["count"].(float64) < 100 {
		t.Errorf("of women %v of %v true pairs were found, of all %v", found["count"], found["of"], pairwise["true_positives"])
	}
	if low, high := found["low"].(float64), found["high"].(float64); !(low < found["value"].(float64) && found["value"].(float64) < high) {
		t.Errorf("recall %v, from %v to %v", found["value"], low, high)
	}
	checkAllRecords(t, report, s)
	text := must(t, args...).stdout
	for _, word := range []string{"by age_band", "25–44", "by organisation", "recall (95 %)", "reference", "unlinkable", "in review"} {
		if !strings.Contains(text, word) {
			t.Errorf("the report lacks %q:\n%s", word, text)
		}
	}
	if with := object(t, must(t, append(args, "--missed", "--json")...).stdout); with["missed"] == nil {
		t.Error("--missed says nothing of what was missed")
	}
}

// checkAllRecords adds up the records of each grouping.
func checkAllRecords(t *testing.T, report map[string]any, s trial) {
	t.Helper()
	want := float64(len(table(t, s.truth)) - 1)
	for by := range report["groups"].(map[string]any) {
		records := 0.0
		for _, group := range groupsOf(t, report, by) {
			records += group["records"].(float64)
		}
		if records != want {
			t.Errorf("by %s there are %v records, want %v", by, records, want)
		}
	}
}

func TestAgeIsThatOfTheDayGiven(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	args := []string{"evaluate", "--truth", s.truth, "--identities", s.identities, "--in", s.records, "--by", "age_band", "--json"}
	if groupsOf(t, object(t, must(t, args...).stdout), "age_band")["5–15"] == nil {
		t.Error("no children among the records")
	}
	if later := groupsOf(t, object(t, must(t, append(args, "--at", "2126-01-01")...).stdout), "age_band"); later["5–15"] != nil {
		t.Error("children a hundred years later")
	}
}

// truthWithCultures is 300 people with two records each. One in ten of the
// smaller culture was not linked, and one of a third.
func truthWithCultures(t *testing.T) (truth, found string) {
	t.Helper()
	var people, identities strings.Builder
	people.WriteString("record_id,person_id,name_culture\n")
	identities.WriteString("record_id,identity_id\n")
	for i := range 300 {
		culture, second := "many", i
		if i >= 200 {
			culture = "some"
			if i%10 == 0 {
				second += 1000
			}
		}
		if i >= 296 {
			culture = "\x1b[2Jfew"
		}
		fmt.Fprintf(&people, "a%d,%d,%s\nb%d,%d,%s\n", i, i, culture, i, i, culture)
		fmt.Fprintf(&identities, "a%d,%d\nb%d,%d\n", i, i, i, second)
	}
	return write(t, "truth.csv", people.String()), write(t, "identities.csv", identities.String())
}

func TestEvaluateByColumnOfTheTruth(t *testing.T) {
	t.Parallel()
	truth, found := truthWithCultures(t)
	args := []string{"evaluate", "--truth", truth, "--identities", found, "--by", "name_culture"}
	groups := groupsOf(t, object(t, must(t, append(slices.Clone(args), "--json")...).stdout), "name_culture")
	if many := groups["many"]; many["reference"] != true || many["alarms"] != nil || many["records"] != 400.0 {
		t.Errorf("the largest group is %v", many)
	}
	if alarms := groups["some"]["alarms"]; fmt.Sprint(alarms) != "[recall]" {
		t.Errorf("alarms %v, want recall", alarms)
	}
	if alarms := object(t, must(t, append(slices.Clone(args), "--alarm", "0.5", "--json")...).stdout); groupsOf(t, alarms, "name_culture")["some"]["alarms"] != nil {
		t.Error("an alarm for less than the bound")
	}
	if text := must(t, args...).stdout; strings.Contains(text, "\x1b") || !strings.Contains(text, "?[2Jfew") {
		t.Errorf("a value steers the terminal:\n%q", text)
	}
}

func TestEvaluateSuppresses(t *testing.T) {
	t.Parallel()
	truth, found := truthWithCultures(t)
	args := []string{"evaluate", "--truth", truth, "--identities", found, "--by", "name_culture", "--suppress", "8/5"}
	report := object(t, must(t, append(slices.Clone(args), "--json")...).stdout)
	checkKeys(t, report, "groups") // nothing exact beside them
	few := groupsOf(t, report, "name_culture")["\x1b[2Jfew"]
	recall := few["recall"].(map[string]any)
	if few["records"] != 10.0 || few["people"] != "*" || recall["of"] != "*" || recall["value"] != nil {
		t.Errorf("a group of 4 people is published as %v", few)
	}
	text := must(t, args...).stdout
	if !strings.HasPrefix(text, "by name_culture") || !strings.Contains(text, "*") {
		t.Errorf("the report is\n%s", text)
	}
}

// A table leaves small groups out, but none that is linked worse.
func TestLongListsShowWhatMatters(t *testing.T) {
	t.Parallel()
	var people, identities strings.Builder
	people.WriteString("record_id,person_id,ward\n")
	identities.WriteString("record_id,identity_id\n")
	for i := range 60 {
		for record := range 100 - i {
			fmt.Fprintf(&people, "r%d-%d,%d-%d,w%02d\n", i, record, i, record/2, i)
			if i != 50 {
				fmt.Fprintf(&identities, "r%d-%d,%d-%d\n", i, record, i, record/2)
			}
		}
	}
	truth, found := write(t, "truth.csv", people.String()), write(t, "identities.csv", identities.String())
	text := must(t, "evaluate", "--truth", truth, "--identities", found, "--by", "ward").stdout
	for ward, want := range map[string]bool{"w00 ": true, "w39 ": true, "w40 ": false, "w50 ": true, "w59 ": false, "and 19 smaller ones": true} {
		if strings.Contains(text, ward) != want {
			t.Errorf("the table shows %s: %t, want %t\n%s", ward, !want, want, text)
		}
	}
}

// A record's own columns come from the records, whatever the truth says.
func TestRecordsTellTheirOwnColumns(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	var truth strings.Builder
	for i, row := range table(t, s.truth) {
		fmt.Fprintf(&truth, "%s,%s,%s\n", row[0], row[1], []string{"sex", "unheard of"}[min(i, 1)])
	}
	file := write(t, "truth.csv", truth.String())
	args := []string{"evaluate", "--truth", file, "--identities", s.identities, "--by", "sex", "--json"}
	if groupsOf(t, object(t, must(t, args...).stdout), "sex")["unheard of"] == nil {
		t.Error("without the records the truth's column was not taken")
	}
	if groups := groupsOf(t, object(t, must(t, append(args, "--in", s.records)...).stdout), "sex"); groups["2"] == nil || groups["unheard of"] != nil {
		t.Errorf("groups %v, want those of the records", groups)
	}
}

func TestEvaluateByWrongUsage(t *testing.T) {
	t.Parallel()
	truth, found := truthWithCultures(t)
	plain := []string{"evaluate", "--truth", truth, "--identities", found}
	for line, want := range map[string]string{
		"--by sex":                                         "expected --in beside --by sex, which the truth does not have",
		"--by sex,sex":                                     "--by: expected columns, each once",
		"--by ,":                                           "--by: expected columns, each once",
		"--by family_name":                                 "--by: expected a column that puts people into groups",
		"--by name_culture --suppress 8":                   "--suppress: expected two whole numbers",
		"--by name_culture --alarm 1.5":                    "--alarm: expected a number from 0 to below 1",
		"--by name_culture --at 01/02/2020":                "--at: expected a date as yyyy-mm-dd",
		"--by name_culture --missed":                       "expected --in beside --missed",
		"--by name_culture --missed --suppress 8/5":        "expected --in beside --missed",
		"--by name_culture --in x --missed --suppress 8/5": "expected either --missed or --suppress",
		"--alarm 0.1":                                      "expected --by beside --at, --alarm, --suppress and --missed",
		"--suppress 8/5":                                   "expected --by beside",
		"--at 2020-01-01":                                  "expected --by beside",
	} {
		got := mpi(t, append(slices.Clone(plain), strings.Fields(line)...)...)
		if got.code != exitUsage || !strings.Contains(got.stderr, want) || got.stdout != "" {
			t.Errorf("%s: exit code %d, want %d with %q:\n%s", line, got.code, exitUsage, want, got.stderr)
		}
	}
}

func TestAColumnThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	got := mpi(t, "evaluate", "--truth", s.truth, "--identities", s.identities, "--in", s.records, "--by", "organization")
	if got.code != exitFailed || !strings.Contains(got.stderr, "grouping by organization: expected a column of that name") {
		t.Errorf("exit code %d: %s", got.code, got.stderr)
	}
}
