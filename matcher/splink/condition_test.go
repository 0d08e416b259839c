package splink

import (
	"strings"
	"testing"
)

// TestConditions maps what Splink's own library writes for its levels.
func TestConditions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ dialect, sql, want string }{
		{"duckdb", `"a_l" = "a_r"`, "exact(`a`)"},
		{"spark", "`a_l` = `a_r`", "exact(`a`)"},
		{"duckdb", `a_R == A_L`, ""}, // two columns, as far as a file goes
		{"duckdb", `"first name_l" = "first name_r"`, "exact(`first name`)"},
		{"duckdb", `"a_l" IS NULL OR "a_r" IS NULL`, "null(`a`)"},
		{"duckdb", `"a_l" IS NULL AND "a_r" IS NULL`, "absent(`a`)"},
		{"duckdb", `NOT ("a_l" IS NULL OR "a_r" IS NULL)`, "not null(`a`)"},
		{"duckdb", `("f_l" IS NULL OR "f_r" IS NULL) AND ("s_l" IS NULL OR "s_r" IS NULL)`, "null(`f`) and null(`s`)"},
		{"duckdb", `("a_l" = "a_r") AND (NOT ("b_l" = "b_r"))`, "exact(`a`) and not (exact(`b`)) and not null(`b`)"},
		{"duckdb", `"a_l" = 'x' AND "a_r" = 'x'`, "exact(match(`a`, '\\Ax\\z', 0))"},
		{"duckdb", `"a_l" <> 'it''s' AND "a_r" <> 'it''s'`, "not null(unless(`a`, 'it''s'))"},
		{"duckdb", `"a_l" = "b_r" AND "a_r" = "b_l"`, "swapped(`a`, `b`)"},
		{"duckdb", `jaro_winkler_similarity("a_l", "a_r") >= 0.9`, "byte_jaro_winkler(`a`) >= 0.9"},
		{"duckdb", `0.9 <= jaro_winkler_similarity("a_l", "a_r")`, "byte_jaro_winkler(`a`) >= 0.9"},
		{"duckdb", `NOT jaro_similarity("a_l", "a_r") >= 0.9`, "byte_jaro(`a`) < 0.9"},
		{"spark", "jaro_sim(`a_l`, `a_r`) >= 0.9", "byte_jaro(`a`) >= 0.9"},
		{"duckdb", `jaccard("a_l", "a_r") >= 0.9`, "jaccard(`a`) >= 0.9"},
		{"duckdb", `levenshtein(CAST("a_l" AS TEXT), CAST("a_r" AS TEXT)) <= 1`, "byte_levenshtein(`a`) <= 1"},
		{"duckdb", `levenshtein(a_l, a_r) between 1 and 2`, "byte_levenshtein(`a`) >= 1 and byte_levenshtein(`a`) <= 2"},
		{"duckdb", `ABS(EPOCH(try_strptime("a_l", '%Y-%m-%d')) - EPOCH(try_strptime("a_r", '%Y-%m-%d'))) <= 2629800.0`, "difference(epoch(`a`, '%Y-%m-%d')) <= 2629800"},
		{"spark", "abs(datediff(date(try_to_timestamp(`a_l`, 'yyyy-MM-dd')), date(try_to_timestamp(`a_r`, 'yyyy-MM-dd')))) <= floor(2629800.0 / 86400)", "difference(epoch(`a`, '%Y-%m-%d')) <= 2592000"},
		{"postgres", `ABS(EXTRACT(EPOCH FROM try_cast_date("a_l", 'YYYY-MM-DD')) - EXTRACT(EPOCH FROM try_cast_date("a_r", 'YYYY-MM-DD')))<= 86400`, "difference(epoch(`a`, '%Y-%m-%d')) <= 86400"},
		{"postgres", `ABS(EXTRACT(EPOCH FROM try_cast_timestamp("a_l", 'YYYY-MM-DDTHH24:MI:SS')) - EXTRACT(EPOCH FROM try_cast_timestamp("a_r", 'YYYY-MM-DDTHH24:MI:SS')))<= 60`, "difference(epoch(`a`, '%Y-%m-%dT%H:%M:%S')) <= 60"},
		{"duckdb", `ABS(EPOCH("a_l") - EPOCH("a_r")) <= 86400`, "difference(epoch(`a`, '%Y-%m-%d')) <= 86400"},
		{"duckdb", `abs(date_diff('day', "a_l", "a_r")) <= 3`, "difference(epoch(`a`, '%Y-%m-%d')) <= 259200"},
		{"duckdb", `array_length(list_intersect("a_l", "a_r")) >= 2`, "shared_values(items(`a`)) >= 2"},
		{"spark", "SIZE(ARRAY_INTERSECT(`a_l`, `a_r`)) >= 2", "shared_values(items(`a`)) >= 2"},
		{"duckdb", `LEAST(LENGTH("a_l"), LENGTH("a_r")) <> 0 AND LENGTH(LIST_INTERSECT("a_l", "a_r")) = LEAST(LENGTH("a_l"), LENGTH("a_r"))`, "not null(items(`a`)) and (subset(items(`a`)) or (null(items(`a`)) and not null(`a`)))"},
		{"spark", "array_max(transform(flatten(transform(`a_l`, x -> transform(`a_r`, y -> [x, y]))), pair -> jaro_winkler(pair[0], pair[1]))) >= 0.8", "byte_jaro_winkler(items(`a`)) >= 0.8"},
		{"duckdb", `(ABS("a_l" - "a_r") / (CASE WHEN "a_r" > "a_l" THEN "a_r" ELSE "a_l" END)) < 0.1`, "relative_difference(`a`) < 0.1"},
		{"duckdb", `ABS("a_l" - "a_r") <= 3`, "difference(`a`) <= 3"},
		{"duckdb", `array_cosine_similarity("a_l", "a_r") >= 0.5`, "cosine(`a`) >= 0.5"},
		{"duckdb", `SUBSTRING(LOWER("a_l"), 1, 3) = SUBSTRING(LOWER("a_r"), 1, 3)`, "exact(first(lower(`a`), 3))"},
		{"postgres", `SUBSTRING(LOWER("a_l") FROM 1 FOR 3) = SUBSTRING(LOWER("a_r") FROM 1 FOR 3)`, "exact(first(lower(`a`), 3))"},
		{"duckdb", `substr(a_l, 3, 2) = substr(a_r, 3, 2)`, "exact(substring(`a`, 3, 2)) or (absent(substring(`a`, 3, 2)) and not null(`a`))"},
		{"duckdb", `NULLIF(regexp_extract("e_l", '^[^@]+', 0), '') = NULLIF(regexp_extract("e_r", '^[^@]+', 0), '')`, "exact(match(`e`, '^[^@]+', 0))"},
		{"postgres", `NULLIF(substring("e_l" from '^([^@]+)'), '') = NULLIF(substring("e_r" from '^([^@]+)'), '')`, "exact(match(`e`, '^([^@]+)', 1))"},
		{"duckdb", `"a_l"[-1] = "a_r"[-1]`, "exact(last_item(`a`))"},
		{"spark", "`a_l`[0] = `a_r`[0]", "exact(first_item(`a`))"},
		{"spark", "element_at(`a_l`, -1) = element_at(`a_r`, -1)", "exact(last_item(`a`))"},
		{"postgres", `"a_l"[array_length("a_l", 1)] = "a_r"[array_length("a_r", 1)]`, "exact(last_item(`a`))"},
		{"duckdb", `NULLIF("a_l", 'N/A') = NULLIF("a_r", 'N/A')`, "exact(unless(`a`, 'N/A'))"},
		{"duckdb", `cast("a_l" as int) = cast("a_r" as int)`, "difference(number(`a`)) = 0"},
		{"duckdb", "a_l = a_r and b_l = b_r or c_l = c_r", "(exact(`a`) and exact(`b`)) or exact(`c`)"},
	} {
		got, err := condition(tt.sql, tt.dialect)
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s: %s, want an error", tt.sql, got)
			}
			continue
		}
		if err != nil || got != tt.want {
			t.Errorf("%s: %s (error %v), want %s", tt.sql, got, err, tt.want)
		}
	}
}

