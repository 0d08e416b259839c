package files

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/population"
	"github.com/lhcre/mpi/matcher/demographics"
)

// people generates rows of native columns, with all the mistakes that there are.
func people(tb testing.TB, n int) []population.Record {
	tb.Helper()
	profile, err := population.DefaultProfile(population.OneLondon)
	if err != nil {
		tb.Fatal(err)
	}
	var rows []population.Record
	cfg := population.Config{People: n, Region: population.OneLondon, Profile: profile, Seed: 5}
	_, err = population.Generate(tb.Context(), cfg, func(row population.Row) error {
		if row.Record[population.Deleted] == "" { // those are counted only
			rows = append(rows, row.Record)
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

// forms gives the same rows in every format.
func forms(tb testing.TB, rows []population.Record) map[string][]byte {
	tb.Helper()
	return map[string][]byte{
		"a.csv":             asCSV(tb, rows),
		"native.ndjson":     asObjects(tb, rows, nativeObject),
		"arrays.ndjson":     asObjects(tb, rows, arrayObject),
		"patients.ndjson":   asObjects(tb, rows, patientObject),
		"text.parquet":      asParquet(tb, rows, textTable),
		"typed.parquet":     asParquet(tb, rows, typedTable),
		"mixed.ndjson":      mixed(asObjects(tb, rows, nativeObject), asObjects(tb, rows, patientObject)),
		"a.csv.gz":          gzipped(tb, asCSV(tb, rows)),
		"patients.json.zst": zstded(tb, asObjects(tb, rows, patientObject)),
	}
}

func asCSV(tb testing.TB, rows []population.Record) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	table := [][]string{population.Header()}
	for i := range rows {
		table = append(table, rows[i][:])
	}
	if err := w.WriteAll(table); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func asObjects(tb testing.TB, rows []population.Record, object func(*population.Record) any) []byte {
	tb.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	for i := range rows {
		if err := encoder.Encode(object(&rows[i])); err != nil {
			tb.Fatal(err)
		}
	}
	return out.Bytes()
}

func nativeObject(row *population.Record) any {
	object := map[string]any{}
	for i, name := range population.Header() {
		object[name] = row[i]
	}
	return object
}

// arrayObject has lists, numbers, booleans and null where a column allows them.
func arrayObject(row *population.Record) any {
	object := map[string]any{}
	for i, name := range population.Header() {
		switch {
		case name == "given_names":
			object[name] = strings.Fields(row[i])
		case betweenValues(name) == ";":
			object[name] = strings.Split(row[i], ";")
		case name == "deleted":
			object[name] = row[i] == "Y"
		case name == "birth_order" && row[i] != "", name == "uprn" && row[i] != "":
			object[name] = json.Number(row[i])
		case row[i] == "":
			object[name] = nil
		default:
			object[name] = row[i]
		}
	}
	return object
}

func patientObject(row *population.Record) any {
	place := map[string]int{}
	for i, name := range population.Header() {
		place[name] = i
	}
	patient := fhir.FromColumns(func(column string) string { return row[place[column]] })
	return &patient
}

// mixed takes every other line of two texts.
func mixed(a, b []byte) []byte {
	first, second := bytes.SplitAfter(a, []byte("\n")), bytes.SplitAfter(b, []byte("\n"))
	for i := 0; i < len(first); i += 2 {
		first[i] = second[i]
	}
	return bytes.Join(first, nil)
}

// textTable has text in every column, typedTable lists and numbers too.
type textRow map[string]any

func textTable(row *population.Record) textRow {
	out := textRow{}
	for i, name := range population.Header() {
		out[name] = row[i]
	}
	return out
}

func typedTable(row *population.Record) textRow {
	out := textTable(row)
	for i, name := range population.Header() {
		switch {
		case betweenValues(name) == ";":
			out[name] = strings.Split(row[i], ";")
		case name == "birth_order":
			delete(out, name)
			var order float64
			if n, _ := fmt.Sscan(row[i], &order); n == 1 {
				out[name] = order
			}
		}
	}
	return out
}

func asParquet(tb testing.TB, rows []population.Record, table func(*population.Record) textRow) []byte {
	tb.Helper()
	typed := reflect.ValueOf(table).Pointer() == reflect.ValueOf(typedTable).Pointer()
	group := parquet.Group{}
	for _, name := range population.Header() {
		group[name] = parquet.String()
		switch {
		case typed && betweenValues(name) == ";":
			group[name] = parquet.List(parquet.String())
		case typed && name == "birth_order":
			group[name] = parquet.Optional(parquet.Leaf(parquet.DoubleType))
		}
	}
	var out bytes.Buffer
	w := parquet.NewGenericWriter[any](&out, parquet.NewSchema("people", group), parquet.MaxRowsPerRowGroup(1000), parquet.Compression(&parquet.Zstd))
	for i := range rows {
		if _, err := w.Write([]any{map[string]any(table(&rows[i]))}); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func gzipped(tb testing.TB, text []byte) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func zstded(tb testing.TB, text []byte) []byte {
	tb.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return w.EncodeAll(text, nil)
}

func write(tb testing.TB, name string, text []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// One person is one record, whichever format the row came in.
func TestEveryFormatGivesTheSameRecords(t *testing.T) {
	t.Parallel()
	rows := people(t, 300)
	want := make([]demographics.Record, len(rows))
	for i := range rows {
		value := func(column string) string { return rows[i][slices.Index(population.Header(), column)] }
		var err error
		if want[i], _, err = demographics.New(value, nil, demographics.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range forms(t, rows) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := 0
			sink, path := &kept{}, write(t, name, text)
			counts, err := (&Reader{Advance: func(n int) { read += n }}).Read(t.Context(), path, sink)
			if err != nil || counts.Rejected != 0 {
				t.Fatalf("error %v, rejects %v", err, sink.reasons())
			}
			if read != len(text) {
				t.Errorf("told of %d bytes, want %d", read, len(text))
			}
			compare(t, sink.records, want)
		})
	}
}

func compare(t *testing.T, got, want []demographics.Record) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d records, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("row %d: another record than that of the columns", i+1)
		}
	}
}

// The contents decide, not the name.
func TestFormatsAreKnownByContent(t *testing.T) {
	t.Parallel()
	rows := people(t, 50)
	for name, text := range forms(t, rows) {
		sink := &kept{}
		if _, err := (&Reader{}).Read(t.Context(), write(t, "records", text), sink); err != nil {
			t.Errorf("%s without its name: %v", name, err)
		}
		if len(sink.records) != len(rows) {
			t.Errorf("%s without its name: %d records, want %d", name, len(sink.records), len(rows))
		}
	}
}

func TestFilesOfTheWrongFormat(t *testing.T) {
	t.Parallel()
	rows := people(t, 200)
	whole := asParquet(t, rows, textTable)
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"a.parquet":       {[]byte("record_id\n1\n"), "expected a Parquet file, which begins with PAR1"},
		"b.parquet":       {whole[:len(whole)/2], "the file breaks off, expected the footer of a Parquet file"},
		"c.parquet":       {whole[:12], "expected a whole Parquet file"},
		"d.parquet.gz":    {gzipped(t, whole), "found a Parquet file within another compression, expected it as it is"},
		"e.json":          {[]byte(" [\n{\"record_id\":\"1\"}]"), "line 1: found a list, expected an object a line"},
		"f.ndjson":        {[]byte("{\"record_id\":\"1\",\"surname\":\"A\"}\n"), `line 1: found "surname", expected a native column or one that the model compares; columns.yaml can map it`},
		"g.csv.gz":        {[]byte("\x1f\x8b\x00"), "line 1: the file breaks off, expected the rest of its gzip stream"},
		"h.csv":           {[]byte("\x1f\x8b\x09aaaaaaaaaaaaaaaaa"), "line 1: expected a sound gzip stream: gzip: invalid header"},
		"i.csv.zst":       {[]byte("\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff"), "line 1: expected a sound zstd stream"},
		"utf16.ndjson":    {[]byte("\xff\xfe{\x00"), "line 1, column 1: found UTF-16, expected UTF-8 text"},
		"unknown.parquet": {asParquetOf(t, "surname"), `column 2: found "surname", expected a native column or one that the model compares; columns.yaml can map it`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := write(t, name, c.text)
			_, err := (&Reader{}).Read(t.Context(), path, &kept{})
			if err == nil || !strings.HasPrefix(err.Error(), "reading "+path+": "+c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

// asParquetOf makes a file of one row with a record_id and one more column.
func asParquetOf(tb testing.TB, column string) []byte {
	tb.Helper()
	var out bytes.Buffer
	schema := parquet.NewSchema("x", parquet.Group{"record_id": parquet.String(), column: parquet.String()})
	w := parquet.NewGenericWriter[any](&out, schema)
	if _, err := w.Write([]any{map[string]any{"record_id": "1", column: "A"}}); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// What was read before a file breaks off has been delivered, and the error says
// how far it came.
func TestATruncatedStreamTellsItsLine(t *testing.T) {
	t.Parallel()
	rows := people(t, 1000)
	for name, text := range map[string][]byte{"a.csv.gz": gzipped(t, asCSV(t, rows)), "a.csv.zst": zstded(t, asCSV(t, rows))} {
		sink := &kept{}
		_, err := (&Reader{}).Read(t.Context(), write(t, name, text[:len(text)*2/3]), sink)
		last := 1
		if len(sink.lines) > 0 {
			last = sink.lines[len(sink.lines)-1]
		}
		want := fmt.Sprintf("line %d: the file breaks off", last+1)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", name, err, want)
		}
	}
}

var errSink = errors.New("the sink is full")

// failing fails at its third record.
type failing struct {
	kept
}

func (f *failing) Record(line int, record *demographics.Record, remarks []demographics.Remark) error {
	if len(f.records) == 2 {
		return errSink
	}
	return f.kept.Record(line, record, remarks)
}

func TestASinkThatFailsEndsTheReading(t *testing.T) {
	t.Parallel()
	for name, text := range forms(t, people(t, 500)) {
		_, err := (&Reader{}).Read(t.Context(), write(t, name, text), &failing{})
		unit := unitLine
		if strings.HasSuffix(name, ".parquet") {
			unit = unitRow
		}
		if !errors.Is(err, errSink) || !strings.Contains(err.Error(), unit+" ") {
			t.Errorf("%s: error %v, want %v at a %s", name, err, errSink, unit)
		}
	}
}
