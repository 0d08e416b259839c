package expr_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/expr"
)

func TestParseWritesTheNormalForm(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want string }{
		{"birth_date", "birth_date"},
		{"soundex( family_name )", "soundex(family_name)"},
		{"first(given_names,3)", "first(given_names, 3)"},
		{"jaro_winkler(a)>=0.92", "jaro_winkler(a) >= 0.92"},
		{"exact(a) AND exact(b) or not null(c)", "(exact(a) and exact(b)) or not null(c)"},
		{"exact(a) and (exact(b) or exact(c))", "exact(a) and (exact(b) or exact(c))"},
		{"levenshtein(x) < 2 and y = -1", "levenshtein(x) < 2 and y = -1"},
		{"exact( `first name` )", "exact(`first name`)"},
		{"null(`and`) and exact(`a``b`)", "null(`and`) and exact(`a``b`)"},
		{"match(a,'^it''s (.*)$', 1)", "match(a, '^it''s (.*)$', 1)"},
	} {
		node, err := expr.Parse(test.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", test.in, err)
			continue
		}
		if got := node.String(); got != test.want {
			t.Errorf("Parse(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestParseErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, want string }{
		{"", "column 1: expected a name"},
		{"f(", "column 3: expected a name"},
		{"f(a", "column 4: expected , or )"},
		{"f(a) b", "column 6: expected the end"},
		{"f(a) >= b", "column 9: expected a number"},
		{"f(a) ; g", "column 6: expected"},
		{"a >= 1.2.3", "column 6: expected a number"},
		{"(a", "column 3: expected )"},
		{"and", "column 1: expected a name"},
		{"exact(`a)", "column 7: expected a closing backquote"},
		{"exact(``)", "column 7: expected a name between the backquotes"},
		{"match(a, 'b''", "column 10: expected a closing quote"},
		{strings.Repeat("(", 100) + "a", "nesting"},
		{strings.Repeat("not ", 100) + "a", "nesting"},
	} {
		_, err := expr.Parse(test.in)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Parse(%q) gave %v, want an error with %q", test.in, err, test.want)
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	node, err := expr.Parse("exact(b) and jaro_winkler(a) > 0.9 and swapped(b, c)")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := node.Columns(), []string{"b", "a", "c"}; !reflect.DeepEqual(got, want) {
		t.Errorf("Columns() = %v, want %v", got, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("exact(a) and (jaro_winkler(b) >= 0.9 or not null(c))")
	f.Add(strings.Repeat("not ", 40) + "exact(a)")
	f.Add("exact(match(`e mail`, '^[^@''`]+', 0))")
	f.Fuzz(func(t *testing.T, text string) {
		node, err := expr.Parse(text)
		if err != nil {
			return
		}
		again, err := expr.Parse(node.String())
		if err != nil {
			t.Fatalf("the normal form %q of %q does not parse: %v", node, text, err)
		}
		if again.String() != node.String() {
			t.Fatalf("%q is not a normal form: it parses to %q", node, again)
		}
	})
}
