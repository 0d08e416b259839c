package demographics

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// standardise makes a record of a row that has at least an id.
func standardise(t *testing.T, row map[string]string, opt Options) (Record, []Remark) {
	t.Helper()
	whole := map[string]string{"record_id": "r1"}
	maps.Copy(whole, row)
	record, remarks, err := New(func(c string) string { return whole[c] }, nil, opt)
	if err != nil {
		t.Fatalf("%v: %v", row, err)
	}
	return record, remarks
}

func TestNewFillsEveryField(t *testing.T) {
	t.Parallel()
	got := fullRecord(t)
	want := Record{
		ID: "R-1", Organisation: "RXX", Authority: "rxx-mrn", LocalID: "L7654321",
		NHSNumber: NHSNumber{n: 9434765919}, NHSStatus: StatusVerified,
		Family: []string{"FEATHERSTONEHAUGH", "CHOLMONDELEY"}, Given: []string{"MARMADUKE"},
		BirthDate: Date{year: 1973, month: 8, day: 21}, BirthOrder: 2, MotherID: "M7654321", Sex: SexMale,
		Address: "FLAT 3 8123 QUIXOTIC ROAD", HouseNumber: "3 8123", UPRN: 100012345678,
		Postcodes: []Postcode{{text: "SO16 6YD"}, {text: "BH7 7DW"}, {text: "M1 1AA"}},
		Phones:    []Phone{{text: "07700900123"}, {text: "01614960000"}},
		Emails:    []Email{{text: "marmaduke@example.org"}}, GPPractice: "Y12345",
		DeceasedDate: Date{year: 2021, month: 3, day: 17}, DeathStatus: DeathFormal,
		Confidentiality: Restricted, EthnicCategory: "A",
		UpdatedAt: time.Date(2024, 5, 6, 6, 8, 9, 0, time.UTC),
		Extra:     map[string]string{"suburb": "ZANZIBAR HEIGHTS"},
	}
	g, w := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		field := g.Type().Field(i)
		if field.IsExported() && !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			t.Errorf("%s differs", field.Name)
		}
	}
}

// Every native column has an effect on the record.
func TestNativeColumnsAreRead(t *testing.T) {
	t.Parallel()
	asked := map[string]bool{}
	_, _, _ = New(func(c string) string { asked[c] = true; return "" }, nil, Options{})
	if got := slices.Sorted(maps.Keys(asked)); !slices.Equal(got, slices.Sorted(slices.Values(NativeColumns()))) {
		t.Errorf("read %v", got)
	}
	if len(NativeColumns()) != 28 {
		t.Errorf("%d native columns", len(NativeColumns()))
	}
}

func TestNewRejects(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ column, value, expected string }{
		{"record_id", "", "an identifier"},
		{"record_id", "  ", "an identifier"},
		{"record_id", "a\x00b", "an identifier"},
		{"birth_date", "1980-02-30", "a date that exists"},
		{"birth_date", "secret", "a date that exists"},
		{"birth_date", "1894-12-31", "1895-01-01"},
		{"deceased_date", "31/31/2020", "a date that exists"},
		{"sex", "secret", "one of"},
		{"confidentiality", "secret", "one of U, R, V"},
		{"nhs_number_status", "11", "01 to 08"},
		{"death_status", "3", "one of 1, 2, U"},
		{"identity_unknown", "secret", "Y or N"},
		{"deleted", "2", "Y or N"},
		{"birth_order", "0", "1 to 9"},
		{"birth_order", "12", "1 to 9"},
		{"birth_date_quality", "secret", "one of known"},
		{"updated_at", "06/05/2024", "RFC 3339"},
		{"updated_at", "2024-05-06T07:08:09", "RFC 3339"},
		{"family_name", "Sm\xffith", "UTF-8"},
		{"other", "\xc3", "UTF-8"},
		{"address", strings.Repeat("a", maxField+1), "at most 65536 bytes"},
		{"other", strings.Repeat("a", 1<<20), "at most 65536 bytes"},
	} {
		row := map[string]string{"record_id": "r1"}
		row[test.column] = test.value
		record, remarks, err := New(func(c string) string { return row[c] }, []string{"other"}, Options{})
		refusal, ok := errors.AsType[*FieldError](err)
		switch {
		case !ok:
			t.Errorf("%s %.20q was taken", test.column, test.value)
			continue
		case refusal.Column != test.column || !strings.Contains(refusal.Expected, test.expected):
			t.Errorf("%s %.20q: %v", test.column, test.value, err)
		case len(test.value) > 4 && strings.Contains(err.Error(), test.value):
			t.Errorf("the error tells the value: %.80v", err)
		}
		if record.ID != "" || remarks != nil {
			t.Errorf("%s: a rejected record is not empty", test.column)
		}
	}
}

