package demographics

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Of every column some values that it may hold.
func compactChoices() map[string][]string {
	return map[string][]string{
		"record_id":         {"R-1", "a3f1c2d4-0000-5abc-8def-0123456789ab", "A3F1C2D4-0000-5ABC-8DEF-0123456789AB", "é"},
		"organisation":      {"", "RXX", "Some practice"},
		"authority":         {"", "rxx-mrn"},
		"local_id":          {"", "L7654321"},
		"nhs_number":        {"", "943 476 5919", "9734182056"},
		"nhs_number_status": {"", "01", "08"},
		"family_name":       {"", "Featherstonehaugh", "O'Brien-Smith (née Jones)", "Müller", strings.Repeat("Long ", 60)},
		"given_names":       {"", "Marmaduke", "Baby of Grace", "Twin two", "Anne Marie (Annie)"},

		"previous_family_name": {"", "Cholmondeley; Jones|Smith"},
		"birth_date":           {"", "1973-08-21", "1980-02", "1999", "1980-01-01", "2024-02-29"},
		"birth_date_quality":   {"", "estimated"},
		"birth_order":          {"", "2", "7"},
		"mother_id":            {"", "M7654321"},
		"sex":                  {"", "0", "1", "2", "9"},
		"address":              {"", "Flat 3, 8123 Quixotic Road", "12 High Street", "Flat 3, Rose House, 12 High St", "Rose Cottage"},
		"uprn":                 {"", "100012345678", "1"},
		"postcode":             {"", "SO16 6YD", "ZZ99 3VZ", "M1 1AA"},
		"previous_postcodes":   {"", "BH7 7DW; M1 1AA"},
		"phone":                {"", "07700 900123|0161 496 0000", "+353 1 234 5678"},
		"email":                {"", "a@example.org", "a@example.org;b@example.org"},
		"gp_practice":          {"", "Y12345"},
		"deceased_date":        {"", "2021-03-17", "2021"},
		"death_status":         {"", "1", "2", "U"},
		"confidentiality":      {"", "U", "R", "V"},
		"identity_unknown":     {"", "Y"},
		"ethnic_category":      {"", "A"},
		"updated_at":           {"", "2024-05-06T07:08:09+01:00", "2024-05-06T07:08:09.123456789Z", "0003-01-01"},
		"deleted":              {"", "Y"},
		"suburb":               {"", "Zanzibar heights"},
		"`own`":                {"", "as It is "},
	}
}

func randomRecord(tb testing.TB, random *rand.Rand) Record {
	tb.Helper()
	choices := compactChoices()
	row := make(map[string]string, len(choices))
	for _, column := range append(NativeColumns(), "suburb", "`own`") {
		values := choices[column]
		row[column] = values[random.IntN(len(values))]
	}
	row["own"] = row["`own`"]
	record, _, err := New(func(c string) string { return row[c] }, []string{"suburb", "`own`"}, Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return record
}

func TestCompactGivesTheRecordBack(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		record := randomRecord(t, random)
		prefix := []byte("kept")
		packed := record.AppendCompact(prefix)
		if !bytes.HasPrefix(packed, prefix) {
			t.Fatal("what was there before is gone")
		}
		back, err := DecodeCompact(packed[len(prefix):])
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, record) {
			t.Fatal("a record came back different: " + difference(record, back))
		}
	}
}

// difference names the fields in which two records differ.
func difference(a, b Record) string {
	var fields []string
	left, right := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range left.NumField() {
		field := left.Type().Field(i)
		if field.IsExported() && !reflect.DeepEqual(left.Field(i).Interface(), right.Field(i).Interface()) {
			fields = append(fields, field.Name)
		}
	}
	return strings.Join(fields, ", ")
}

// A field that the codec forgets would come back empty: none may.
func TestCompactKeepsEveryField(t *testing.T) {
	t.Parallel()
	record := fullRecord(t)
	record.PlaceholderGiven, record.BirthDateDefault, record.NoFixedAbode = true, true, true
	record.IdentityUnknown, record.Deleted = true, true
	value := reflect.ValueOf(record)
	for i := range value.NumField() {
		if field := value.Type().Field(i); field.IsExported() && value.Field(i).IsZero() {
			t.Errorf("the record of the test lacks %s", field.Name)
		}
	}
	back, err := DecodeCompact(record.AppendCompact(nil))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, record) {
		t.Error("differs: " + difference(record, back))
	}
}

