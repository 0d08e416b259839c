package quality

import (
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

func TestWrittenTwinsAreWellFormed(t *testing.T) {
	t.Parallel()
	file := twinFamilies()
	if len(file.families) < 3000 || len(file.table.rows) != 4*len(file.families) || len(file.twins) != len(file.table.rows) {
		t.Fatalf("%d families, %d records, %d twins", len(file.families), len(file.table.rows), len(file.twins))
	}
	ids, homes := map[string]bool{}, map[string]string{}
	for i, row := range file.table.rows {
		if ids[row[0]] || row[0] != file.twins[i].record {
			t.Fatalf("record %s is there twice or has another's truth", row[0])
		}
		ids[row[0]] = true
		if n := row[3]; n != "" {
			if number, class := demographics.ClassifyNHSNumber(n); number.IsZero() || n[0] != '9' {
				t.Errorf("record %s: NHS number of class %v", row[0], class)
			}
		}
		if code, _ := demographics.ParsePostcode(row[11]); code == (demographics.Postcode{}) {
			t.Errorf("record %s: a postcode that is none", row[0])
		}
		if family, ok := homes[row[11]]; ok && family != file.twins[i].birth {
			t.Errorf("record %s: the postcode of another family", row[0])
		}
		homes[row[11]] = file.twins[i].birth
	}
}

func TestNumbersOfWrittenTwins(t *testing.T) {
	t.Parallel()
	file := &twinFile{}
	first, second := syntheticNumber(0), syntheticNumber(1)
	for mode, want := range map[int][4]string{ // practice and hospital of the first child, then of the second
		numbersBoth:    {first, first, second, second},
		numbersOne:     {first, first, second, ""},
		numbersNone:    {first, "", second, ""},
		numbersNowhere: {"", "", "", ""},
		numbersSwapped: {first, second, second, first},
		numbersShared:  {first, first, second, first},
	} {
		var got [4]string
		for i := range got {
			got[i], _ = file.number(situation{numbers: mode}, i/2, i%2 == 1)
		}
		if got != want {
			t.Errorf("mode %d: numbers %v, want %v", mode, got, want)
		}
	}
}

func TestOnlyTwinsThatRecordsTellApartCount(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		alike, order bool
		numbers      int
		want         bool
	}{
		{false, false, numbersSwapped, true},
		{true, false, numbersNowhere, true},
		{true, false, numbersSwapped, false},
		{true, false, numbersShared, false},
		{true, true, numbersShared, true},
	} {
		f := family{twinNames{alike: c.alike}, situation{numbers: c.numbers, birthOrder: c.order}}
		if f.told() != c.want {
			t.Errorf("%+v: told %t", c, f.told())
		}
	}
}

func TestJoinedTwins(t *testing.T) {
	t.Parallel()
	twins := []twinRecord{
		{"a1", "1", "f", false},
		{"a2", "1", "f", false},
		{"b1", "2", "f", true},
		{"b2", "2", "f", false},
		{"c1", "3", "g", false},
		{"d1", "4", "g", false},
	}
	for name, c := range map[string]struct {
		identities map[string]string
		want, told int
	}{
		"apart":            {map[string]string{"a1": "x", "a2": "x", "b1": "y", "b2": "y", "c1": "v", "d1": "w"}, 0, 0},
		"one record wrong": {map[string]string{"a1": "x", "a2": "y", "b1": "y", "b2": "y", "c1": "v", "d1": "w"}, 1, 0},
		"a pair counts once": {
			map[string]string{"a1": "x", "a2": "x", "b1": "x", "b2": "x", "c1": "v", "d1": "v"}, 2, 1,
		},
		"another family": {map[string]string{"a1": "x", "a2": "x", "b1": "y", "b2": "y", "c1": "x", "d1": "y"}, 0, 0},
	} {
		wrong := joinedTwins(twins, c.identities)
		if len(wrong) != c.want || len(wrong.list("k")) != c.want {
			t.Errorf("%s: %v, want %d pairs", name, wrong, c.want)
		}
		if told := wrong.told(); len(told) != c.told {
			t.Errorf("%s: %v without bare initials, want %d pairs", name, told, c.told)
		}
	}
}
