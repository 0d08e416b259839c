package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// badRun is a command line that must fail, and what its error has to say.
type badRun struct {
	name string
	args []string
	want string
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	good := write(t, "good.csv", "record_id,family_name\na,SECRET\nb,SECRET\n")
	for _, c := range append(badFiles(t, good), badModels(t, good)...) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out := filepath.Join(t.TempDir(), "out")
			got := mpi(t, append(c.args, "--out", out)...)
			if got.code != exitFailed || !strings.Contains(got.stderr, c.want) {
				t.Errorf("exit code %d, want %d with %q:\n%s", got.code, exitFailed, c.want, got.stderr)
			}
			if strings.Contains(got.stderr, "SECRET") {
				t.Error("the error tells a value")
			}
			if files := listed(t, out); len(files) > 0 {
				t.Errorf("left %v", files)
			}
		})
	}
}

func badFiles(t *testing.T, good string) []badRun {
	t.Helper()
	args := func(more ...string) []string { return append([]string{"link", "--model", model}, more...) }
	in := func(text string) []string { return args("--in", write(t, "people.csv", text)) }
	mapped := func(text string) []string { return args("--in", good, "--columns", write(t, "columns.yaml", text)) }
	return []badRun{
		{"missing file", args("--in", "no-such-file.csv"), "no-such-file.csv"},
		{"missing file of two", args("--in", good, "--in", "no-such-file.csv"), "no-such-file.csv"},
		{"folder", args("--in", t.TempDir()), "is a directory"},
		{"unknown column", in("record_id,surname\na,SECRET\n"), `people.csv: line 1: column 2: found "surname", expected a native column`},
		{"column twice", in("record_id,sex,sex\na,1,1\n"), "people.csv: line 1: column 3: expected each column once"},
		{"no record_id", in("family_name\nSECRET\n"), "people.csv: line 1: expected a header with a column record_id"},
		{"no header", in("SECRET,SECRET\n"), "people.csv: line 1: expected a header"},
		{"UTF-16", in("\xff\xfer\x00"), "found UTF-16, expected UTF-8"},
		{"missing mapping", args("--in", good, "--columns", "no-such-file.yaml"), "no-such-file.yaml"},
		{"mapping of a missing column", mapped("family_name: surname\n"), `expected a column "surname", which columns.yaml maps to family_name`},
		{"mapping to an unknown column", mapped("surname: family_name\n"), "columns.yaml maps surname: expected a native column"},
		{"mapping twice", mapped("sex: a\nsex: b\n"), "line 2: sex: expected each column once"},
		{"mapping that is no YAML", mapped("- ["), "columns.yaml: expected YAML"},
		{"bad row, strictly", append(in("record_id,birth_date\na,SECRET\n"), "--strict"), "people.csv: line 2, column birth_date: expected a date"},
		{"missing earlier identities", args("--in", good, "--previous", "no-such-file.csv"), "no-such-file.csv"},
		{"earlier identities of another kind", args("--in", good, "--previous", good), "line 1: expected a column identity_id"},
	}
}

// smallModel is a model with a little of everything that can be wrong.
const smallModel = `{
 "name": "small", "version": "1", "prior": 0.001,
 "thresholds": {"auto": 10, "review": 3, "margin": 5, "agreeing_fields": 1},
 "max_cluster": 20, "wide_limit": 100,
 "blocking_rules": [{"name": "birth date", "keys": ["birth_date"]}],
 "comparisons": [{"name": "sex", "levels": [
  {"name": "same", "when": "exact(sex)", "m": 0.75, "u": 0.5},
  {"name": "else", "when": "else", "m": 0.25, "u": 0.5}
 ]}]
}`

func badModels(t *testing.T, good string) []badRun {
	t.Helper()
	args := func(model string) []string {
		return []string{"link", "--in", good, "--model", write(t, "model.json", model)}
	}
	changed := func(old, now string) []string { return args(strings.Replace(smallModel, old, now, 1)) }
	return []badRun{
		{"missing model", []string{"link", "--in", good, "--model", "no-such-file.json"}, "no-such-file.json"},
		{"empty model", args(""), "model.json: reading model: line 1"},
		{"unknown field", changed(`"prior"`, `"pryor"`), `unknown field "pryor"`},
		{"no number", changed(`"max_cluster": 20`, `"max_cluster": "x"`), "model.json: reading model: line 4"},
		{"prior", changed("0.001", "2"), "prior: expected a probability between 0 and 1"},
		{"sum of m", changed("0.75", "0.5"), "comparisons[0] sex: expected the m of its levels to add up to 1"},
		{"no m", changed(`"m": 0.75, `, ""), "levels[0] same: expected m and u"},
		{"condition", changed("exact(sex)", "exactly(sex)"), "comparisons[0] sex: levels[0] same: when: column 1: expected one of"},
		{"thresholds", changed(`"review": 3`, `"review": 6`), "thresholds: expected review"},
	}
}