// TestRefusals names the piece of SQL that cannot be mapped.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		`"a_l" IS NULL`:                         `the same whichever record is called left, found only "a_l" IS NULL`,
		`"a_l" = "b_r"`:                         `the same whichever record is called left, found only "a_l" = "b_r"`,
		`"a_l" = 'x'`:                           `found only "a_l" = 'x'`,
		`"a_l" = "b_r" OR "a_r" = "b_l"`:        `found only`,
		`"a_l" = "a_l"`:                         `expected one value of each record`,
		`soundex("a_l") = soundex("a_r")`:       `cannot be mapped: soundex("a_l")`,
		`"a_l" || "b_l" = "a_r" || "b_r"`:       `cannot be mapped: "a_l" || "b_l"`,
		`"a_l" < "a_r"`:                         `cannot be mapped: "a_l" < "a_r"`,
		`a = b`:                                 `expected a column of one record, as in a_l or l.a, found "a"`,
		`a_l`:                                   `expected a condition, found "a_l"`,
		`levenshtein(a_l, b_r) <= 1`:            `expected the same of both records, found levenshtein("a_l", "b_r")`,
		`levenshtein(trim(a_l), trim(a_r)) < 2`: `expected NULLIF(…, '') around a text that may have no letters`,
		`levenshtein(a_l, a_r) <> 1`:            `cannot be mapped`,
		`hamming(a_l, a_r) <= 1`:                `cannot be mapped: hamming("a_l", "a_r")`,
		`abs(date_diff('month', a_l, a_r)) < 2`: `cannot be mapped: abs(date_diff('month', "a_l", "a_r"))`,
		`list_min(list_transform(flatten(list_transform(a_l, x -> list_transform(a_r, y -> [x, y]))), pair -> jaro_similarity(pair[1], pair[2]))) > 1`: `cannot be mapped: list_min(`,
		`cast(acos(radians(a_l)) as float) < 1`:                     `cannot be mapped: cast(acos(`,
		`regexp_extract(a_l, '(', 0) = regexp_extract(a_r, '(', 0)`: `expected a regular expression, found '('`,
		`regexp_extract(a_l, 'x', 1) = regexp_extract(a_r, 'x', 1)`: `expected a group from 0 to 0, found 1`,
		`try_strptime(a_l, 'x') is null or a_r is null`:             `expected a format with a %`,
		`"a_l" = `: `column 9: expected a column, a function, a number or a text, found the end`,
	} {
		_, err := condition(sql, "duckdb")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %s", sql, err, want)
		}
	}
}
