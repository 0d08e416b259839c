package intake

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher/demographics"
)

// rowsOf generates rows of native columns, with all the mistakes that there are.
func rowsOf(t *testing.T, people int) []map[string]string {
	t.Helper()
	profile, err := population.DefaultProfile(population.Wessex)
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	cfg := population.Config{People: people, Region: population.Wessex, Profile: profile, Seed: 9}
	_, err = population.Generate(t.Context(), cfg, func(row population.Row) error {
		columns := map[string]string{}
		for i, name := range population.Header() {
			columns[name] = row.Record[i]
		}
		rows = append(rows, columns)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func asNative(tb testing.TB, row map[string]string) []byte {
	tb.Helper()
	text, err := json.Marshal(row)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// asLists writes several values as lists and no text as null.
func asLists(tb testing.TB, row map[string]string) []byte {
	tb.Helper()
	object := map[string]any{}
	for name, text := range row {
		switch {
		case text == "":
			object[name] = nil
		case slices.Contains([]string{"previous_family_name", "postcode", "previous_postcodes", "phone", "email"}, name):
			object[name] = strings.Split(text, ";")
		case name == "birth_order", name == "uprn":
			object[name] = json.Number(text)
		default:
			object[name] = text
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func asPatient(_ testing.TB, row map[string]string) []byte {
	p := fhir.FromColumns(func(column string) string { return row[column] })
	return p.AppendJSON(nil)
}

// One person is one record, whichever format tells it.
func TestEveryFormatTellsTheSame(t *testing.T) {
	t.Parallel()
	received := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	told, deleted := 0, 0
	for i, row := range rowsOf(t, 300) {
		if i%50 == 0 {
			row["deleted"] = "Y"
		}
		for name, format := range map[string]struct {
			write  func(testing.TB, map[string]string) []byte
			decode func([]byte, time.Time) ([]facts.Fact, error)
		}{"native": {asNative, decodeNative}, "lists": {asLists, decodeNative}, "FHIR": {asPatient, decodePatient}} {
			all, err := format.decode(format.write(t, row), received)
			if err != nil || len(all) != 1 {
				t.Fatalf("row %d, %s: %d facts, error %v", i+1, name, len(all), err)
			}
			content := facts.Fold(all...)
			if content.Deleted() != (row["deleted"] == "Y") {
				t.Fatalf("row %d, %s: deleted %t", i+1, name, content.Deleted())
			}
			if content.Deleted() {
				deleted++
				continue
			}
			got, _, err := content.Record(all[0].Key, nil, allowed())
			if want := recordOfRow(t, row, all[0].Key); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("row %d, %s: another record than that of the columns, error %v", i+1, name, err)
			}
			told++
		}
	}
	if told < 900 || deleted == 0 {
		t.Errorf("compared %d records and %d deleted ones, too few", told, deleted)
	}
}

func recordOfRow(t *testing.T, row map[string]string, key facts.Key) demographics.Record {
	t.Helper()
	want, _, err := demographics.New(func(column string) string {
		if column == facts.ColumnRecordID {
			return string(key.Record())
		}
		return row[column]
	}, nil, allowed())
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// What one format tells last stands, whatever told it before.
func TestFormatsFoldTogether(t *testing.T) {
	t.Parallel()
	native := oneFact(t, decodeNative, `{"authority":"RM3","local_id":"12","updated_at":"2024-01-01","sex":"1","family_name":"HOLLIS","phone":"01614960001"}`)
	later := oneFact(t, decodePatient, aPatient(version+`,"name":[{"family":"Jones"}],"telecom":[{"system":"phone","value":"01614960002"}]`))
	last := oneFact(t, decodeNative, `{"authority":"RM3","local_id":"12","updated_at":"2024-05-06T07:00:00Z","phone":null}`)
	for _, order := range [][]facts.Fact{{native, later, last}, {last, native, later}, {later, last, native, later}} {
		content := facts.Fold(order...)
		for column, want := range map[string]string{"sex": "", "family_name": "Jones", "phone": "", "previous_family_name": "HOLLIS"} {
			if got := content.Column(column); got != want {
				t.Errorf("%s: %q, want %q", column, got, want)
			}
		}
	}
}

func BenchmarkDecodePatient(b *testing.B) { benchmarkDecode(b, asPatient, decodePatient) }

func BenchmarkDecodeNative(b *testing.B) { benchmarkDecode(b, asNative, decodeNative) }

func benchmarkDecode(b *testing.B, write func(testing.TB, map[string]string) []byte, decode func([]byte, time.Time) ([]facts.Fact, error)) {
	b.Helper()
	row := map[string]string{
		"record_id": "R1", "organisation": "RM3", "authority": "RM3", "local_id": "0012345", "nhs_number": "9990000026", "nhs_number_status": "01",
		"family_name": "HOLLIS", "given_names": "ELIZABETH ANNE", "birth_date": "1962-03-14", "sex": "2", "address": "12 HIGH STREET, SALFORD",
		"postcode": "M14 5RT", "phone": "07700900123", "email": "a@example.org", "gp_practice": "Y12345", "updated_at": "2024-05-06T07:08:09Z",
	}
	text := write(b, row)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decode(text, arrival()); err != nil {
			b.Fatal(err)
		}
	}
}
