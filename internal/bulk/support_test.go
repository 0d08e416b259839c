package bulk

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// smallFile is the small model of the matcher's own tests: its weights are
// whole bits, and two of its four blocking rules have second terms.
func smallFile(tb testing.TB) matcher.File {
	tb.Helper()
	open, err := os.Open("../../testdata/matcher/model.json")
	if err != nil {
		tb.Fatal(err)
	}
	defer open.Close()
	file, err := matcher.ReadFile(open)
	if err != nil {
		tb.Fatal(err)
	}
	return file
}

func newModel(tb testing.TB, file matcher.File) *matcher.Model {
	tb.Helper()
	m, err := matcher.New(file)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func smallModel(tb testing.TB) *matcher.Model {
	tb.Helper()
	return newModel(tb, smallFile(tb))
}

// fields are a record's columns.
type fields map[string]string

func (f fields) with(changes fields) fields {
	out := maps.Clone(f)
	maps.Copy(out, changes)
	return out
}

// recordsOf takes rows in as Read does. Rows without an id are numbered.
func recordsOf(tb testing.TB, m *matcher.Model, rows []fields) (*Records, NumberCounts) {
	tb.Helper()
	r := NewRecords(m)
	for i, row := range rows {
		if row["record_id"] == "" {
			row = row.with(fields{"record_id": "r" + strconv.Itoa(i)})
		}
		record, _, err := demographics.New(func(c string) string { return row[c] }, extraColumns(m), demographics.Options{})
		if err != nil {
			tb.Fatal(err)
		}
		r.Add(&record)
	}
	return r, r.JudgeNumbers()
}

func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 11)) }

func pick(random *rand.Rand, from ...string) string { return from[random.IntN(len(from))] }

func shuffled[T any](random *rand.Rand, list []T) []T {
	out := slices.Clone(list)
	random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// nhsNumbers gives the first n synthetic NHS numbers that have a check digit.
func nhsNumbers(n int) []string {
	var out []string
	for core := 999_000_001; len(out) < n; core++ {
		for check := range 10 {
			text := strconv.Itoa(core*10 + check)
			if _, class := demographics.ClassifyNHSNumber(text); class == demographics.ClassTest {
				out = append(out, text)
			}
		}
	}
	return out[:n]
}

// crowd makes rows of few values, so that among them every rule, guard and
// conflict turns up and blocks are large.
func crowd(random *rand.Rand, n int) []fields {
	numbers := nhsNumbers(n/3 + 1)
	rows := make([]fields, n)
	for i := range rows {
		rows[i] = fields{
			"record_id": fmt.Sprintf("r%05d", i), "nhs_number": pick(random, numbers...),
			"nhs_number_status":    pick(random, "01", "02"),
			"family_name":          pick(random, "Smith", "Smyth", "Jones", "Khan", "Wong"),
			"previous_family_name": pick(random, "", "", "Smith", "Novak"),
			"given_names":          pick(random, "Daniel", "Daniel", "Danielle", "Maria", "Ali (was Olga)", "Twin Two", "Liz"),
			"birth_date":           pick(random, "1980-02-10", "1980-02-10", "1980-02-10", "1980-10-02", "1980-02-11", "1980", "1951-07-23"),
			"sex":                  pick(random, "M", "F"), "postcode": pick(random, "M1 1AE", "M1 4BT", "SO14 2AR"),
			"phone":     pick(random, "0161 496 0001", "0161 496 0002", "0161 496 0001; 023 8018 0002", "0161 496 0003"),
			"authority": pick(random, "RM1", "RM2"), "local_id": strconv.Itoa(random.IntN(3 * n)),
			"identity_unknown": pick(random, "", "", "", "", "", "", "", "Y"),
		}
		for _, column := range slices.Sorted(maps.Keys(rows[i])) {
			if column != "record_id" && random.IntN(4) == 0 {
				delete(rows[i], column)
			}
		}
	}
	return rows
}

// writeRows writes rows as a file in a folder of the test.
func writeRows(tb testing.TB, name string, rows []fields) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	columns := demographics.NativeColumns()
	table := [][]string{columns}
	for _, row := range rows {
		line := make([]string, len(columns))
		for i, column := range columns {
			line[i] = row[column]
		}
		table = append(table, line)
	}
	open, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer open.Close()
	if err := csv.NewWriter(open).WriteAll(table); err != nil {
		tb.Fatal(err)
	}
	return path
}

// resolved takes the records through the whole path.
func resolved(tb testing.TB, r *Records, previous identity.Past) (Answer, Work) {
	tb.Helper()
	answer, work, err := Resolve(tb.Context(), r, previous, nil, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return answer, work
}

// identities gives each record's identity.
func (a *Answer) identities() map[identity.RecordID]string {
	out := map[identity.RecordID]string{}
	for id, records := range a.People() {
		for _, record := range records {
			out[record] = id
		}
	}
	return out
}

// clusters gives the records of each person.
func (a *Answer) clusters() [][]identity.RecordID {
	var out [][]identity.RecordID
	for _, records := range a.People() {
		out = append(out, records)
	}
	return out
}

// decision gives back what an edge was made of.
func (e edge) decision() matcher.Decision { return newPacker().decision(e) }
