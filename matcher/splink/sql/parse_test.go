package sql_test

import (
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

func TestParseWritesOneSpelling(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ dialect, in, want string }{
		{"duckdb", `"a_l" = A_r`, `"a_l" = "A_r"`},
		{"duckdb", `a is null or b IS NOT NULL`, `("a" IS NULL) OR (NOT ("b" IS NULL))`},
		{"duckdb", `a = 1 and b <> 2 or not c != -3.5e1`, `(("a" = 1) AND ("b" <> 2)) OR (NOT ("c" <> -35))`},
		{"duckdb", `l."a b" == r.c`, `"l"."a b" = "r"."c"`},
		{"duckdb", `a - b - c * d / 2`, `("a" - "b") - (("c" * "d") / 2)`},
		{"duckdb", `x between 1 and 2`, `("x" >= 1) AND ("x" <= 2)`},
		{"duckdb", `CAST(a AS VARCHAR(10))::int`, `cast(cast("a" AS varchar) AS int)`},
		{"duckdb", `case when a > 1 then 2 else 3 end`, `CASE WHEN "a" > 1 THEN 2 ELSE 3 END`},
		{"duckdb", `f(x -> [x, 'it''s'], (a, b) -> a[-1])`, `f((x) -> ["x", 'it''s'], (a, b) -> "a"[-1])`},
		{"postgres", `substring(a from 2 for 3) = substr(b, 1)`, `substring("a", 2, 3) = substring("b", 1)`},
		{"postgres", `EXTRACT(epoch FROM a) > .5`, `epoch("a") > 0.5`},
		{"spark", "`a` = 'x\\'y'", `"a" = 'x''y'`},
		{"duckdb", `a = 'x\'`, `"a" = 'x\'`},
	} {
		node, err := sql.Parse(tt.in, tt.dialect)
		if err != nil || node.String() != tt.want {
			t.Errorf("%s: %s (error %v), want %s", tt.in, node, err, tt.want)
		}
	}
}

func TestParseErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                 "column 1: expected a column, a function, a number or a text, found the end",
		"a =":                              "column 4: expected a column",
		"a = 'x":                           "column 5: expected a closing quote",
		`"a`:                               "column 1: expected a closing quote of the name",
		"a ; b":                            "column 3: expected SQL",
		"a b":                              "column 3: expected the end, found b",
		"f(a":                              "column 4: expected ,, found the end",
		"a in (1, 2)":                      "column 3: expected the end, found in",
		"a not like b":                     "column 7: expected between, found like",
		"a is 3":                           "column 6: expected null, found 3",
		"case a end":                       "column 6: expected when, found a",
		"cast(a as 3)":                     "column 11: expected a type, found 3",
		"1.2.3 = a":                        "column 1: expected a number, found 1.2.3",
		"(a, b)":                           "column 7: expected -> after several names in brackets",
		strings.Repeat("(", 100):           "nesting",
		strings.Repeat("not ", 100) + "a":  "nesting",
		strings.Repeat("a + ", 100) + "a":  "nesting",
		"a" + strings.Repeat("[1]", 100):   "nesting",
		strings.Repeat("- ", 100) + "a":    "nesting",
		strings.Repeat("a", 100_000) + "a": "expected at most 65536 bytes",
	} {
		_, err := sql.Parse(in, "duckdb")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want one with %s", in, err, want)
		}
	}
}
