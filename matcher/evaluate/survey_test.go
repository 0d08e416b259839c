package evaluate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// recordOf standardises a record from column=value pairs.
func recordOf(t *testing.T, id string, pairs ...string) *demographics.Record {
	t.Helper()
	text := map[string]string{"record_id": id}
	for _, pair := range pairs {
		column, value, _ := strings.Cut(pair, "=")
		text[column] = value
	}
	record, _, err := demographics.New(func(c string) string { return text[c] }, []string{"imd_quintile"}, demographics.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &record
}

func date(t *testing.T, text string) demographics.Date {
	t.Helper()
	return recordOf(t, "x", "birth_date="+text).BirthDate
}

// world is people of two cultures, ten of the one and five of the other, two
// records each; of the second culture none are linked but those told.
func world(t *testing.T, linked int) *Roster {
	t.Helper()
	truth, identities := map[string]string{}, map[string]string{}
	for i := range 1500 {
		a, b := fmt.Sprint("a", i), fmt.Sprint("b", i)
		truth[a], truth[b] = strconv.Itoa(i), strconv.Itoa(i)
		identities[a], identities[b] = fmt.Sprint("x", i), fmt.Sprint("x", i)
		if i >= 1000 && i-1000 >= linked {
			identities[b] = fmt.Sprint("y", i)
		}
	}
	roster, err := NewRoster(truth, identities)
	if err != nil {
		t.Fatal(err)
	}
	return roster
}

func reportOf(t *testing.T, roster *Roster, opt GroupOptions) []Group {
	t.Helper()
	survey, err := NewSurvey(roster, []string{"culture"}, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1500 {
		culture := "most"
		if i >= 1000 {
			culture = "fewer"
		}
		for _, record := range []string{fmt.Sprint("a", i), fmt.Sprint("b", i), "not of the roster"} {
			if err := survey.Set(record, "culture", culture); err != nil {
				t.Fatal(err)
			}
		}
	}
	reports, err := survey.Report(opt)
	if err != nil {
		t.Fatal(err)
	}
	return reports[0].Groups
}

func TestAlarms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		linked int // of 500 people
		alarm  float64
		want   []string
	}{
		{"all linked", 500, 0.02, nil},
		{"worse, but not by more than the bound", 491, 0.02, nil},
		{"worse by more than the bound", 488, 0.02, []string{"recall"}},
		{"a lower bound", 491, 0.01, []string{"recall"}},
		{"by more than the bound, but perhaps by chance", 499, 0.0001, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			groups := reportOf(t, world(t, c.linked), GroupOptions{Alarm: c.alarm})
			if len(groups) != 2 || groups[0].Name != "most" || !groups[0].Reference || groups[1].Reference {
				t.Fatalf("groups %+v, want the largest first, as the reference", groups)
			}
			if !slices.Equal(groups[1].Alarms, c.want) || len(groups[0].Alarms) > 0 {
				t.Errorf("alarms %q and %q, want none and %q", groups[0].Alarms, groups[1].Alarms, c.want)
			}
			g := groups[1]
			if g.Records.N != 1000 || g.People.N != 500 || g.Recall.Of.N != 500 || g.Recall.Count.N != int64(c.linked) {
				t.Errorf("counts %+v", g)
			}
			if want := float64(c.linked)/500 - 1; g.Recall.Difference == nil || g.Recall.Difference.Value != want || *g.Recall.Ratio != 1+want {
				t.Errorf("difference %+v, want %v", g.Recall.Difference, want)
			}
		})
	}
}

