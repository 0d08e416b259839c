package blocking_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/blocking"
)

func textsOf(t *testing.T, term, value string) []string {
	t.Helper()
	parsed, err := blocking.ParseTerm(term)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	parsed.Each(func(column string) []string {
		if column != "`a b`" {
			t.Errorf("%s reads column %s", term, column)
		}
		return []string{value}
	}, func(value string) { out = append(out, value) })
	return slices.DeleteFunc(out, func(value string) bool { return value == "" })
}

func TestTransformsOfText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ term, value, want string }{
		{"`a b`", " Zoë  ", " Zoë  "},
		{"lower(`a b`)", "ZOË", "zoë"},
		{"upper(`a b`)", "zoë", "ZOË"},
		{"trimmed(`a b`)", "  a b ", "a b"},
		{"number(`a b`)", " 12.50 ", "12.50"},
		{"number(`a b`)", "12a", ""},
		{"substring(`a b`, 2, 3)", "éabcd", "abc"},
		{"substring(`a b`, 5, 3)", "abc", ""},
		{"match(`a b`, '^[^@]+', 0)", "ann@example.org", "ann"},
		{"match(`a b`, '(x)?b', 1)", "ab", ""},
		{"match(`a b`, 'it''s (.)', 1)", "it's x", "x"},
		{"unless(`a b`, 'N/A')", "N/A", ""},
		{"unless(`a b`, 'N/A')", "n/a", "n/a"},
		{"items(`a b`)", "red; green |blue;;", "red,green,blue"},
		{"items(`a b`)", `["a, b", "c"]`, "a, b,c"},
		{"items(`a b`)", "[a;b]", "[a,b]"},
		{"first_item(`a b`)", ";red;green", "red"},
		{"last_item(`a b`)", "red;green", "green"},
		{"last_item(`a b`)", "[]", ""},
		{"lower(first(`a b`, 2))", "ABC", "ab"},
	} {
		if got := strings.Join(textsOf(t, tt.term, tt.value), ","); got != tt.want {
			t.Errorf("%s of %q: %q, want %q", tt.term, tt.value, got, tt.want)
		}
	}
}

// TestEpoch holds what DuckDB's strptime reads of the same texts.
func TestEpoch(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ format, value, want string }{
		{"%Y-%m-%d", "1980-02-03", "318384000"},
		{"%Y-%m-%d", "1980-2-3", "318384000"},
		{"%Y-%m-%d", " 1980-02-03 ", "318384000"},
		{"%Y-%m-%d", "1980-02-30", ""},
		{"%Y-%m-%d", "1980-02-03x", ""},
		{"%Y-%m-%d", "1980-002-03", ""},
		{"%Y-%m-%d", "10000-02-03", ""},
		{"%Y-%m-%d", "", ""},
		{"%Y-%m", "1980-02", "318211200"},
		{"%d/%m/%Y", "03/02/1980", "318384000"},
		{"%Y%m%d", "19800203", "318384000"},
		{"%y-%m-%d", "70-01-01", "0"},
		{"%y-%m-%d", "68-01-01", "3092601600"},
		{"%y-%m-%d", "69-01-01", "-31536000"},
		{"%H:%M", "12:00", "-2208945600"},
		{"%Y-%m-%dT%H:%M:%SZ", "1980-02-03T04:05:06Z", "318398706"},
		{"%Y-%m-%d %H:%M", "1980-02-03   1:59", "318391140"},
		{"%Y-%m-%d %H:%M", "1980-02-03 24:00", ""},
		{"%Y-%m-%d %H:%M", "1980-02-03 1:60", ""},
	} {
		if got := strings.Join(textsOf(t, "epoch(`a b`, '"+tt.format+"')", tt.value), ","); got != tt.want {
			t.Errorf("%q by %s: %q, want %q", tt.value, tt.format, got, tt.want)
		}
	}
}

func TestTransformsOfTextSayWhatTheyTake(t *testing.T) {
	t.Parallel()
	for term, want := range map[string]string{
		"substring(a)":       "column 1: substring: expected a column, the place of the first letter and how many",
		"substring(a, 0, 2)": "column 14: expected a whole number from 1 to 65536",
		"substring(a, 1, b)": "column 17: expected a whole number",
		"match(a, 'x')":      "expected a column, a pattern in quotes and the number of a group",
		"match(a, '(', 0)":   "column 10: expected a regular expression",
		"match(a, 'x', 1)":   "column 15: expected a group from 0 to 0",
		"unless(a, 3)":       "expected a column and a text in quotes",
		"epoch(a)":           "expected a column and a format in quotes",
		"epoch(a, '%q')":     "expected a format of %Y, %y, %m, %d, %H, %M and %S, found %q",
		"epoch(a, '%Y%')":    "expected a letter after the last %",
		"first(a, 'x')":      "expected a whole number from 1 to 100",
		"lower('a')":         "expected a column or one of",
	} {
		if _, err := blocking.ParseTerm(term); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %s", term, err, want)
		}
	}
}

func FuzzEpoch(f *testing.F) {
	f.Add("%Y-%m-%d", "1980-02-03")
	f.Add("%d/%m/%y %H:%M:%S", "03/02/80 04:05:06")
	f.Fuzz(func(_ *testing.T, format, value string) {
		term, err := blocking.ParseTerm("epoch(a, '" + strings.ReplaceAll(format, "'", "''") + "')")
		if err == nil {
			term.Each(func(string) []string { return []string{value} }, func(string) {})
		}
	})
}
