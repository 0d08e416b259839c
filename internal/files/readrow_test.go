package files

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// rowsOf reads all rows of a text whose first line is the header.
func rowsOf(t *testing.T, text string) []row {
	t.Helper()
	lines := newLineReader(strings.NewReader(text))
	if lines.checkEncoding() != nil {
		return nil
	}
	r := &rowReader{lines: lines}
	var rows []row
	for {
		next, err := r.next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		if r.width == 0 {
			next.cells, _ = split(nil, next.text)
			r.width = len(next.cells)
		} else if next.reason == "" {
			next.cells, next.reason = fieldsOf(nil, next.text, r.width)
		}
		rows = append(rows, next)
	}
}

// TestRowsAreThoseOfEncodingCSV takes the standard library as the oracle for
// what is sound. What follows a line break has a blank, as in an address.
func TestRowsAreThoseOfEncodingCSV(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"A", "B C", ",", `"`, "\nHIGH STREET", "é", "''", " "}
	for range 2000 {
		want := [][]string{{"h1", "h2", "h3", "h4", "h5", "h6"}}
		for range 1 + random.IntN(5) {
			fields := make([]string, 6)
			for i := range fields {
				for range random.IntN(4) {
					fields[i] += pieces[random.IntN(len(pieces))]
				}
			}
			fields[0] = "id" // encoding/csv leaves a row of blanks unquoted
			want = append(want, fields)
		}
		checkRows(t, want)
	}
}

func checkRows(t *testing.T, want [][]string) {
	t.Helper()
	var text strings.Builder
	w := csv.NewWriter(&text)
	if err := w.WriteAll(want); err != nil {
		t.Fatal(err)
	}
	got := rowsOf(t, text.String())
	same := slices.EqualFunc(got, want, func(g row, w []string) bool { return g.reason == "" && slices.Equal(g.cells, w) })
	if !same {
		t.Fatalf("of %q read %v", text.String(), got)
	}
}

// TestAStrayQuoteCostsItsOwnRowOnly puts quotes anywhere into sound rows.
func TestAStrayQuoteCostsItsOwnRowOnly(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		lines := []string{"h1,h2,h3,h4"}
		var sound []string
		for i := range 50 {
			line := fmt.Sprintf("%d,SMITH,JOHN,M1 1AA", i)
			if random.IntN(5) == 0 {
				at := random.IntN(len(line) + 1)
				line = line[:at] + `"` + line[at:]
			} else {
				sound = append(sound, strconv.Itoa(i))
			}
			lines = append(lines, line)
		}
		checkTaken(t, strings.Join(lines, "\n"), sound)
	}
}

func checkTaken(t *testing.T, text string, want []string) {
	t.Helper()
	var taken []string
	for _, row := range rowsOf(t, text)[1:] {
		if row.reason == "" {
			taken = append(taken, row.cells[0])
		}
	}
	if !slices.Equal(taken, want) {
		t.Fatalf("of %q took rows %v, want %v", text, taken, want)
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("record_id,family_name\n1,SMITH\n2,\"JO\nNES\"\n", false)
	f.Add("record_id,family_name\r\n1,\"SMITH\n2,O\"BRIEN\r\n\n,\n3,\"A\"B\n", true)
	f.Add("\ufeffrec,sex,deleted\n1,9,true\n\"2\",X,\xff\n1,\x00,\n", false)
	f.Add("\xff\xfer\x00e\x00", false)
	f.Fuzz(func(t *testing.T, text string, mapped bool) {
		reader := &Reader{Extra: []string{"note"}}
		if mapped {
			reader.Columns = Columns{"record_id": "rec"}
		}
		_, counts, err := readText(t, reader, text)
		lines := strings.Count(text, "\n") + 1
		if err == nil && counts.Rows > lines {
			t.Errorf("%d rows of %d lines", counts.Rows, lines)
		}
		checkLines(t, text)
	})
}

// checkLines holds that every line that is not blank is told of in its row.
func checkLines(t *testing.T, text string) {
	t.Helper()
	told := 0
	for _, row := range rowsOf(t, text) {
		told += strings.Count(row.text, "\n") + 1
		told -= blankWithin(row.text)
	}
	want := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		if strings.TrimSpace(line) != "" {
			want++
		}
	}
	if rowsOf(t, text) != nil && told != want {
		t.Errorf("%d lines in rows, want %d", told, want)
	}
}

func blankWithin(text string) int {
	blank := 0
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			blank++
		}
	}
	return blank
}

func BenchmarkSplitRows(b *testing.B) {
	const line = "1234567,RM3,R0A,123456,9990000018,01,SMITH,JOHN PAUL,,1980-02-01,,,,1,12 HIGH STREET,,M1 1AA,,07700900123,,P81001,,,U,,A,2024-01-01,\n"
	for name, text := range map[string]string{
		"plain":  line,
		"quoted": strings.Replace(line, "12 HIGH STREET", `"12, HIGH STREET"`, 1),
	} {
		b.Run(name, func(b *testing.B) {
			all := strings.Repeat(text, 10_000)
			b.ReportAllocs()
			b.SetBytes(int64(len(all)))
			for b.Loop() {
				readRows(b, all)
			}
			b.ReportMetric(float64(b.N)*10_000/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func readRows(b *testing.B, text string) {
	b.Helper()
	r := &rowReader{lines: newLineReader(strings.NewReader(text)), width: 28}
	var fields []string
	for {
		row, err := r.next()
		if err != nil {
			return
		}
		fields, _ = fieldsOf(fields[:0], row.text, r.width)
	}
}

func BenchmarkReadCSV(b *testing.B) {
	const rows = 10_000
	var text strings.Builder
	text.WriteString(strings.Join(demographics.NativeColumns(), ",") + "\n")
	for i := range rows {
		fmt.Fprintf(&text, "%d,RM3,R0A,123456,9990000018,01,SMITH,JOHN PAUL,,1980-02-01,,,,1,12 HIGH STREET,,M1 1AA,,07700900123,,P81001,,,U,,A,2024-01-01,\n", i)
	}
	b.ReportAllocs()
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		counts, err := readStream(b.Context(), &Reader{}, text.String(), "records.csv", &counted{})
		if err != nil || counts.Records != rows {
			b.Fatalf("read %+v, error %v", counts, err)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}

// counted is a Sink that keeps nothing.
type counted struct{}

func (*counted) Record(int, *demographics.Record, []demographics.Remark) error { return nil }
func (*counted) Reject(Reject) error                                           { return nil }
