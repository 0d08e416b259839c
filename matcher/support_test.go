package matcher

import (
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

// ladderModel is the small model that the tests add up by hand.
const ladderModel = "../testdata/matcher/model.json"

func readTestFile(tb testing.TB) File {
	tb.Helper()
	open, err := os.Open(ladderModel)
	if err != nil {
		tb.Fatal(err)
	}
	defer open.Close()
	file, err := ReadFile(open)
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

func readTestModel(tb testing.TB) *Model {
	tb.Helper()
	return newModel(tb, readTestFile(tb))
}

func newModel(tb testing.TB, file File) *Model {
	tb.Helper()
	m, err := New(file)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// sharedData reads a file of the published data; a checkout without them skips
// the test, except in CI.
func sharedData(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../shared/data", name))
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") == "" {
		t.Skipf("skipped: the published data set %s is not here", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// fields are a record's columns as a file has them. Two more say what is known
// of its NHS number: number_state, and number_class, its successor.
type fields map[string]string

func (f fields) with(changes fields) fields {
	out := maps.Clone(f)
	maps.Copy(out, changes)
	return out
}

func (f fields) record(tb testing.TB) demographics.Record {
	tb.Helper()
	columns := f.with(nil)
	if columns["record_id"] == "" {
		columns["record_id"] = "r"
	}
	var extra []string
	for column := range f {
		extra = append(extra, column)
	}
	r, _, err := demographics.New(func(c string) string { return columns[c] }, extra, demographics.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func (f fields) fact(tb testing.TB, r *demographics.Record) NumberFact {
	tb.Helper()
	fact := NumberFact{Class: r.NHSNumber}
	if successor := f["number_class"]; successor != "" {
		fact.Class, _ = demographics.ClassifyNHSNumber(successor)
	}
	switch f["number_state"] {
	case "", "current":
	case "disputed":
		fact.State = NumberDisputed
	case "placeholder":
		fact.State = NumberPlaceholder
	default:
		tb.Fatalf("number_state: expected current, disputed or placeholder, found %s", f["number_state"])
	}
	return fact
}

func (f fields) comparable(tb testing.TB, m *Model, in *Interner) *Comparable {
	tb.Helper()
	r := f.record(tb)
	return m.Comparable(&r, f.fact(tb, &r), in)
}

// pair makes two records comparable.
func pair(tb testing.TB, m *Model, a, b fields) (x, y *Comparable) {
	tb.Helper()
	in := m.NewInterner()
	return a.comparable(tb, m, in), b.comparable(tb, m, in)
}

// nhsNumber gives the nth synthetic NHS number that has a check digit.
func nhsNumber(n int) string {
	for core := 999_000_001; ; core++ {
		for check := range 10 {
			text := strconv.Itoa(core*10 + check)
			if _, class := demographics.ClassifyNHSNumber(text); class == demographics.ClassTest {
				if n == 0 {
					return text
				}
				n--
			}
		}
	}
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 7)) }

func pick[T any](random *rand.Rand, from []T) T { return from[random.IntN(len(from))] }

// valueOf makes a value in a list of its own.
func valueOf(alternatives ...string) Value {
	list := &valueList{}
	return Value{list, list.add(alternatives)}
}
