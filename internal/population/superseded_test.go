package population

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"
)

// superseding gives a population in which half of the records hold an old number.
func superseding(t *testing.T) Config {
	t.Helper()
	profile, err := DefaultProfile(Wessex)
	if err != nil {
		t.Fatal(err)
	}
	profile.Numbers.Superseded = .5
	return Config{People: 2500, Region: Wessex, Seed: 21, Profile: profile}
}

// TestWhatIsToldOfNumbers: each old number that a record holds, once, with the
// number that the person's other records hold, and nothing else.
func TestWhatIsToldOfNumbers(t *testing.T) {
	t.Parallel()
	cfg := superseding(t)
	rows, _ := generated(t, cfg)
	want := map[string]string{}
	current := map[string]string{}
	for i := range rows {
		if slices.Contains(rows[i].Errors, ErrorNumberSuperseded) {
			want[rows[i].Record[NHSNumber]] = rows[i].PersonID
		} else if !slices.ContainsFunc(rows[i].Errors, aboutNumbers) {
			current[rows[i].PersonID] = rows[i].Record[NHSNumber]
		}
	}
	told := table(t, files(t, cfg, CSV)[NumbersFile])
	if !slices.Equal(told[0], []string{"nhs_number", "state", "superseded_by", "at"}) {
		t.Errorf("header %v", told[0])
	}
	checked, before := 0, ""
	for _, row := range told[1:] {
		person, ok := want[row[0]]
		delete(want, row[0])
		if now := current[person]; !ok || row[1] != "superseded" || now != "" && now != row[2] || !validNumber(row[2]) {
			t.Fatalf("a number is told that no record holds, twice, or with another successor: %v", row[1])
		}
		if current[person] != "" {
			checked++
		}
		at, err := time.Parse(time.RFC3339, row[3])
		if err != nil || row[3] < before || at.Before(firstDay.time()) || !at.Before((lastDay + 1).time()) {
			t.Errorf("instant %s after %s, error %v", row[3], before, err)
		}
		before = row[3]
	}
	if len(want) > 0 || checked < 1000 {
		t.Errorf("%d old numbers are not told, %d successors were compared", len(want), checked)
	}
}

func aboutNumbers(kind ErrorKind) bool {
	return slices.Contains([]ErrorKind{
		ErrorNumberMissing, ErrorPlaceholder, ErrorNumberTyping, ErrorNumberPerson, ErrorNumberSwapped, ErrorSiblings,
	}, kind)
}

// TestNumbersAreToldAlikeInEveryFormat, and nothing is when they are withheld.
func TestNumbersAreToldAlikeInEveryFormat(t *testing.T) {
	t.Parallel()
	cfg := superseding(t)
	told := map[string]bool{}
	for _, format := range Formats() {
		told[string(files(t, cfg, format)[NumbersFile])] = true
	}
	if len(told) != 1 {
		t.Errorf("%d versions in %d formats", len(told), len(Formats()))
	}
	cfg.WithholdNHSNumbers = true
	if got := string(files(t, cfg, CSV)[NumbersFile]); got != "nhs_number,state,superseded_by,at\n" {
		t.Errorf("%d bytes are told of numbers that are withheld", len(got))
	}
}

// TestNumbersAreToldInNoOrderOfPeople: lines that stand together are not of
// people who live together.
func TestNumbersAreToldInNoOrderOfPeople(t *testing.T) {
	t.Parallel()
	cfg := superseding(t)
	rows, _ := generated(t, cfg)
	household := map[string]uint64{}
	for i := range rows {
		household[rows[i].Record[NHSNumber]] = rows[i].Household
	}
	lines := table(t, files(t, cfg, CSV)[NumbersFile])[1:]
	neighbours := 0
	for i := range lines[1:] {
		if household[lines[i][0]] == household[lines[i+1][0]] {
			neighbours++
		}
	}
	if neighbours > len(lines)/50 {
		t.Errorf("%d of %d lines stand beside one of the same household", neighbours, len(lines))
	}
}

func TestWritingNumbersFails(t *testing.T) {
	t.Parallel()
	if err := writeSuperseded(brokenWriter{}, nil); !errors.Is(err, errBroken) {
		t.Errorf("error %v, want the writer's", err)
	}
	var out bytes.Buffer
	twice := supersession{old: "A", current: "B"}
	if err := writeSuperseded(&out, []supersession{twice, twice}); err != nil || bytes.Count(out.Bytes(), []byte("\n")) != 2 {
		t.Errorf("error %v, want one line of what two records hold:\n%s", err, out.String())
	}
}
