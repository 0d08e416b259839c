package people

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// record makes a record of an organisation, told so many hours into a day.
func record(organisation string, hour int, columns facts.Columns) Record {
	key := facts.Key{Authority: "AUTHORITY-" + organisation, LocalID: fmt.Sprintf("LOCAL-%s-%d", organisation, hour)}
	content := facts.Fold(facts.Fact{
		Key: key, Kind: facts.Tell, Organisation: organisation, Columns: columns,
		Stamp: facts.Stamp{At: time.Date(2026, 1, 2, hour, 0, 0, 0, time.UTC), Control: strconv.Itoa(hour)},
	})
	return Record{ID: key.Record(), Key: key, Organisation: organisation, LinkVersion: 1, Version: 1, Content: content}
}

// canaries are a word in every column that could tell where somebody is.
func canaries(organisation string) facts.Columns {
	columns := facts.Columns{"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-10", "sex": "2"}
	for _, column := range placeColumns() {
		columns[column] = "CANARY-" + organisation + "-" + column
	}
	return columns
}

// shown is all that a view holds, as text.
func shown(t *testing.T, v *View) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// marks are what tells of an organisation's record.
func marks(organisation string) []string {
	return []string{"CANARY-" + organisation, "AUTHORITY-" + organisation, "LOCAL-" + organisation, `"` + organisation + `"`}
}

func person(restricted bool, records ...Record) *Person {
	return &Person{ID: "p", Version: 3, Restricted: restricted, records: records}
}

func TestRestrictedPeopleAreNowhereToOthers(t *testing.T) {
	t.Parallel()
	records := []Record{record("RM3", 1, canaries("RM3")), record("R0A", 2, canaries("R0A")), record("RXH", 3, canaries("RXH"))}
	policy := &Survivorship{}
	for _, c := range []struct {
		name       string
		restricted bool
		viewer     Viewer
		sees       []string
	}{
		{"unrestricted", false, Viewer{Organisation: "RYJ"}, []string{"RM3", "R0A", "RXH"}},
		{"another organisation's", true, Viewer{Organisation: "RYJ"}, nil},
		{"nobody's", true, Viewer{}, nil},
		{"one's own", true, Viewer{Organisation: "R0A"}, []string{"R0A"}},
		{"with the glass broken", true, Viewer{Organisation: "RYJ", BreaksGlass: true}, []string{"RM3", "R0A", "RXH"}},
	} {
		view := person(c.restricted, records...).For(c.viewer, policy)
		text := shown(t, &view)
		for _, organisation := range []string{"RM3", "R0A", "RXH"} {
			for _, mark := range marks(organisation) {
				want := slices.Contains(c.sees, organisation)
				if got := strings.Contains(text, mark); got != want {
					t.Errorf("%s: shows %s: %t, want %t\n%s", c.name, mark, got, want, text)
				}
			}
		}
		if view.Withheld != (c.restricted && !c.viewer.BreaksGlass) {
			t.Errorf("%s: withheld %t", c.name, view.Withheld)
		}
		if view.Golden["family_name"].Text != "SMITH" || view.Golden["birth_date"].Text != "1980-02-10" {
			t.Errorf("%s: who it is, is not shown: %v", c.name, view.Golden)
		}
	}
}

// However records differ, of a restricted person nothing that others see depends on
// a place, or on who holds the records.
func TestWhatOthersSeeOfARestrictedPersonDoesNotDependOnPlaces(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		draw := func(placed bool) string {
			r := rand.New(rand.NewPCG(seed, 5))
			var records []Record
			for n := range 1 + r.IntN(4) {
				columns := facts.Columns{
					"family_name": []string{"SMITH", "SMYTH", ""}[r.IntN(3)], "given_names": []string{"ALISON", "ALI"}[r.IntN(2)],
					"birth_date": []string{"1980-02-10", "1980", ""}[r.IntN(3)], "sex": []string{"1", "2", ""}[r.IntN(3)],
				}
				for _, column := range placeColumns() {
					if there, which := r.IntN(2) == 0, r.IntN(9); there && placed {
						columns[column] = fmt.Sprint("CANARY", which)
					}
				}
				records = append(records, record([]string{"RM3", "R0A"}[r.IntN(2)], 1+n, columns))
			}
			view := person(true, records...).For(Viewer{Organisation: "RYJ"}, &Survivorship{})
			return shown(t, &view)
		}
		if with, without := draw(true), draw(false); with != without {
			t.Fatalf("seed %d: %s, without places %s", seed, with, without)
		}
	}
}