// A field of the greatest length is still read.
func TestNewTakesLongFields(t *testing.T) {
	t.Parallel()
	for _, column := range NativeColumns() {
		row := map[string]string{"record_id": "r1", column: strings.Repeat("é;", maxField/3)}
		_, _, err := New(func(c string) string { return row[c] }, nil, Options{})
		if err != nil && strings.Contains(err.Error(), "bytes") {
			t.Errorf("%s: %v", column, err)
		}
	}
}

func TestNewTreatsAsMissing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ column, value, note string }{
		{"nhs_number", "9434765918", "bad-check"},
		{"nhs_number", "OUTOFAREA", "bad-format"},
		{"nhs_number", "1111111111", "placeholder"},
		{"nhs_number", "5000000013", "reserved"},
		{"nhs_number", "8600000009", "unallocated"},
		{"postcode", "ZZ99 3VZ", noteUnreadable},
		{"previous_postcodes", "M1 1AA; JANUARY", noteUnreadable},
		{"phone", "none", noteUnreadable},
		{"email", "none", noteUnreadable},
		{"uprn", "none", noteUnreadable},
		{"gp_practice", "v81997", notePlaceholder},
		{"birth_date", "1900-01-01", noteNullLike},
		{"birth_date", "1901-01-01T00:00:00Z", noteNullLike},
		{"birth_date", "1899-12-31", noteNullLike},
		{"deceased_date", "1900-01-01", noteNullLike},
		{"family_name", "Unknown", noteNoName},
		{"family_name", "12345", noteNoName},
		{"given_names", "Baby of Sarah", notePlaceholder},
		{"given_names", strings.Repeat("A", 300), noteShortened},
	} {
		record, remarks := standardise(t, map[string]string{test.column: test.value}, Options{})
		if len(remarks) != 1 || remarks[0].Column != test.column || !strings.Contains(remarks[0].Note, test.note) {
			t.Errorf("%s %.20q: remarks %v", test.column, test.value, remarks)
		}
		if !record.NHSNumber.IsZero() || !record.BirthDate.IsZero() || !record.DeceasedDate.IsZero() ||
			record.UPRN != 0 || len(record.Phones)+len(record.Emails)+len(record.Family) > 0 || record.GPPractice != "" {
			t.Errorf("%s %.20q: the value is still there", test.column, test.value)
		}
	}
}

func TestNHSNumbersByEnvironment(t *testing.T) {
	t.Parallel()
	row := map[string]string{"nhs_number": "9434765919"}
	if record, _ := standardise(t, row, Options{Environment: Synthetic}); record.NHSNumber.IsZero() {
		t.Error("a test number is missing in synthetic data")
	}
	record, remarks := standardise(t, row, Options{Environment: Live})
	if !record.NHSNumber.IsZero() || len(remarks) != 1 {
		t.Error("a test number was taken in live data")
	}
}

func TestBirthDateQuality(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		date, quality, want string
		byDefault           bool
	}{
		{"1980-02-10", "", "1980-02-10", false},
		{"1980-02-10", "Known", "1980-02-10", false},
		{"1980-01-01", "known", "1980-01-01", true},
		{"1980-02-10", "ED", "1980", true},
		{"1980-02-10", "estimated", "1980", true},
		{"1980-02-10", "UD", "", false},
		{"1980-02-10", "unknown", "", false},
		{"1980-02-10", "default", "", false},
		{"", "UD", "", false},
		{"1980", "", "1980", false},
		{"1895-01-02", "", "1895-01-02", false},
	} {
		record, remarks := standardise(t, map[string]string{"birth_date": test.date, "birth_date_quality": test.quality}, Options{})
		if changed := test.byDefault || test.want != test.date; changed != (len(remarks) == 1) {
			t.Errorf("%s %s: remarks %v", test.date, test.quality, remarks)
		}
		if record.BirthDate.Text() != test.want || record.BirthDateDefault != test.byDefault {
			t.Errorf("%s %s: %s, default %v", test.date, test.quality, record.BirthDate.Text(), record.BirthDateDefault)
		}
	}
}