// When the largest group is the one linked worse, it is the one with the alarm.
func TestTheReferenceIsComparedWithTheRest(t *testing.T) {
	t.Parallel()
	roster := world(t, 0)
	survey, err := NewSurvey(roster, []string{"culture"}, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1500 {
		culture := "rest"
		if i >= 700 {
			culture = "most" // 500 of these 800 are not linked
		}
		for _, record := range []string{fmt.Sprint("a", i), fmt.Sprint("b", i)} {
			if err := survey.Set(record, "culture", culture); err != nil {
				t.Fatal(err)
			}
		}
	}
	reports, err := survey.Report(GroupOptions{Alarm: 0.02})
	if err != nil {
		t.Fatal(err)
	}
	groups := reports[0].Groups
	if !groups[0].Reference || !slices.Equal(groups[0].Alarms, []string{"recall"}) || len(groups[1].Alarms) > 0 {
		t.Errorf("groups %+v, want an alarm of the reference", groups)
	}
}

func TestSuppressedGroups(t *testing.T) {
	t.Parallel()
	groups := reportOf(t, world(t, 3), GroupOptions{Alarm: 0.02, Suppress: Suppression{8, 5}})
	text, err := json.Marshal(GroupReports{{"culture", groups}})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string][]map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	recall := got["culture"][1]["recall"].(map[string]any)
	if recall["count"] != "*" || recall["of"] != 500.0 || len(recall) != 2 {
		t.Errorf("a recall of 3 of 500 is published as %v", recall)
	}
	if most := got["culture"][0]["recall"].(map[string]any); most["value"] != 1.0 || most["count"] != 1000.0 {
		t.Errorf("a recall of all is published as %v", most)
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	survey, err := NewSurvey(world(t, 0), []string{"culture"}, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	pairs := []Pair{
		{A: "a1000", B: "b1000", Verdict: VerdictReview},
		{A: "a1", B: "b1", Verdict: VerdictReview}, // one identity by now
		{A: "a2", B: "a3", Verdict: VerdictLink},
	}
	if err := survey.Review(stream(pairs, nil)); err != nil {
		t.Fatal(err)
	}
	for record, want := range map[string]bool{"a1000": true, "b1000": true, "a1": false, "a2": false, "b1001": false} {
		if place, _ := survey.roster.Place(record); survey.review[place] != want {
			t.Errorf("%s waits for a reviewer: %t, want %t", record, !want, want)
		}
	}
	if err := survey.Review(stream([]Pair{{A: "a1", B: "nobody"}}, nil)); err == nil {
		t.Error("a pair with an unknown record was taken")
	}
}

func TestSurveyOfRecords(t *testing.T) {
	t.Parallel()
	truth := map[string]string{"a": "1", "b": "1", "c": "2", "d": "2"}
	roster, err := NewRoster(truth, map[string]string{"a": "x", "b": "x"})
	if err != nil {
		t.Fatal(err)
	}
	by := []string{ByAgeBand, "sex"}
	survey, err := NewSurvey(roster, by, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	survey.Reading(nil)
	for _, record := range []*demographics.Record{
		recordOf(t, "a", "birth_date=2000-03-01", "sex=F", "updated_at=2010-01-01T00:00:00Z"),
		recordOf(t, "b", "birth_date=2000-03-01", "updated_at=2021-02-01T00:00:00Z"), // the newest
		recordOf(t, "c", "birth_date=1930-03-01", "sex=F", "updated_at=2015-01-01T00:00:00Z"),
		recordOf(t, "stranger", "birth_date=1930-03-01", "updated_at=2050-01-01T00:00:00Z"),
	} {
		if err := survey.Take(record, by); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 { // a second report says the same
		reports, err := survey.Report(GroupOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := names(reports[0]), []string{"16–24", "85+", GroupNotRead}; !slices.Equal(got, want) {
			t.Errorf("age bands %q, want %q", got, want)
		}
		if got, want := names(reports[1]), []string{"2", GroupNotRead, GroupNone}; len(got) != 3 || got[0] != want[0] {
			t.Errorf("sexes %q, want %q", got, want)
		}
	}
}

func TestAgeAtADayGiven(t *testing.T) {
	t.Parallel()
	roster, err := NewRoster(map[string]string{"a": "1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	survey, err := NewSurvey(roster, []string{ByAgeBand}, date(t, "2004-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	survey.Reading(nil)
	if err := survey.Take(recordOf(t, "a", "birth_date=2000-03-01", "updated_at=2021-02-01T00:00:00Z"), []string{ByAgeBand}); err != nil {
		t.Fatal(err)
	}
	reports, err := survey.Report(GroupOptions{})
	if err != nil || !slices.Equal(names(reports[0]), []string{"1–4"}) {
		t.Errorf("age bands %q, error %v", names(reports[0]), err)
	}
}

func names(r GroupReport) []string {
	var out []string
	for _, g := range r.Groups {
		out = append(out, g.Name)
	}
	return out
}

func TestSurveyRefuses(t *testing.T) {
	t.Parallel()
	roster := world(t, 0)
	for _, by := range [][]string{{"sex", "sex"}, {"family_name"}, {"nhs_number"}} {
		if _, err := NewSurvey(roster, by, demographics.Date{}); err == nil {
			t.Errorf("groups by %q were taken", by)
		}
	}
	survey, err := NewSurvey(&Roster{places: map[string]uint32{"a": 0}, person: []uint32{0}}, []string{"postbag"}, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; err == nil; i++ {
		if err = survey.Set("a", "postbag", strconv.Itoa(i)); i > mostGroups {
			break
		}
	}
	if err == nil || !strings.Contains(err.Error(), "grouping by postbag: expected at most 10000 values") {
		t.Errorf("a column of names was taken: %v", err)
	}
}

func TestValueless(t *testing.T) {
	t.Parallel()
	survey, err := NewSurvey(world(t, 0), []string{"sex", "imd_quintile"}, demographics.Date{})
	if err != nil {
		t.Fatal(err)
	}
	survey.Reading(nil)
	for _, c := range []struct{ quintile, want string }{{"", "imd_quintile"}, {"imd_quintile=4", ""}} {
		if err := survey.Take(recordOf(t, "a1", "sex=F", c.quintile), []string{"sex", "imd_quintile"}); err != nil {
			t.Fatal(err)
		}
		if got := survey.Valueless(); got != c.want {
			t.Errorf("%q has no values, want %q", got, c.want)
		}
	}
}
