package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/fhir"
)

const (
	example = "../../testdata/example/"
	formats = "../../testdata/formats/"
)

// The example gives one answer, whatever its files are written in.
func TestLinkTakesEveryFormat(t *testing.T) {
	t.Parallel()
	want := link(t, "--in", example+"practice.csv", "--in", example+"hospital.csv")
	hospital := filepath.Join(t.TempDir(), "hospital.ndjson.gz")
	gzipped(t, hospital, objects(t, example+"hospital.csv", func(row map[string]string) any { return row }))
	for name, files := range map[string][]string{
		"Parquet and zstd":   {formats + "practice.parquet", formats + "hospital.ndjson.zst"},
		"FHIR and gzip":      {formats + "practice.fhir.ndjson", hospital},
		"CSV and zstd":       {example + "practice.csv", formats + "hospital.ndjson.zst"},
		"FHIR, both of them": {formats + "practice.fhir.ndjson", patients(t, example+"hospital.csv")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := link(t, "--in", files[0], "--in", files[1])
			for _, file := range []string{"identities.csv", "pairs.csv", "tasks.csv"} {
				if read(t, got, file) != read(t, want, file) {
					t.Errorf("%s differs:\n%s", file, read(t, got, file))
				}
			}
			rejected := table(t, got, "rejects.csv")
			if len(rejected) != 2 || rejected[1][0] != files[1] || rejected[1][2] != "H4" || !slices.Contains([]string{"birth_date", "Patient.birthDate"}, rejected[1][3]) {
				t.Errorf("rejected %v", rejected)
			}
		})
	}
}

// objects writes the rows of a CSV file as an object a line.
func objects(t *testing.T, path string, object func(map[string]string) any) []byte {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(read(t, path))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, row := range rows[1:] {
		columns := map[string]string{}
		for i, name := range rows[0] {
			columns[name] = row[i]
		}
		if err := json.NewEncoder(&out).Encode(object(columns)); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

// patients writes the rows of a CSV file as FHIR Patients.
func patients(t *testing.T, path string) string {
	t.Helper()
	return write(t, "patients.json", string(objects(t, path, func(row map[string]string) any {
		patient := fhir.FromColumns(func(column string) string { return row[column] })
		return &patient
	})))
}

func gzipped(t *testing.T, path string, text []byte) {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheOtherCommandsTakeEveryFormat(t *testing.T) {
	t.Parallel()
	in := []string{"--in", formats + "practice.parquet", "--in", formats + "hospital.ndjson.zst", "--model", model}
	if got := must(t, slices.Concat([]string{"explain"}, in, []string{"P1", "H1"})...); !strings.Contains(got.stdout, "HOLLIS") {
		t.Errorf("explained:\n%s", got.stdout)
	}
	trained := filepath.Join(t.TempDir(), "model.json")
	if got := must(t, slices.Concat([]string{"train"}, in, []string{"--sample", "9", "--out", trained})...); !strings.Contains(got.stderr, "1 of the files' rows were rejected") {
		t.Errorf("trained:\n%s", got.stderr)
	}
}

func TestBadFilesOfOtherFormats(t *testing.T) {
	t.Parallel()
	parquet := read(t, formats+"practice.parquet")
	zstd := read(t, formats+"hospital.ndjson.zst")
	for name, c := range map[string]struct{ text, want string }{
		"cut.parquet":    {parquet[:len(parquet)-9], "cut.parquet: the file breaks off, expected the footer of a Parquet file"},
		"none.parquet":   {"record_id\nSECRET\n", "none.parquet: expected a Parquet file"},
		"cut.ndjson.zst": {zstd[:len(zstd)/2], "line 1: the file breaks off, expected the rest of its zstd stream"},
		"list.json":      {`[{"record_id":"SECRET"}]`, "list.json: line 1: found a list, expected an object a line"},
		"surname.ndjson": {`{"record_id":"a","surname":"SECRET"}`, `surname.ndjson: line 1: found "surname", expected a native column`},
		"strict.ndjson":  {`{"record_id":"a","birth_date":"SECRET"}`, "strict.ndjson: line 1, column birth_date: expected a date"},
		"patient.json":   {`{"resourceType":"Patient","id":"a","name":["SECRET"]}`, "patient.json: line 1, column Patient.name[0]: expected an object"},
	} {
		out := filepath.Join(t.TempDir(), "out")
		got := mpi(t, "link", "--strict", "--in", write(t, name, c.text), "--model", model, "--out", out)
		if got.code != exitFailed || !strings.Contains(got.stderr, c.want) || strings.Contains(got.stderr, "SECRET") {
			t.Errorf("%s: exit code %d, want %d with %q:\n%s", name, got.code, exitFailed, c.want, got.stderr)
		}
		if files := listed(t, out); len(files) > 0 {
			t.Errorf("%s: left %v", name, files)
		}
	}
}
