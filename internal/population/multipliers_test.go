package population

import (
	"strings"
	"testing"
)

// planted generates people with rates of some groups changed.
func planted(t *testing.T, change string) []Row {
	t.Helper()
	base, err := DefaultProfile(OneLondon)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := ReadProfile(strings.NewReader(change), base)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := generated(t, Config{People: 1600, Region: OneLondon, Seed: 41, Profile: profile})
	return rows
}

// TestGroupsDifferAsPlanted: who is of the group has the more errors or gaps,
// whichever way the group is told by.
func TestGroupsDifferAsPlanted(t *testing.T) {
	t.Parallel()
	wrongDate := func(row *Row) bool { return has(row, ErrorBirthDate) }
	noNumber := func(row *Row) bool { return has(row, ErrorNumberMissing) }
	for name, c := range map[string]struct {
		profile string
		group   func(*Row) bool
		is      func(*Row) bool
	}{
		"age":            {`{"errors": {"birth_date": 0.05}, "age_error_multipliers": {"85+": 0, "25-44": 8}}`, born("1982", "1999"), wrongDate},
		"sex":            {`{"errors": {"birth_date": 0.05}, "sex_error_multipliers": {"male": 8}}`, func(row *Row) bool { return row.Record[Sex] == "1" }, wrongDate},
		"culture":        {`{"errors": {"birth_date": 0.05}, "culture_error_multipliers": {"polish": 30}}`, func(row *Row) bool { return row.Culture == "polish" }, wrongDate},
		"organisation":   {`{"errors": {"birth_date": 0.05}, "organisation_error_multipliers": {"ZE01": 8}}`, at("ZE01"), wrongDate},
		"gaps, age":      {`{"age_missing_multipliers": {"25-44": 4}}`, born("1982", "1999"), noNumber},
		"gaps, sex":      {`{"sex_missing_multipliers": {"male": 4}}`, func(row *Row) bool { return row.Record[Sex] == "1" }, noNumber},
		"gaps, culture":  {`{"culture_missing_multipliers": {"polish": 6}}`, func(row *Row) bool { return row.Culture == "polish" }, noNumber},
		"gaps, hospital": {`{"organisation_missing_multipliers": {"ZA01": 12}}`, at("ZA01"), noNumber},
	} {
		var in, out rate
		rows := planted(t, c.profile)
		for i := range rows {
			if c.group(&rows[i]) {
				in.count(c.is(&rows[i]))
			} else {
				out.count(c.is(&rows[i]))
			}
		}
		if in.of < 60 || in.share() < 2.5*out.share() {
			t.Errorf("%s: %.4f of %d records of the group, %.4f of the others", name, in.share(), in.of, out.share())
		}
	}
}

func born(from, to string) func(*Row) bool {
	return func(row *Row) bool { return row.Record[BirthDate] >= from && row.Record[BirthDate] < to }
}

func at(code string) func(*Row) bool {
	return func(row *Row) bool { return row.Record[Organisation] == code }
}

// TestUnknownOrganisationsAreRefused: rates of one that is not there would
// plant nothing.
func TestUnknownOrganisationsAreRefused(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"organisation_error_multipliers", "organisation_missing_multipliers"} {
		profile, err := DefaultProfile(Wessex)
		if err != nil {
			t.Fatal(err)
		}
		profile, err = ReadProfile(strings.NewReader(`{"`+field+`": {"ZA99": 2}}`), profile)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Generate(t.Context(), Config{People: 10, Region: Wessex, Profile: profile}, func(Row) error { return nil })
		if err == nil || !strings.Contains(err.Error(), field+".ZA99") {
			t.Errorf("error %v, want one that names %s.ZA99", err, field)
		}
	}
}

// TestRegistrations: 1.107 practice records a resident, four to six records of
// all kinds, and as many practices as published.
func TestRegistrations(t *testing.T) {
	t.Parallel()
	for r, practices := range map[Region]int{GreaterManchester: 414, Wessex: 220, OneLondon: 1175} {
		rows, summary := region(t, r)
		registered := 0
		for i := range rows {
			if isDigits(rows[i].Record[Organisation][1:]) {
				registered++
			}
		}
		people := float64(summary.People)
		if share := float64(registered) / people; share < 1.09 || share > 1.125 {
			t.Errorf("%s: %.3f practice records a person, want 1.107", r, share)
		}
		if share := float64(len(rows)) / people; share < 4 || share > 6 {
			t.Errorf("%s: %.2f records a person, want 4 to 6", r, share)
		}
		profile, err := DefaultProfile(r)
		if err != nil {
			t.Fatal(err)
		}
		register, err := newRegister(Config{People: int(profile.Population), Region: r, Profile: profile})
		if err != nil || len(register.byKind[practice]) != practices {
			t.Errorf("%s: error %v, %d practices at full size, want %d", r, err, len(register.byKind[practice]), practices)
		}
	}
}

// TestSiblingsSwap: two records at one organisation hold each other's number.
func TestSiblingsSwap(t *testing.T) {
	t.Parallel()
	rows := planted(t, `{"people": {"siblings_swapped": 0.5}}`)
	swaps := 0
	for i := range rows {
		if has(&rows[i], ErrorSiblings) {
			swaps++
			if rows[i].Twin != nil || rows[i].Record[NHSNumber] == "" {
				t.Fatalf("row %d: a twin, or without a number", i)
			}
		}
	}
	if swaps < 25 {
		t.Errorf("%d records under a sibling's number, want 25 at least", swaps)
	}
}
