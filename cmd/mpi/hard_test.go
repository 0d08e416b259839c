package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestHardInput(t *testing.T) {
	t.Parallel()
	const header = "record_id,family_name,given_names,birth_date,sex,postcode,address\n"
	const person = ",HOLLIS,ANNE,1950-04-03,2,BH1 1AA,"
	for _, c := range []struct {
		name, text                    string
		records, rejected, identities float64
	}{
		{"empty file", "", 0, 0, 0},
		{"header only", header, 0, 0, 0},
		{"one record", header + "a" + person + "\n", 1, 0, 1},
		{"a thousand identical records", header + repeated(1000, person), 1000, 0, 1000.0 / 20}, // the model's max_cluster
		{"a field of 1 MB", header + "a" + person + strings.Repeat("X", 1<<20) + "\nb" + person + "\n", 1, 1, 1},
		{"a row of 5 MB", header + "a" + person + strings.Repeat("X", 5<<20) + "\nb" + person + "\n", 1, 1, 1},
		{"ragged rows", header + "a,b\nb" + person + "\nc" + person + ",,,\n", 1, 2, 1},
		{"an id twice", header + "a" + person + "\na" + person + "\n", 1, 1, 1},
		{"not UTF-8", header + "a" + person + "\xff\nb" + person + "\n", 1, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := link(t, "--in", write(t, "people.csv", c.text))
			summary := object(t, read(t, dir, "summary.json"))
			for key, want := range map[string]float64{"records": c.records, "rejected": c.rejected, "identities": c.identities} {
				if summary[key] != want {
					t.Errorf("%s: %v, want %v", key, summary[key], want)
				}
			}
			if rejects := table(t, dir, "rejects.csv"); len(rejects)-1 != int(c.rejected) {
				t.Errorf("%d rows in rejects.csv, want %v", len(rejects)-1, c.rejected)
			}
		})
	}
}

func repeated(n int, person string) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "r%d%s\n", i, person)
	}
	return out.String()
}

// oneBlockModel has one blocking rule, on the birth date, and weighs the family name.
const oneBlockModel = `{
 "name": "one block", "version": "1", "prior": 0.001,
 "thresholds": {"auto": 10, "review": 3, "margin": 5, "agreeing_fields": 1},
 "max_cluster": 20, "wide_limit": 100,
 "blocking_rules": [{"name": "birth date", "keys": ["birth_date"], "when_wide": ["sex"]}],
 "comparisons": [{"name": "family name", "levels": [
  {"name": "same", "when": "exact(family_name)", "m": 0.9, "u": 0.0000001},
  {"name": "else", "when": "else", "m": 0.1, "u": 0.9999999}
 ]}]
}`

// TestOneBlockOfManyRecords has all records share their only key; the last
// person is there twice.
func TestOneBlockOfManyRecords(t *testing.T) {
	t.Parallel()
	const n = 100_000
	var rows strings.Builder
	rows.WriteString("record_id,family_name,birth_date,sex\n")
	for i := range n {
		fmt.Fprintf(&rows, "r%d,%s,1980-01-02,2\n", i, letters(i))
	}
	fmt.Fprintf(&rows, "twice,%s,1980-01-02,2\n", letters(n-1))
	dir := filepath.Join(t.TempDir(), "links")
	must(t, "link", "--in", write(t, "people.csv", rows.String()), "--model", write(t, "model.json", oneBlockModel), "--out", dir)
	summary := object(t, read(t, dir, "summary.json"))
	wide := summary["wide_values"].([]any)
	if len(wide) != 1 || wide[0].(map[string]any)["largest"] != n+1.0 {
		t.Errorf("wide values %v, want one block of all records", wide)
	}
	if compared := summary["pairs_compared"].(float64); compared < n || compared > 20*n {
		t.Errorf("%v pairs were compared", compared)
	}
	found := identities(t, dir)
	if found["r99999"] != found["twice"] || summary["identities"] != float64(n) {
		t.Errorf("%v identities, want only the person who is there twice linked", summary["identities"])
	}
}

// letters writes a number as a name.
func letters(n int) string {
	name := ""
	for ; len(name) < 7; n /= 17 {
		name += string(rune('A' + n%17))
	}
	return name
}

func TestLinkDoesNotDependOnOrder(t *testing.T) {
	t.Parallel()
	rows := strings.SplitAfter(read(t, people(t), "records.csv"), "\n")
	header, rows := rows[0], rows[1:len(rows)-1]
	straight := link(t, "--in", write(t, "people.csv", header+strings.Join(rows, "")))
	for step := range 3 {
		var in []string
		for part := range slices.Chunk(shuffled(rows, 7*step+3), len(rows)/5+1) {
			in = append(in, "--in", write(t, "people.csv", header+strings.Join(part, "")))
		}
		mixed := link(t, in...)
		for _, file := range []string{"identities.csv", "pairs.csv", "tasks.csv"} {
			if read(t, mixed, file) != read(t, straight, file) {
				t.Errorf("shuffle %d: %s differs", step, file)
			}
		}
	}
}

// shuffled takes every step'th row, round and round.
func shuffled(rows []string, step int) []string {
	var out []string
	for start := range step {
		for i := start; i < len(rows); i += step {
			out = append(out, rows[i])
		}
	}
	slices.Reverse(out)
	return out
}

func TestPreviousKeepsIDs(t *testing.T) {
	t.Parallel()
	records := filepath.Join(people(t), "records.csv")
	first := link(t, "--in", records)
	kept := renamed(identities(t, first))
	check := func(kept map[string]string) {
		t.Helper()
		now := identities(t, link(t, "--in", records, "--previous", write(t, "previous.csv", identitiesFile(kept))))
		for record, id := range kept {
			if now[record] != id {
				t.Fatalf("%s has the identity %s, had %s", record, now[record], id)
			}
		}
	}
	check(kept)
	for i, record := range slices.Sorted(maps.Keys(kept)) {
		if i%10 == 0 {
			delete(kept, record) // a record that the earlier run did not have
		}
	}
	check(kept)
}

// renamed gives identities names that no run would give them.
func renamed(identities map[string]string) map[string]string {
	out := map[string]string{}
	for record, id := range identities {
		out[record] = "earlier-" + id
	}
	return out
}

func identitiesFile(identities map[string]string) string {
	var text strings.Builder
	text.WriteString("record_id,identity_id\n")
	for record, id := range identities {
		fmt.Fprintf(&text, "%s,%s\n", record, id)
	}
	return text.String()
}
