package store

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	pgquery "github.com/wasilibs/go-pgquery"
)

// features lists what a statement uses, by PostgreSQL's own grammar: each kind of
// node and field of its syntax tree, each choice in it, and the names of functions,
// types and operators.
func features(t *testing.T, statement string) map[string]bool {
	t.Helper()
	text, err := pgquery.ParseToJSON(statement)
	if err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	var tree any
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	walk(tree, "", found)
	return found
}

// named are the fields whose texts are names of what is used.
func named(field string) string {
	return map[string]string{
		"funcname": "function", "names": "type", "name": "operator", "fields": "column", "argtypes": "type",
	}[field]
}

func walk(node any, field string, found map[string]bool) {
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			if key == "sval" && named(field) != "" {
				name := fmt.Sprint(value)
				if named(field) != "column" || isSystemColumn(name) {
					found[named(field)+" "+name] = true
				}
			}
			inner := key
			if key == "String" || key == "sval" {
				inner = field
			}
			if !isPosition(key) {
				found[key] = true
			}
			if key == "accessMethod" || key == "relpersistence" {
				found[fmt.Sprint(key, " ", value)] = true
			}
			walk(value, inner, found)
		}
		alternatives(n, found)
	case []any:
		for _, value := range n {
			walk(value, field, found)
		}
	case string:
		if strings.ToUpper(n) == n && strings.Contains(n, "_") {
			found[n] = true
		}
	}
}

func isSystemColumn(name string) bool {
	return slices.Contains([]string{"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "crdb_internal_mvcc_timestamp"}, name)
}

func isPosition(key string) bool {
	return slices.Contains([]string{"location", "stmt_len", "stmt_location", "version", "stmts", "stmt"}, key)
}

// alternatives finds lists that are looked for in two columns with one OR: no
// index answers that.
func alternatives(node map[string]any, found map[string]bool) {
	if node["boolop"] != "OR_EXPR" {
		return
	}
	inner := map[string]bool{}
	walk(node["args"], "", inner)
	if inner["AEXPR_OP_ANY"] {
		found["ANY under OR"] = true
	}
}

// sortedBy lists what a statement's ORDER BY names.
func sortedBy(statement string) []string {
	_, order, ok := strings.Cut(statement, " ORDER BY ")
	if !ok {
		return nil
	}
	order, _, _ = strings.Cut(order, " LIMIT ")
	var columns []string
	for column := range strings.SplitSeq(order, ",") {
		column = strings.TrimSuffix(strings.TrimSpace(column), " DESC")
		columns = append(columns, column[strings.LastIndexByte(column, '.')+1:])
	}
	return columns
}

// allowed reads what both databases have.
func allowed(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile("testdata/allowed.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if line, _, _ = strings.Cut(line, "#"); strings.TrimSpace(line) != "" {
			all[strings.TrimSpace(line)] = true
		}
	}
	return all
}

func forbidden(t *testing.T, statement string, may map[string]bool) []string {
	t.Helper()
	var list []string
	for _, feature := range slices.Sorted(maps.Keys(features(t, statement))) {
		if !may[feature] {
			list = append(list, feature)
		}
	}
	for _, column := range sortedBy(statement) {
		if !may["sort "+column] {
			list = append(list, "sort "+column)
		}
	}
	return list
}

// everyStatement gives all that is ever sent to PostgreSQL and CockroachDB, by name.
func everyStatement(t *testing.T) map[name]string {
	t.Helper()
	all, err := statements(postgreSQL)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := migrations()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range steps {
		all[name(fmt.Sprintf("migration %d", m.number))] = m.statement(postgreSQL)
	}
	for i, text := range []string{migrationTable, migrationsDone, migrationDone, settingAsked, settingAdded} {
		all[name(fmt.Sprintf("of migrations %d", i))] = text
	}
	return all
}

func TestStatementsUseOnlyWhatBothDatabasesHave(t *testing.T) {
	t.Parallel()
	may := allowed(t)
	used := map[string]bool{}
	for n, statement := range everyStatement(t) {
		for _, feature := range forbidden(t, statement, may) {
			t.Errorf("%s: uses %q, which is not on the list", n, feature)
		}
		maps.Copy(used, features(t, statement))
		for _, column := range sortedBy(statement) {
			used["sort "+column] = true
		}
	}
	for feature := range may {
		if !used[feature] {
			t.Errorf("testdata/allowed.txt: %q is used nowhere", feature)
		}
	}
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	may := allowed(t)
	for _, statement := range []string{
		"LISTEN outbox", "NOTIFY outbox", "SELECT pg_advisory_lock(1)", "SELECT id FROM record FOR UPDATE",
		"CREATE TABLE x (id serial)", "CREATE TABLE x (id int8 REFERENCES record (id))", "CREATE TEMPORARY TABLE x (id int8)",
		"CREATE TABLE x (id int8 PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)", "CREATE TABLE x (at timestamptz)",
		"CREATE TRIGGER x AFTER INSERT ON record EXECUTE FUNCTION x()", "CREATE INDEX x ON record USING gin (content)",
		"MERGE INTO record USING link ON id = record_id WHEN MATCHED THEN DELETE",
		"WITH RECURSIVE x AS (SELECT id FROM record UNION SELECT id FROM x) SELECT id FROM x",
		"WITH x AS (SELECT id FROM record) SELECT id FROM x",
		"SELECT xmax FROM record", "DELETE FROM record WHERE ctid = '(0,1)'", "SELECT id FROM record WHERE id = ANY($1) OR lane = ANY($2)",
		"SELECT id FROM record ORDER BY local_id", "SELECT now()", "SELECT DISTINCT ON (id) id FROM record", "LOCK TABLE record",
		"SELECT id FROM record WHERE local_id LIKE 'a%'", "SELECT nextval('x')", "COPY record FROM STDIN", "TRUNCATE record",
	} {
		if len(forbidden(t, statement, may)) == 0 {
			t.Errorf("%s: nothing in it is forbidden", statement)
		}
	}
}