func TestValuesThatSurvive(t *testing.T) {
	t.Parallel()
	early := record("RM3", 1, facts.Columns{
		"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-10", "nhs_number": "9990000018", "nhs_number_status": "01",
		"address": "1 HIGH STREET", "postcode": "M1 1AE", "phone": "07700900001", "deceased_date": "2025-12-01", "death_status": "2",
	})
	late := record("R0A", 9, facts.Columns{
		"family_name": "JONES", "given_names": "ALI", "birth_date": "1980", "nhs_number": "9990000026", "nhs_number_status": "02",
		"postcode": "M2 2BB", "deceased_date": "2025-12-02", "death_status": "1",
	})
	for name, c := range map[string]struct {
		policy Survivorship
		want   map[string]string
	}{
		"what was told last": {Survivorship{}, map[string]string{
			"family_name": "JONES", "given_names": "ALI", "phone": "07700900001",
			"postcode": "M2 2BB", "address": "", // of one record: not the street of one with the postcode of another
			"nhs_number": "9990000018", "nhs_number_status": "01", // verified before any other
			"birth_date":    "1980-02-10",                      // whole before a part
			"deceased_date": "2025-12-01", "death_status": "2", // the registrar's before hearsay
		}},
		"an organisation preferred": {Survivorship{Prefer: map[string][]string{"*": {"RM3"}}}, map[string]string{
			"family_name": "SMITH", "given_names": "ALISON", "address": "1 HIGH STREET", "postcode": "M1 1AE",
		}},
		"for one column": {Survivorship{Prefer: map[string][]string{"*": {"R0A"}, "family_name": {"RM3"}}}, map[string]string{
			"family_name": "SMITH", "given_names": "ALISON", "postcode": "M2 2BB",
		}},
		"one that tells nothing here": {Survivorship{Prefer: map[string][]string{"*": {"RYJ"}}}, map[string]string{"family_name": "JONES"}},
	} {
		if err := c.policy.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, records := range [][]Record{{early, late}, {late, early}} {
			view := person(false, records...).For(Viewer{}, &c.policy)
			for column, want := range c.want {
				if got := view.Golden[column]; got.Text != want || want != "" && got.Since.IsZero() {
					t.Errorf("%s: %s is %q since %s, want %q", name, column, got.Text, got.Since, want)
				}
			}
		}
	}
	wrong := Survivorship{Prefer: map[string][]string{"shoe_size": {"RM3"}}}
	if err := wrong.Check(); err == nil || !strings.Contains(err.Error(), "shoe_size") {
		t.Errorf("a column that nobody has: %v", err)
	}
}

// The order in which records are read says nothing.
func TestGoldenValuesDoNotDependOnOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		var records []Record
		for n := range 2 + r.IntN(4) {
			records = append(records, record([]string{"RM3", "R0A", "RYJ"}[r.IntN(3)], n%3, facts.Columns{
				"family_name": fmt.Sprint("N", r.IntN(3)), "postcode": fmt.Sprint("P", r.IntN(3)), "birth_date": []string{"1980-02-10", "1980", ""}[r.IntN(3)],
			}))
			records[n].ID += identity.RecordID(strconv.Itoa(n)) // some have the same key
		}
		policy := &Survivorship{Prefer: map[string][]string{"*": {"R0A", "RM3"}}}
		want := policy.golden(records)
		for range 5 {
			r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
			if got := policy.golden(records); !sameTexts(got, want) {
				t.Fatalf("seed %d: %v, then %v", seed, want, got)
			}
		}
	}
}

func sameTexts(a, b Golden) bool {
	texts := func(g Golden) map[string]string {
		out := map[string]string{}
		for column, v := range g {
			out[column] = v.Text + "@" + v.Since.String()
		}
		return out
	}
	return reflect.DeepEqual(texts(a), texts(b))
}