func TestBadInputOfTheOtherCommands(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	dir := t.TempDir()
	for _, c := range []badRun{
		{"profile", []string{"generate", "--people", "9", "--region", "wessex", "--out", dir, "--profile", write(t, "p.json", `{"peeple": {}}`)}, `p.json: reading profile: json: unknown field "peeple"`},
		{"missing profile", []string{"generate", "--people", "9", "--region", "wessex", "--out", dir, "--profile", "no-such.json"}, "no-such.json"},
		{"out is a file", []string{"generate", "--people", "9", "--region", "wessex", "--out", s.truth}, "making the output folder"},
		{"too few to train", []string{"train", "--in", write(t, "one.csv", "record_id\na\n"), "--model", model, "--out", filepath.Join(dir, "m.json")}, "expected at least two records, found 1"},
		{"out folder of a model", []string{"train", "--in", s.records, "--model", model, "--sample", "9", "--out", filepath.Join(dir, "none", "m.json")}, "m.json"},
		{"missing truth", []string{"evaluate", "--truth", "no-such.csv", "--identities", s.identities}, "no-such.csv"},
		{"truth column", []string{"evaluate", "--truth", s.truth, "--truth-id-column", "rec", "--identities", s.identities}, "truth.csv: line 1: expected a column rec"},
		{"identities without truth", []string{"evaluate", "--truth", write(t, "t.csv", "record_id,person_id\na,1\n"), "--identities", s.identities}, "identities.csv: line 2, column record_id: expected a record that the truth has"},
		{"no tasks", []string{"evaluate", "--truth", s.truth, "--identities", s.identities, "--tasks", s.truth}, "truth.csv: line 1: expected a column record_id_a"},
		{"no pairs", []string{"evaluate", "--truth", s.truth, "--identities", s.identities, "--pairs", s.truth}, "truth.csv: line 1: expected a column record_id_a"},
		{"explain", []string{"explain", "--in", s.records, "--model", model, "SECRET", "b"}, "RECORD_A: expected the id of a record that the files hold"},
		{"explain a rejected row", []string{"explain", "--in", write(t, "r.csv", "record_id,birth_date\na,\nSECRET,x\n"), "--model", model, "a", "SECRET"}, "RECORD_B: the row was rejected: "},
	} {
		got := mpi(t, c.args...)
		if got.code != exitFailed || !strings.Contains(got.stderr, c.want) || strings.Contains(got.stderr, "SECRET") {
			t.Errorf("%s: exit code %d, want %d with %q:\n%s", c.name, got.code, exitFailed, c.want, got.stderr)
		}
	}
	if files := listed(t, dir); len(files) > 0 {
		t.Errorf("left %v", files)
	}
}

func TestFailureLeavesEarlierResults(t *testing.T) {
	t.Parallel()
	links := link(t, "--in", write(t, "a.csv", "record_id\na\n"))
	before := read(t, links, "identities.csv")
	bad := write(t, "bad.csv", "record_id,sex\nb,robot\n")
	if got := mpi(t, "link", "--in", bad, "--model", model, "--strict", "--out", links); got.code != exitFailed {
		t.Fatalf("exit code %d", got.code)
	}
	if read(t, links, "identities.csv") != before || len(listed(t, links)) != 5 {
		t.Errorf("earlier results have changed: %v", listed(t, links))
	}
}

func TestAFullFolderTakesNewResults(t *testing.T) {
	t.Parallel()
	links := link(t, "--in", write(t, "a.csv", "record_id\na\n"))
	own := filepath.Join(links, "notes.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(t, "link", "--in", write(t, "b.csv", "record_id\nb\n"), "--model", model, "--out", links)
	if got := identities(t, links); len(got) != 1 || got["b"] == "" {
		t.Errorf("identities %v", got)
	}
	if read(t, own) != "mine" {
		t.Error("a file of the user's own is gone")
	}
}
