package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// namesInCode gives the statements that the code runs, by the texts in it that
// look like a name in the files of statements.
func namesInCode(t *testing.T) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				found[text] = true
			}
			return true
		})
	}
	return found
}

func TestEveryStatementIsRun(t *testing.T) {
	t.Parallel()
	known, err := statements(postgreSQL)
	if err != nil {
		t.Fatal(err)
	}
	used := namesInCode(t)
	for n := range known {
		if !used[string(n)] {
			t.Errorf("%s: nothing runs it", n)
		}
	}
}

func TestMigrationsAreOneStatementEach(t *testing.T) {
	t.Parallel()
	all, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("migrations")
	if err != nil || len(entries) != len(all) {
		t.Fatalf("%d migrations of %d files, %v", len(all), len(entries), err)
	}
	for _, m := range all {
		text := m.statement(postgreSQL)
		again := strings.Contains(text, "IF NOT EXISTS") || strings.HasPrefix(text, "DROP TABLE IF EXISTS")
		if strings.Contains(text, ";") || !again {
			t.Errorf("the migration %d can not be run again after it was interrupted, or is more than one statement", m.number)
		}
		for _, d := range []dialect{postgreSQL, sqlite} {
			if strings.Contains(m.statement(d), "{{") {
				t.Errorf("the migration %d leaves a placeholder", m.number)
			}
		}
	}
}

func TestRowByRow(t *testing.T) {
	t.Parallel()
	for statement, want := range map[string]string{
		"SELECT a FROM b WHERE a = ANY($1::uuid[]) AND c > $2::int8": "SELECT a FROM b WHERE a = ?1 AND c > ?2",
		"SELECT n.id FROM unnest($1::uuid[], $2::int8[]) AS n(id, version)": "SELECT n.id FROM " +
			"(SELECT $1 AS id, $2 AS version) AS n",
		"SELECT $3": "SELECT ?3",
	} {
		want = strings.ReplaceAll(want, "$", "?")
		if got := rowByRow(statement); got != want {
			t.Errorf("%s\n got %s\nwant %s", statement, got, want)
		}
	}
}
