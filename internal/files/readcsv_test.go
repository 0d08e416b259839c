package files

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// kept is a Sink that keeps everything.
type kept struct {
	lines   []int
	records []demographics.Record
	rejects []Reject
}

func (k *kept) Record(line int, record *demographics.Record, _ []demographics.Remark) error {
	k.lines = append(k.lines, line)
	k.records = append(k.records, *record)
	return nil
}

func (k *kept) Reject(reject Reject) error {
	k.rejects = append(k.rejects, reject)
	return nil
}

func (k *kept) ids() string {
	ids := make([]string, 0, len(k.records))
	for _, record := range k.records {
		ids = append(ids, record.ID)
	}
	return strings.Join(ids, " ")
}

// reasons lists the rejects as "line column reason" without the common words.
func (k *kept) reasons() []string {
	reasons := make([]string, 0, len(k.rejects))
	for _, reject := range k.rejects {
		reasons = append(reasons, strings.ReplaceAll(reject.String(), "expected ", ""))
	}
	return reasons
}

// readStream reads a text as if it were a file with a name.
func readStream(ctx context.Context, r *Reader, text, name string, sink Sink) (Counts, error) {
	o := &opened{}
	in := bufio.NewReader(&counter{in: strings.NewReader(text), advance: r.Advance})
	if err := r.openText(o, in, name); err != nil {
		return Counts{}, err
	}
	d := &delivery{run: r, name: name, sink: sink}
	err := d.readAll(ctx, o.source)
	return d.counts, errors.Join(err, o.close())
}

func readText(t *testing.T, r *Reader, text string) (*kept, Counts, error) {
	t.Helper()
	sink := &kept{}
	counts, err := readStream(t.Context(), r, text, "records.csv", sink)
	if counts.Rows != counts.Records+counts.Deleted+counts.Rejected {
		t.Errorf("counts %+v do not add up", counts)
	}
	if counts.Records != len(sink.records) || counts.Rejected != len(sink.rejects) {
		t.Errorf("counts %+v, but the sink got %d records and %d rejects", counts, len(sink.records), len(sink.rejects))
	}
	return sink, counts, err
}

