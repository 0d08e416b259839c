package files

import (
	"bytes"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
)

// parquetOf makes a file of rows; each value is the struct that it writes.
func parquetOf[T any](t *testing.T, rows ...T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewGenericWriter[T](&out)
	if _, err := w.Write(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestColumnsOfParquet(t *testing.T) {
	t.Parallel()
	type typed struct {
		ID      int64            `parquet:"record_id"`
		Born    int32            `parquet:"birth_date,date"`
		Died    time.Time        `parquet:"deceased_date,timestamp(microsecond)"`
		Updated time.Time        `parquet:"updated_at,timestamp(nanosecond)"`
		Order   *float64         `parquet:"birth_order,optional"`
		UPRN    uint64           `parquet:"uprn"`
		Given   []string         `parquet:"given_names,list"`
		Phones  []string         `parquet:"phone,list"`
		Unknown bool             `parquet:"identity_unknown"`
		Local   deprecated.Int96 `parquet:"local_id"`
	}
	two, none := 2.0, math.NaN()
	at := time.Date(2020, 2, 3, 4, 5, 6, 7000, time.UTC)
	row := typed{
		1, 3692, at, at, &two, 100012345678,
		[]string{"Anne", "Marie"},
		[]string{"01614960001", "07700900123"},
		true,
		deprecated.Int96{7, 0, 2440589},
	}
	empty := typed{ID: 2, Died: at, Updated: at, Order: &none}
	sink := &kept{}
	if _, err := (&Reader{}).Read(t.Context(), write(t, "a.parquet", parquetOf(t, row, empty)), sink); err != nil {
		t.Fatal(err)
	}
	if len(sink.records) != 2 {
		t.Fatalf("rejected %q", sink.reasons())
	}
	for column, want := range map[string]string{
		"record_id": "1", "birth_date": "1980-02-10", "deceased_date": "2020-02-03", "birth_order": "2", "uprn": "100012345678",
		"given_names": "ANNE MARIE", "phone": "01614960001 07700900123", "local_id": "1970-01-02T00:00:00.000000007Z",
	} {
		if got := strings.Join(sink.records[0].Values(column), " "); got != want {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
	if first := sink.records[0]; !first.UpdatedAt.Equal(at) || !first.IdentityUnknown {
		t.Errorf("updated at %v, unknown %t", first.UpdatedAt, first.IdentityUnknown)
	}
	if second := sink.records[1]; second.BirthOrder != 0 || second.BirthDate.Text() != "1970-01-01" || len(second.Phones) != 0 {
		t.Error("the empty row has values")
	}
}

func TestBadRowsOfParquet(t *testing.T) {
	t.Parallel()
	type listed struct {
		ID   string   `parquet:"record_id"`
		Born []string `parquet:"birth_date,list"`
		Note []byte   `parquet:"family_name"`
	}
	rows := []listed{
		{"1", []string{"1980"}, nil},
		{"2", []string{"1980", "1981"}, nil},
		{"3", []string{"SECRET"}, nil},
		{"4", nil, []byte("M\xfcLLER")},
		{"1", nil, nil},
		{"5", nil, nil},
	}
	sink := &kept{}
	if _, err := (&Reader{}).Read(t.Context(), write(t, "a.parquet", parquetOf(t, rows...)), sink); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"row 2, column birth_date: one value", "row 3, column birth_date: a date that exists",
		"row 4, column family_name: UTF-8 text without NUL", "row 5, column record_id: a value that no other",
	}
	if sink.ids() != "1 5" || !slices.EqualFunc(sink.reasons(), want, strings.HasPrefix) {
		t.Errorf("took %s, rejected %q", sink.ids(), sink.reasons())
	}
}

func TestParquetOfOtherShapes(t *testing.T) {
	t.Parallel()
	type place struct {
		Street string `parquet:"street"`
		Town   string `parquet:"town"`
	}
	type nested struct {
		ID      string `parquet:"record_id"`
		Address place  `parquet:"address"`
	}
	type odd struct {
		ID   string   `parquet:"id"`
		Date [16]byte `parquet:"birth_date,uuid"`
		More place    `parquet:"more"`
	}
	const wantShape = "expected text, numbers, dates, timestamps, booleans or lists of them"
	path := write(t, "a.parquet", parquetOf(t, nested{ID: "1"}))
	if _, err := (&Reader{}).Read(t.Context(), path, &kept{}); err == nil || !strings.HasSuffix(err.Error(), "column address: "+wantShape) {
		t.Errorf("error %v", err)
	}
	path = write(t, "b.parquet", parquetOf(t, odd{ID: "1"}))
	mapped := &Reader{Columns: Columns{"record_id": "id"}}
	if _, err := mapped.Read(t.Context(), path, &kept{}); err == nil || !strings.HasSuffix(err.Error(), "column birth_date: "+wantShape) {
		t.Errorf("error %v", err)
	}
	sink := &kept{}
	mapped = &Reader{Columns: Columns{"record_id": "id", "birth_date": "id"}}
	if _, err := mapped.Read(t.Context(), path, sink); err != nil || len(sink.rejects) != 1 {
		t.Errorf("what nobody asks for matters: error %v, rejects %q", err, sink.reasons())
	}
}

// A damaged file is an error or rejects, never a panic.
func TestDamagedParquet(t *testing.T) {
	t.Parallel()
	whole := asParquet(t, people(t, 20), typedTable)
	random := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "a.parquet")
	for range 150 {
		damaged := bytes.Clone(whole)
		for range 1 + random.IntN(3) {
			damaged[random.IntN(len(damaged))] ^= byte(1 << random.IntN(8))
		}
		if err := os.WriteFile(path, damaged[:len(damaged)-random.IntN(2)], 0o600); err != nil {
			t.Fatal(err)
		}
		_, _ = (&Reader{}).Read(t.Context(), path, &counted{})
	}
	if err := guard(func() error { panic("SECRET") }); err == nil || strings.Contains(err.Error(), "SECRET") {
		t.Errorf("error %v", err)
	}
	if err := guard(func() error { return io.EOF }); err != io.EOF { //nolint:errorlint // as it is
		t.Errorf("error %v", err)
	}
}
