package evaluate

import (
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

func TestReadGroups(t *testing.T) {
	t.Parallel()
	text := "person_id,name_culture,record_id,note\n1, irish ,a,x\n1,,b,\n"
	var got []string
	had, err := ReadGroups("t.csv", strings.NewReader(text), TruthOptions{}, []string{"sex", "name_culture"}, func(record, by, value string) error {
		got = append(got, record+" "+by+" "+value)
		return nil
	})
	if err != nil || !slices.Equal(had, []string{"name_culture"}) || !slices.Equal(got, []string{"a name_culture irish", "b name_culture "}) {
		t.Errorf("columns %q, values %q, error %v", had, got, err)
	}
	for text, want := range map[string]string{
		"":                         "t.csv: line 1: expected a header with record_id",
		"record_id,x\na\n":         "t.csv: line 2: expected as many fields as the header has",
		"record_id,x\n,secret\n":   "t.csv: line 2, column record_id: expected a value",
		"record_id,x\na,\"sec\"r,": "t.csv: line 2",
		"record_id,x\na,\xff\n":    "t.csv: line 2, column x: expected UTF-8",
	} {
		_, err := ReadGroups("t.csv", strings.NewReader(text), TruthOptions{}, []string{"x"}, func(string, string, string) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("error %v, want one with %q and no value", err, want)
		}
	}
}

func FuzzReadGroups(f *testing.F) {
	f.Add("record_id,person_id,name_culture\na,1,irish\n")
	f.Add("name_culture,name_culture,record_id\n,,a\n")
	roster, err := NewRoster(map[string]string{"a": "1", "b": "1"}, nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		survey, err := NewSurvey(roster, []string{"name_culture"}, demographics.Date{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ReadGroups("t.csv", strings.NewReader(text), TruthOptions{}, []string{"name_culture"}, survey.Set); err != nil {
			return
		}
		reports, err := survey.Report(GroupOptions{})
		if err != nil {
			t.Fatal(err)
		}
		records := int64(0)
		for _, g := range reports[0].Groups {
			records += g.Records.N
		}
		if records != 2 {
			t.Errorf("%d records are in groups, want both", records)
		}
	})
}