func TestBirthOrderAndPlaceholders(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		given, order string
		want         uint8
		placeholder  bool
	}{
		{"Twin Two", "", 2, true},
		{"Twin Two", "1", 1, true},
		{"Twin Two", "9", 2, true},
		{"Baby (Sarah)", "", 0, false},
		{"Sarah", "3", 3, false},
		{"Sarah", "8", 0, false},
	} {
		record, _ := standardise(t, map[string]string{"given_names": test.given, "birth_order": test.order}, Options{})
		if record.BirthOrder != test.want || record.PlaceholderGiven != test.placeholder {
			t.Errorf("%s %s: order %d, placeholder %v", test.given, test.order, record.BirthOrder, record.PlaceholderGiven)
		}
	}
}

func TestStrangers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		family, given, told string
		want                bool
	}{
		{"Unknown", "Male", "", true},
		{"Unknown", "Female", "", true},
		{"Unknown Male", "", "", true},
		{"Unknown", "Unknown Male", "", true},
		{"Unknown", "Unknown", "", false},
		{"", "", "", false},
		{"Unknown", "Sarah", "", false},
		{"Smith", "Male", "", false},
		{"Smith", "Sarah", "Y", true},
		{"Unknown", "", "N", false},
		{"Unknown", "Baby", "", false},
	} {
		row := map[string]string{"family_name": test.family, "given_names": test.given, "identity_unknown": test.told}
		if record, _ := standardise(t, row, Options{}); record.IdentityUnknown != test.want {
			t.Errorf("%q %q: %v", test.family, test.given, record.IdentityUnknown)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	record, _ := standardise(t, map[string]string{
		"postcode": "ZZ99 3VZ", "previous_postcodes": "m11aa | SW1A 1AA;M1 1AA", "previous_family_name": "Jones|Smith;o'neill",
		"family_name": "Smith",
	}, Options{})
	var postcodes []string
	for _, p := range record.Postcodes {
		postcodes = append(postcodes, p.Text())
	}
	if !record.NoFixedAbode || !slices.Equal(postcodes, []string{"M1 1AA", "SW1A 1AA"}) {
		t.Errorf("no fixed abode %v, postcodes %v", record.NoFixedAbode, postcodes)
	}
	if !slices.Equal(record.Family, []string{"SMITH", "JONES", "ONEILL"}) {
		t.Errorf("family names %v", record.Family)
	}
	former, _ := standardise(t, map[string]string{"postcode": "M1 1AA", "previous_postcodes": "ZZ99 3VZ"}, Options{})
	if former.NoFixedAbode {
		t.Error("a previous postcode made a person of no fixed abode")
	}
}

func TestUpdatedAtOfADate(t *testing.T) {
	t.Parallel()
	record, _ := standardise(t, map[string]string{"updated_at": "2024-05-06"}, Options{})
	if !record.UpdatedAt.Equal(time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("updated at %s", record.UpdatedAt)
	}
}

// Fields of the greatest length, full of separators, cost little and keep little.
func TestCrowdedFields(t *testing.T) {
	t.Parallel()
	var emails strings.Builder
	for i := range maxField / len("100000@b.cd;") {
		fmt.Fprintf(&emails, "%06d@b.cd;", i)
	}
	record, remarks := standardise(t, map[string]string{
		"email": emails.String(), "phone": strings.Repeat("x;", maxField/2), "family_name": strings.Repeat("(a;", maxField/3),
		"given_names": strings.Repeat("/", maxField), "address": strings.Repeat("1 ", maxField/2),
	}, Options{})
	if len(record.Emails) != maxValues || !slices.Equal(record.Family, []string{"A"}) || len(remarks) != 3 {
		t.Errorf("%d emails, family %q, remarks %v", len(record.Emails), record.Family, remarks)
	}
}