func TestBadRowsAreRejectedAndTheRestRead(t *testing.T) {
	t.Parallel()
	const header = "record_id,family_name,birth_date\n"
	long := strings.Repeat("A", 1_000_000)
	for name, c := range map[string]struct {
		rows    string
		ids     string
		rejects []string
	}{
		"sound":                   {"1,SMITH,1980-02-01\n2,JONES,\n", "1 2", nil},
		"no end of line":          {"1,SMITH,1980-02-01", "1", nil},
		"carriage returns":        {"1,SMITH,1980-02-01\r\n2,JONES,\r\n", "1 2", nil},
		"blank lines":             {"\n1,SMITH,\n  \n\n2,JONES,\n\n", "1 2", nil},
		"too few fields":          {"1,SMITH\n2,JONES,\n", "2", []string{"line 2: 3 fields, found 2"}},
		"too many fields":         {"1,SMITH,,\n2,JONES,\n", "2", []string{"line 2: 3 fields, found 4"}},
		"impossible date":         {"1,SMITH,1980-02-31\n2,JONES,\n", "2", []string{"line 2, column birth_date: a date that exists"}},
		"no record_id":            {",SMITH,\n2,JONES,\n", "2", []string{"line 2, column record_id: an identifier"}},
		"a record_id twice":       {"1,SMITH,\n1,JONES,\n2,KHAN,\n", "1 2", []string{"line 3, column record_id: a value that no other record of the run has"}},
		"the first was bad":       {"1,SMITH,1980-02-31\n1,SMITH,\n", "1", []string{"line 2, column birth_date: a date that exists"}},
		"Latin-1":                 {"1,M\xfcLLER,\n2,JONES,\n", "2", []string{"line 2, column family_name: UTF-8 text without NUL"}},
		"NUL":                     {"1,SM\x00ITH,\n2,JONES,\n", "2", []string{"line 2, column family_name: UTF-8 text without NUL"}},
		"a field of a megabyte":   {"1," + long + ",\n2,JONES,\n", "2", []string{"line 2, column family_name: at most 65536 bytes"}},
		"a row of five megabytes": {"1," + strings.Repeat(long, 5) + ",\n2,JONES,\n", "2", []string{"line 2: a row of at most 4 MiB"}},
		"no end to five":          {"1," + strings.Repeat(long, 5), "", []string{"line 2: a row of at most 4 MiB"}},
		"quoted":                  {"\"1\",\"SMITH, or \"\"SMYTH\"\"\",\n 2, \"JONES\" ,\n", "1 2", nil},
		"quoted over lines":       {"1,\"SMITH\n\nJONES\",\n2,JONES,\n", "1 2", nil},
		"a quote in a field":      {"1,O\"BRIEN,\n2,JONES,\n", "2", []string{"line 2: a quote only around a whole field, doubled inside it"}},
		"text after a quote":      {"1,\"O\"BRIEN,\n2,JONES,\n", "2", []string{"line 2: a quote only around a whole field, doubled inside it"}},
		"an open quote":           {"1,\"SMITH,\n2,JONES,\n3,KHAN,\n", "2 3", []string{"line 2: a closing quote"}},
		"an open quote at last":   {"2,JONES,\n1,\"SMITH,\n", "2", []string{"line 3: a closing quote"}},
		"open, then ragged":       {"1,\"SMITH\n2,JONES,\n", "2", []string{"line 2: a closing quote"}},
		"two open quotes":         {"1,\"A,\n2,B,\n3,C\",\n4,D,\n", "2 4", []string{"line 2: a closing quote", "line 4: a quote only around a whole field, doubled inside it"}},
		"an address over lines":   {"1,\"Flat 3\nHigh Street, Salford, M1\nEngland, UK, Europe\",\n2,JONES,\n", "1 2", nil},
		"open, a row, closed":     {"1,\"A,\n2,B,\n3,C,\"\n4,D,\n", "2 4", []string{"line 2: a closing quote", "line 4: a closing quote"}},
		"quoted rows within":      {"\"1\",A,\"B\n\"2\",\"C\",\"\"\n\"3\",D,\n", "2 3", []string{"line 2: a closing quote"}},
		"open, then closed wrong": {"1,\"A\nB\"C,\n4,D,\n", "4", []string{"line 2: a closing quote", "line 3: a quote only around a whole field, doubled inside it"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink, _, err := readText(t, &Reader{}, header+c.rows)
			if err != nil {
				t.Fatal(err)
			}
			if got := sink.ids(); got != c.ids {
				t.Errorf("took records %q, want %q", got, c.ids)
			}
			if got := sink.reasons(); !slices.EqualFunc(got, c.rejects, strings.HasPrefix) {
				t.Errorf("rejected %q, want %q", got, c.rejects)
			}
		})
	}
}

func TestRecordsKnowTheirLines(t *testing.T) {
	t.Parallel()
	sink, _, err := readText(t, &Reader{}, "\nrecord_id,family_name\n1,\"A\nB\"\n\n2,C\n\"3,D\n4,E\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{3, 6, 8}; !slices.Equal(sink.lines, want) {
		t.Errorf("records of lines %v, want %v", sink.lines, want)
	}
}

func TestQuotedFieldsMayGoOnForALimitedNumberOfLines(t *testing.T) {
	t.Parallel()
	for breaks, ids := range map[int]string{mostLines: "1 2", mostLines + 1: "2"} {
		text := "record_id,family_name\n1,\"A" + strings.Repeat("\n", breaks) + "B\"\n2,C\n"
		sink, _, err := readText(t, &Reader{}, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := sink.ids(); got != ids {
			t.Errorf("with %d line breaks: took records %q, want %q", breaks, got, ids)
		}
	}
}

func TestFilesWithoutRecords(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"empty":           "",
		"byte-order mark": "\ufeff",
		"blank":           "\n \n",
		"header":          "record_id,family_name\n",
		"header, no end":  "\ufeffrecord_id,family_name",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, counts, err := readText(t, &Reader{}, text)
			if err != nil || counts != (Counts{}) {
				t.Errorf("read %+v, error %v; want nothing", counts, err)
			}
		})
	}
}

func TestDeletedRecordsAreCountedOnly(t *testing.T) {
	t.Parallel()
	sink, counts, err := readText(t, &Reader{}, "record_id,deleted\n1,true\n2,false\n1,false\n")
	if err != nil {
		t.Fatal(err)
	}
	if want := (Counts{Rows: 3, Records: 1, Deleted: 1, Rejected: 1}); counts != want {
		t.Errorf("counted %+v, want %+v", counts, want)
	}
	if got := sink.ids(); got != "2" {
		t.Errorf("took records %q, want 2", got)
	}
}

func TestWrongFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"UTF-16, little end":   {"\xff\xfer\x00", "line 1, column 1: found UTF-16, expected UTF-8 text"},
		"UTF-16, big end":      {"\xfe\xff\x00r", "line 1, column 1: found UTF-16, expected UTF-8 text"},
		"no header":            {"1,SMITH,1980-02-01\n", "line 1: expected a header with a column record_id, names divided by commas"},
		"semicolons":           {"record_id;family_name\n", "line 1: expected a header with a column record_id, names divided by commas"},
		"open quote in header": {"record_id,\"family_name\n1,A\n", "line 1: expected a closing quote"},
		"blank lines first":    {"\n\nfamily_name\n", "line 3: expected a header with a column record_id, names divided by commas"},
		"old Mac":              {"record_id,family_name\r1,SMITH\r", "line 1: column 2: expected a name of at most 100 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readText(t, &Reader{}, c.text)
			if err == nil || err.Error() != c.want {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

func TestStrictEndsAtTheFirstReject(t *testing.T) {
	t.Parallel()
	sink, _, err := readText(t, &Reader{Strict: true}, "record_id,sex\n1,1\n2,SMITH\n3,1\n")
	if err == nil || !strings.HasPrefix(err.Error(), "line 3, column sex: expected") {
		t.Errorf("error %v, want one for line 3", err)
	}
	if got := sink.ids(); got != "1" {
		t.Errorf("took records %q, want 1", got)
	}
}

func TestRecordIDsAreUniqueOverAllFilesOfARun(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	reader, sink := &Reader{}, &kept{}
	for i, text := range []string{"record_id\n1\n2\n", "record_id\n3\n2\n"} {
		path := filepath.Join(folder, fmt.Sprintf("%d.csv", i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := reader.Read(t.Context(), path, sink); err != nil {
			t.Fatal(err)
		}
	}
	if got := sink.ids(); got != "1 2 3" {
		t.Errorf("took records %q, want 1 2 3", got)
	}
	if len(sink.rejects) != 1 || sink.rejects[0].RecordID != "2" || filepath.Base(sink.rejects[0].File) != "1.csv" {
		t.Errorf("rejected %v, want record 2 of 1.csv", sink.rejects)
	}
}

func TestRejectsHoldNoPersonalValue(t *testing.T) {
	t.Parallel()
	const secret = "ZYXWVUT"
	header := strings.Join(demographics.NativeColumns(), ",") + "\n"
	columns := len(demographics.NativeColumns())
	var text strings.Builder
	text.WriteString(header)
	for i := 1; i <= columns; i++ { // a value out of place, in every column and in rows too short
		fmt.Fprintf(&text, "%d%s%s%s\n", i, strings.Repeat(",", i), secret, strings.Repeat(",", columns-i-min(i%2, columns-i)))
	}
	sink, _, err := readText(t, &Reader{}, text.String())
	if err != nil {
		t.Fatal(err)
	}
	if len(sink.rejects) == 0 {
		t.Fatal("nothing rejected")
	}
	for _, reject := range sink.rejects {
		if strings.Contains(fmt.Sprintf("%+v %s", reject, reject), secret) {
			t.Errorf("line %d: the reject tells a value", reject.Line)
		}
	}
}

func TestReadingTellsItsProgress(t *testing.T) {
	t.Parallel()
	text := "record_id,family_name\r\n1,\"A\nB\"\n2,\"C\n3," + strings.Repeat("D", longestRow) + "\n4,E"
	read := 0
	if _, _, err := readText(t, &Reader{Advance: func(bytes int) { read += bytes }}, text); err != nil {
		t.Fatal(err)
	}
	if read != len(text) {
		t.Errorf("told of %d bytes, want %d", read, len(text))
	}
}

func TestReadingStopsWhenTold(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := readStream(ctx, &Reader{}, "record_id\n1\n", "records.csv", &kept{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

func TestReadingAFolderFails(t *testing.T) {
	t.Parallel()
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "missing.csv")} {
		if _, err := (&Reader{}).Read(t.Context(), path, &kept{}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("error %v, want one that names the path", err)
		}
	}
}
