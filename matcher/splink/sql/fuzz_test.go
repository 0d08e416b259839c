package sql_test

import (
	"testing"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// FuzzSQL holds that whatever parses is written in a form that parses to the same.
func FuzzSQL(f *testing.F) {
	for _, text := range []string{
		`"first_name_l" = "first_name_r"`,
		`("f_l" IS NULL OR "f_r" IS NOT NULL) AND NOT (a_l <> b_r)`,
		`NULLIF(regexp_extract("e_l", '^[^@]+', 0), '') = 'it''s'`,
		`abs(-epoch(a_l) - 2.5e3) / CASE WHEN a > b THEN a ELSE b END < 0.1`,
		`list_max(list_transform(flatten(list_transform("a_l", x -> [x, "a_r"[-1]])), (p, q) -> jaccard(p[1], q)))`,
		"substring(`a b` from 2 for 3) || cast(l.\"x\" as decimal(1, 2))::text between 1 and 2",
		`extract(epoch from try_strptime(a, '%Y'))`,
	} {
		f.Add(text, "duckdb")
	}
	f.Add(`try_to_timestamp(a, 'yyyy\'T\'HH')`, "spark")
	f.Fuzz(func(t *testing.T, text, dialect string) {
		node, err := sql.Parse(text, dialect)
		if err != nil {
			return
		}
		normal := node.String()
		again, err := sql.Parse(normal, "duckdb")
		if err != nil {
			t.Fatalf("the normal form %s of %q does not parse: %v", normal, text, err)
		}
		if again.String() != normal {
			t.Fatalf("%s is not a normal form: it parses to %s", normal, again)
		}
	})
}
