package blocking_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/blocking"
)

type row map[string][]string

func (r row) values(column string) []string { return r[column] }

// keysOf gives a rule's keys of a record, with | for the separator.
func keysOf(rule blocking.Rule, record row) []string {
	var out []string
	rule.Keys(record.values, func(key []byte) {
		out = append(out, strings.ReplaceAll(string(key), string(rune(blocking.Separator)), "|"))
	})
	return out
}

func newRule(t *testing.T, keys ...string) blocking.Rule {
	t.Helper()
	rule, err := blocking.NewRule("rule", keys, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rule
}

func TestRuleKeys(t *testing.T) {
	t.Parallel()
	ann := row{
		"family_name": {"SMITH", "JONES"}, "given_names": {"ANN MARIA"},
		"birth_date": {"1980-02-10"}, "sex": {""},
	}
	for _, tt := range []struct{ keys, want []string }{
		{[]string{"birth_date"}, []string{"1980-02-10|"}},
		{[]string{"family_name"}, []string{"SMITH|", "JONES|"}},
		{[]string{"current(family_name)", "year(birth_date)"}, []string{"SMITH|1980|"}},
		{[]string{"family_name", "tokens(given_names)"}, []string{"SMITH|ANN|", "SMITH|MARIA|", "JONES|ANN|", "JONES|MARIA|"}},
		{[]string{"family_name", "postcode"}, nil},
		{[]string{"postcode", "family_name"}, nil},
		{[]string{"sex"}, nil},
		{[]string{"token(given_names, 3)", "family_name"}, nil},
	} {
		if got := keysOf(newRule(t, tt.keys...), ann); !slices.Equal(got, tt.want) {
			t.Errorf("keys %v give %q, want %q", tt.keys, got, tt.want)
		}
	}
}

// Without the separator after each term, AB and C would meet A and BC.
func TestKeysKeepTermsApart(t *testing.T) {
	t.Parallel()
	rule := newRule(t, "a", "b")
	one := keysOf(rule, row{"a": {"AB"}, "b": {"C"}})
	two := keysOf(rule, row{"a": {"A"}, "b": {"BC"}})
	if slices.Equal(one, two) {
		t.Errorf("AB, C and A, BC share the key %q", one)
	}
}

func TestRuleErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys, whenWide []string
		want           string
	}{
		{nil, nil, "blocking rule r: expected at least one key"},
		{nil, []string{"x"}, "blocking rule r: expected at least one key"},
		{[]string{"x", "soundx(y)"}, nil, "blocking rule r: keys: column 1: expected one of"},
		{[]string{"x", "(y"}, nil, `blocking rule r: keys: reading "(y": column 3: expected )`},
		{[]string{"x"}, []string{"first(y)"}, "blocking rule r: when_wide: column 1: first takes"},
	} {
		_, err := blocking.NewRule("r", tt.keys, tt.whenWide)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("NewRule(%v, %v) gave %v, want an error with %q", tt.keys, tt.whenWide, err, tt.want)
		}
	}
	rule, err := blocking.NewRule("r", []string{"x", "y"}, []string{"z"})
	if err != nil || rule.Name != "r" || len(rule.Terms) != 2 || len(rule.WhenWide) != 1 || rule.WhenWide[0].Column() != "z" {
		t.Errorf("NewRule gave %+v, %v", rule, err)
	}
}

func TestProduct(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		lists  [][]string
		prefix string
		want   []string
	}{
		{nil, "p", []string{"p"}},
		{[][]string{{}}, "p", nil},
		{[][]string{{"A"}, nil}, "", nil},
		{[][]string{{"A", "B"}}, "p", []string{"pA|", "pB|"}},
		{[][]string{{"A", "BB"}, {"C"}, {"D", "E"}}, "", []string{"A|C|D|", "A|C|E|", "BB|C|D|", "BB|C|E|"}},
	} {
		// A prefix with and without room to spare: what is appended must not show.
		for _, room := range []int{0, 1, 64} {
			prefix := append(make([]byte, 0, len(tt.prefix)+room), tt.prefix...)
			var got []string
			blocking.Product(tt.lists, prefix, func(key []byte) {
				got = append(got, strings.ReplaceAll(string(key), "\x1f", "|"))
			})
			if !slices.Equal(got, tt.want) || string(prefix) != tt.prefix {
				t.Errorf("Product(%q, %q) gave %q, want %q", tt.lists, prefix, got, tt.want)
			}
		}
	}
}

// Two records share a key exactly when they share a value of every term; a
// record that lacks a column has no key.
func TestRecordsShareAKeyWhenTheyShareAllTerms(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	rule := newRule(t, "a", "first(b, 1)", "current(c)")
	shared := 0
	for range 20_000 {
		x, y := randomRow(random), randomRow(random)
		want := true
		for _, term := range rule.Terms {
			want = want && meet(collect(term, x[term.Column()]...), collect(term, y[term.Column()]...))
		}
		keys := keysOf(rule, x)
		if got := meet(keys, keysOf(rule, y)); got != want {
			t.Fatalf("%v and %v share a key: %v, want %v", x, y, got, want)
		}
		if lacks := len(x["a"]) == 0 || len(x["b"]) == 0 || len(x["c"]) == 0; lacks != (len(keys) == 0) {
			t.Fatalf("%v has %d keys", x, len(keys))
		}
		if want {
			shared++
		}
	}
	if shared < 500 || shared > 19_000 {
		t.Errorf("%d of the pairs share a key: the test says little", shared)
	}
}

func randomRow(random *rand.Rand) row {
	record := row{}
	for _, column := range []string{"a", "b", "c"} {
		for range (random.IntN(8) + 2) / 3 { // none in one of eight
			record[column] = append(record[column], fmt.Sprintf("%c%d", 'A'+random.IntN(2), random.IntN(2)))
		}
	}
	return record
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
