package fhir_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/matcher/demographics"
)

// record standardises columns.
func record(t *testing.T, columns map[string]string) (demographics.Record, error) {
	t.Helper()
	r, _, err := demographics.New(func(column string) string { return columns[column] }, nil, demographics.Options{})
	return r, err
}

// through takes columns to a patient, to JSON, back, and to columns again.
func through(t *testing.T, columns map[string]string) map[string]string {
	t.Helper()
	made := fhir.FromColumns(func(column string) string { return columns[column] })
	text, err := json.Marshal(&made)
	if err != nil {
		t.Fatal(err)
	}
	return columnsOf(t, string(text))
}

func columnsOf(t *testing.T, text string) map[string]string {
	t.Helper()
	var read fhir.Patient
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatalf("reading %s: %v", text, err)
	}
	columns := map[string]string{}
	read.Columns(func(column, text string) {
		if _, twice := columns[column]; twice || text == "" {
			t.Errorf("column %s told twice or empty", column)
		}
		columns[column] = text
	})
	return columns
}

func checkSame(t *testing.T, columns map[string]string) {
	t.Helper()
	want, err := record(t, columns)
	if err != nil {
		t.Fatalf("the row itself is refused: %v", err)
	}
	again := through(t, columns)
	got, err := record(t, again)
	if err != nil {
		t.Fatalf("of %v came %v, which is refused: %v", columns, again, err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("of %v came %v, another record", columns, again)
	}
}

// choices are the ways in which senders fill a column.
func choices() map[string][]string {
	return map[string][]string{
		"record_id":            {"R0000000001", "a b", "ÄÖ|1", "x/y:z", strings.Repeat("r", 65)},
		"organisation":         {"RM3", "rm3 ", "A Trust"},
		"authority":            {"RM3", "https://rm3.example.org/Id/mrn", "urn:oid:1.2.3", "A Trust, North"},
		"local_id":             {"0012345", "A 1"},
		"nhs_number":           {"9990000026", "999 000 0026", "999-000-0034", "1234567890", "none", "0000000000"},
		"nhs_number_status":    {"01", "1", "number-present-and-verified", "Trace required", "NI", "07", "5"},
		"family_name":          {"SMITH", "O'Brien (née Hollis)", "van der Berg", "Müller;Mueller", "Unknown", "smith  jones"},
		"given_names":          {"Anne", "Anne Marie", "Elizabeth;Liz", "Ali (was Olga; Ola)", "BABY OF", "Twin Two", ";Liz|Beth;", "Unknown Male", "a\tb"},
		"previous_family_name": {"JONES", "Jones;Khan | Wong", "SMITH"},
		"birth_date":           {"1980-02-10", "10/02/1980", "1980", "1980-02", "19800210", "1980-01-01", "1900-01-01", "10-Feb-1980", "2001-02-03T04:05:06Z"},
		"birth_date_quality":   {"known", "UD", "estimated", "ED"},
		"birth_order":          {"1", "2", "8", "9"},
		"mother_id":            {"0099", "M-1"},
		"sex":                  {"0", "1", "2", "9", "M", "f", "Other", "unknown", "X"},
		"address":              {"12 High Street, Salford", "Flat 3, 12-14 St. Mary's Rd,, M1\nEngland", " , ", "The Old Barn"},
		"uprn":                 {"100012345678", "0012", "abc"},
		"postcode":             {"M1 1AE", "m11ae;SO14 2AR", "ZZ99 3VZ", ";M1 1AE", "M1", "ZZ99 3WZ | M1 4BT"},
		"previous_postcodes":   {"M1 4BT", "M1 4BT;so14 2ar|ZZ99 3VZ"},
		"phone":                {"0161 496 0001", "+44 161 496 0001 (mum);07700 900123", "none", "sms: 1"},
		"email":                {"a@example.org", "mailto:A@Example.org|b@example.org", "no"},
		"gp_practice":          {"Y12345", "y 12345", "V81997"},
		"deceased_date":        {"2020-02-03", "03/02/2020", "2020"},
		"death_status":         {"1", "2", "u", "U"},
		"confidentiality":      {"U", "R", "v"},
		"identity_unknown":     {"Y", "N", "true", "0"},
		"ethnic_category":      {"A", "z", "99"},
		"updated_at":           {"2024-05-06T07:08:09Z", "2024-05-06T07:08:09.5+01:00", "2024-05-06"},
		"deleted":              {"Y", "N", "1", "false"},
	}
}

// Every native column, in every way to fill it, comes back as the same record.
func TestColumnsComeBack(t *testing.T) {
	t.Parallel()
	ways := choices()
	if got, want := slices.Sorted(maps.Keys(ways)), slices.Sorted(slices.Values(demographics.NativeColumns())); !slices.Equal(got, want) {
		t.Fatalf("tried columns %v, want %v", got, want)
	}
	for column, values := range ways {
		for _, value := range values {
			checkSame(t, map[string]string{"record_id": "1", column: value})
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		columns := map[string]string{}
		for _, column := range demographics.NativeColumns() {
			if values := ways[column]; column == "record_id" || random.IntN(3) > 0 {
				columns[column] = values[random.IntN(len(values))]
			}
		}
		checkSame(t, columns)
	}
}

// What is wrong in a column is wrong in the patient too, and nobody mends it
// unseen.
func TestMistakesComeBack(t *testing.T) {
	t.Parallel()
	for column, value := range map[string]string{
		"nhs_number_status": "never", "birth_date": "1980-02-31", "birth_date_quality": "perhaps", "birth_order": "10",
		"sex": "Q", "deceased_date": "soon", "death_status": "9", "confidentiality": "X", "updated_at": "yesterday",
	} {
		_, err := record(t, through(t, map[string]string{"record_id": "1", column: value}))
		field, ok := err.(*demographics.FieldError) //nolint:errorlint // New returns it bare
		if !ok || field.Column != column {
			t.Errorf("%s: error %v, want one of this column", column, err)
		}
	}
}