func TestCompactKeepsWhatNewDoesNotMake(t *testing.T) {
	t.Parallel()
	abroad := time.FixedZone("", 3600)
	for name, record := range map[string]Record{
		"nothing":                    {},
		"house not in the address":   {Address: "12 HIGH STREET", HouseNumber: "3 12"},
		"house without address":      {HouseNumber: "12"},
		"a given name alone":         {Given: []string{"ANNE"}},
		"an instant before the year": {UpdatedAt: time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC)},
		"the first and last date":    {BirthDate: Date{year: minYear}, DeceasedDate: Date{year: maxYear, month: 12, day: 31}},
	} {
		back, err := DecodeCompact(record.AppendCompact(nil))
		if err != nil || !reflect.DeepEqual(back, record) {
			t.Errorf("%s: %v, differs in %s", name, err, difference(record, back))
		}
	}
	record := Record{UpdatedAt: time.Date(2024, 1, 2, 3, 4, 5, 6, abroad)}
	if back, err := DecodeCompact(record.AppendCompact(nil)); err != nil || !back.UpdatedAt.Equal(record.UpdatedAt) {
		t.Errorf("an instant elsewhere: %v", err)
	}
}

// Equal records give equal bytes, whatever the order of a map.
func TestCompactIsOfOneForm(t *testing.T) {
	t.Parallel()
	extra := map[string]string{"a": "1", "b": "2", "c": "3", "d": "4", "e": "5"}
	want := (&Record{Extra: extra}).AppendCompact(nil)
	for range 50 {
		if got := (&Record{Extra: extra}).AppendCompact(nil); !bytes.Equal(got, want) {
			t.Fatal("one record has two forms")
		}
	}
}

func TestDecodeCompactRefuses(t *testing.T) {
	t.Parallel()
	record := fullRecord(t)
	record.ID = "a3f1c2d4-0000-5abc-8def-0123456789ab"
	packed := record.AppendCompact(nil)
	for size := range packed {
		if _, err := DecodeCompact(packed[:size]); err == nil {
			t.Errorf("the first %d of %d bytes were taken for a record", size, len(packed))
		}
	}
	for name, wrong := range map[string][]byte{
		"too long":          append(bytes.Clone(packed), 0),
		"of another form":   append([]byte{compactVersion + 1}, packed[1:]...),
		"of many names":     {compactVersion, byte(hasFamily), 0, 0, 0, 0, 0xff, 0xff, 0xff, 0x7f},
		"text left over":    {compactVersion, 0, 0, 0, 0, 1, 'A'},
		"no such date":      {compactVersion, 0, byte(hasBirthDate >> 8), 0, 0, 0, 1},
		"no NHS number":     {compactVersion, byte(hasNHSNumber), 0, 0, 0, 0, 1},
		"no such code":      {compactVersion, byte(hasNHSStatus), 0, 0, 0, 0, 9},
		"a number cut off":  {compactVersion, byte(hasNHSNumber), 0, 0, 0, 0, 0x80},
		"a house elsewhere": {compactVersion, 0, 0, byte((hasHouseNumber | hasHouseInAddress) >> 16), 0, 0, 0, 3},
	} {
		if _, err := DecodeCompact(wrong); err == nil || !strings.HasPrefix(err.Error(), "expected in a compact record: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDecodeCompact wants an error or a record that can be written again.
func FuzzDecodeCompact(f *testing.F) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		record := randomRecord(f, random)
		f.Add(record.AppendCompact(nil))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		record, err := DecodeCompact(b)
		if err != nil {
			return
		}
		back, err := DecodeCompact(record.AppendCompact(nil))
		if err != nil || len(back.Family) != len(record.Family) || back.ID != record.ID || back.BirthDate != record.BirthDate {
			t.Fatalf("what was read cannot be written again: %v", err)
		}
	})
}

func BenchmarkCompact(b *testing.B) {
	row := fullRow()
	row["record_id"] = "a3f1c2d4-0000-5abc-8def-0123456789ab"
	record, _, err := New(func(c string) string { return row[c] }, nil, Options{})
	if err != nil {
		b.Fatal(err)
	}
	packed := record.AppendCompact(nil)
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			packed = record.AppendCompact(packed[:0])
		}
		b.ReportMetric(float64(len(packed)), "bytes/record")
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := DecodeCompact(packed); err != nil {
				b.Fatal(err)
			}
		}
	})
}
