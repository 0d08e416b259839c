package splink_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
	"github.com/lhcre/mpi/matcher/splink"
)

// parity is how far a weight may be from Splink's own, in bits, beside what the
// rounding of its parts explains.
const parity = 1e-6

// oracle names a model, the records it was run on, and what Splink weighed:
// benchmarks/peers/parity makes them.
type oracle struct{ model, records, pairs string }

// TestWeightsAreSplinks compares with what Splink weighs: by a model trained on
// made-up people, and by one that has every form of level.
func TestWeightsAreSplinks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"people", "forms"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join("../../testdata/splink", name)
			o := oracle{
				filepath.Join(folder, "model.json"), filepath.Join(folder, "records.csv"), filepath.Join(folder, "pairs.csv"),
			}
			if n := o.compare(t); n < 300 {
				t.Errorf("compared %d pairs, want 300 or more", n)
			}
		})
	}
}

// TestWeightsAreSplinksOnTenThousandPairs takes oracles that are not kept here.
// MPI_SPLINK_ORACLES lists model, records and pairs of each, with commas
// between, and semicolons between oracles.
func TestWeightsAreSplinksOnTenThousandPairs(t *testing.T) {
	t.Parallel()
	list := os.Getenv("MPI_SPLINK_ORACLES")
	if list == "" {
		t.Skip("set MPI_SPLINK_ORACLES to oracles of benchmarks/peers/parity: model.json,records.csv,pairs.csv")
	}
	for text := range strings.SplitSeq(list, ";") {
		files := strings.Split(text, ",")
		if len(files) != 3 {
			t.Fatalf("MPI_SPLINK_ORACLES: expected three files with commas between, found %q", text)
		}
		t.Run(filepath.Base(files[0]), func(t *testing.T) {
			t.Parallel()
			o := oracle{files[0], files[1], files[2]}
			if n := o.compare(t); n < 10_000 {
				t.Errorf("compared %d pairs, want 10,000 or more", n)
			}
		})
	}
}

// compare weighs every pair of an oracle and gives how many there were.
func (o oracle) compare(t *testing.T) int {
	t.Helper()
	imported := o.imported(t)
	model, records := o.comparables(t, imported)
	rows := readRows(t, o.pairs)
	worst := 0.0
	for _, row := range rows {
		want, err := strconv.ParseFloat(row["match_weight"], 64)
		if err != nil {
			t.Fatal(err)
		}
		a, b := records[row["id_l"]], records[row["id_r"]]
		if a == nil || b == nil {
			t.Fatalf("pair %s, %s: no such record", row["id_l"], row["id_r"])
		}
		if got, want := together(model, a, b), row["blocked"] == "1"; got != want {
			t.Errorf("%s and %s are brought together: %v, want %v", a.ID, b.ID, got, want)
		}
		for _, e := range []matcher.Explanation{model.Explain(a, b), model.Explain(b, a)} {
			off := math.Abs(e.Decision.Weight.Bits() - want)
			worst = max(worst, off)
			if off > parity+rounding(e) {
				t.Errorf("%s and %s weigh %s, want %v: %s", e.A, e.B, e.Decision.Weight, want, levels(e))
			}
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d pairs, at most %.2g bits apart", len(rows), worst)
	return len(rows)
}

// together tells whether any blocking rule gives two records a key in common.
func together(model *matcher.Model, a, b *matcher.Comparable) bool {
	for rule := range model.Rules() {
		keys, shared := map[string]bool{}, false
		model.Keys(rule, a, func(key []byte) { keys[string(key)] = true })
		model.Keys(rule, b, func(key []byte) { shared = shared || keys[string(key)] })
		if shared {
			return true
		}
	}
	return false
}

// rounding is what rounding each part of a weight may add up to beyond what
// rounding the whole would.
func rounding(e matcher.Explanation) float64 {
	parts := 0
	for _, part := range e.Parts {
		if part.Weight != 0 {
			parts++
		}
		if part.Adjustment != 0 {
			parts++
		}
	}
	return float64(parts) * 0.5 / float64(matcher.Bit)
}

func levels(e matcher.Explanation) string {
	var out []string
	for _, part := range e.Parts {
		out = append(out, part.Comparison+" "+part.Level+" "+part.Total().String())
	}
	return strings.Join(out, "; ")
}

func (o oracle) imported(t *testing.T) splink.Model {
	t.Helper()
	file, err := os.Open(o.model)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	imported, err := splink.Read(file, splink.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return imported
}

// comparables reads the records, twice as a link does: once to count the
// frequencies and once to compare by them.
func (o oracle) comparables(t *testing.T, imported splink.Model) (*matcher.Model, map[string]*matcher.Comparable) {
	t.Helper()
	rows := readRows(t, o.records)
	model := newModel(t, imported.File)
	counter := model.NewTermCounter()
	for _, record := range made(t, model, imported.UniqueID, rows) {
		counter.Add(record)
	}
	imported.File.TermFrequencies = counter.Frequencies(1)
	model = newModel(t, imported.File)
	return model, made(t, model, imported.UniqueID, rows)
}

func newModel(t *testing.T, file matcher.File) *matcher.Model {
	t.Helper()
	model, err := matcher.New(file)
	if err != nil {
		t.Fatal(err)
	}
	return model
}

func made(t *testing.T, model *matcher.Model, uniqueID string, rows []map[string]string) map[string]*matcher.Comparable {
	t.Helper()
	out := map[string]*matcher.Comparable{}
	interner := model.NewInterner()
	for _, row := range rows {
		value := func(column string) string {
			if column == "record_id" {
				return row[uniqueID]
			}
			if name, found := strings.CutPrefix(column, "`"); found {
				return row[strings.TrimSuffix(name, "`")]
			}
			return ""
		}
		record, _, err := demographics.New(value, model.Columns(), demographics.Options{})
		if err != nil {
			t.Fatal(err)
		}
		out[record.ID] = model.Comparable(&record, matcher.NumberFact{}, interner)
	}
	return out
}

func readRows(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	table, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := make([]map[string]string, 0, len(table)-1)
	for _, fields := range table[1:] {
		row := map[string]string{}
		for i, field := range fields {
			row[table[0][i]] = field
		}
		rows = append(rows, row)
	}
	return rows
}
