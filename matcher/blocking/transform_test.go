package blocking_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/blocking"
)

// valuesOf gives the values of a term for a record of one column x.
func valuesOf(t *testing.T, term string, x ...string) []string {
	t.Helper()
	parsed, err := blocking.ParseTerm(term)
	if err != nil {
		t.Fatalf("ParseTerm(%q): %v", term, err)
	}
	var out []string
	parsed.Each(func(column string) []string {
		if column != "x" {
			t.Errorf("%s reads column %q, want x", term, column)
		}
		return x
	}, func(value string) { out = append(out, value) })
	return out
}

func TestTransforms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		term, in string
		want     []string
	}{
		{"x", "SMITH", []string{"SMITH"}},
		{"x", "", nil},

		{"first(x, 3)", "SMITH", []string{"SMI"}},
		{"first(x, 3)", "SM", []string{"SM"}},
		{"first(x, 2)", "ŁÓDŹ", []string{"ŁÓ"}},
		{"last(x, 3)", "SMITH", []string{"ITH"}},
		{"last(x, 5)", "SMITH", []string{"SMITH"}},
		{"last(x, 9)", "SMITH", []string{"SMITH"}},
		{"last(x, 2)", "ŁÓDŹ", []string{"DŹ"}},
		{"initial(x)", "SMITH", []string{"S"}},
		{"initial(x)", "ŁÓDŹ", []string{"Ł"}},

		{"token(x, 1)", "MARIA LUISA", []string{"MARIA"}},
		{"token(x, 2)", "MARIA LUISA", []string{"LUISA"}},
		{"token(x, 3)", "MARIA LUISA", nil},
		{"tokens(x)", "MARIA LUISA", []string{"MARIA", "LUISA"}},
		{"joined(x)", "WAI MING", []string{"WAIMING"}},
		{"sorted(x)", "MARIA LUISA ANN", []string{"ANN LUISA MARIA"}},

		{"soundex(x)", "ROBERT", []string{"R163"}},
		{"soundex(x)", "RUPERT", []string{"R163"}},
		{"soundex(x)", "ASHCRAFT", []string{"A261"}},
		{"soundex(x)", "TYMCZAK", []string{"T522"}},
		{"soundex(x)", "PFISTER", []string{"P236"}},
		{"soundex(x)", "HONEYMAN", []string{"H555"}},
		{"soundex(x)", "LEE", []string{"L000"}},
		{"soundex(x)", "O BRIEN", []string{"O165"}},
		{"soundex(x)", "МАРИЯ", nil},
		{"metaphone(x)", "SMITH", []string{"SM0", "XMT"}},
		{"metaphone(x)", "BELL", []string{"PL"}},
		{"metaphone(x)", "МАРИЯ", nil},
		{"digits(x)", "FLAT 3 12A", []string{"312"}},
		{"digits(x)", "0161 496 0000", []string{"01614960000"}},
		{"digits(x)", "NONE", nil},

		{"outcode(x)", "SW1A 1AA", []string{"SW1A"}},
		{"outcode(x)", "SW1A", nil},
		{"sector(x)", "SW1A 1AA", []string{"SW1A 1"}},
		{"sector(x)", "SW1A 1", []string{"SW1A 1"}},
		{"sector(x)", "SW1A", nil},
		{"sector(x)", "SW1A ", nil},
		{"area(x)", "SW1A 1AA", []string{"SW"}},
		{"area(x)", "M1 1AE", []string{"M"}},
		{"area(x)", "1AE", nil},
		{"area(x)", "SW", nil},

		{"year(x)", "1980-02-10", []string{"1980"}},
		{"month(x)", "1980-02-10", []string{"02"}},
		{"day(x)", "1980-02-10", []string{"10"}},
		{"year(x)", "1980", []string{"1980"}},
		{"month(x)", "1980", nil},
		{"month(x)", "1980-02", []string{"02"}},
		{"day(x)", "1980-02", nil},

		{"domain(x)", "ann@example.org", []string{"example.org"}},
		{"domain(x)", "ann", nil},
		{"mailbox(x)", "ann@example.org", []string{"ann"}},
		{"mailbox(x)", "ann", nil},

		// Inside out.
		{"first(token(x, 2), 1)", "MARIA LUISA", []string{"L"}},
		{"token(first(x, 1), 2)", "MARIA LUISA", nil},
		{"soundex(tokens(x))", "ROBERT LEE", []string{"R163", "L000"}},
		{"first(joined(sorted(x)), 4)", "MING LEE", []string{"LEEM"}},
	} {
		if got := valuesOf(t, tt.term, tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("%s of %q gives %q, want %q", tt.term, tt.in, got, tt.want)
		}
	}
}

func TestTermsOfAlternatives(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		term     string
		in, want []string
	}{
		{"x", []string{"SMITH", "JONES"}, []string{"SMITH", "JONES"}},
		{"current(x)", []string{"SMITH", "JONES"}, []string{"SMITH"}},
		{"current(x)", []string{"SMITH"}, []string{"SMITH"}},
		{"current(x)", nil, nil},
		{"current(current(x))", []string{"SMITH", "JONES"}, []string{"SMITH"}},
		{"first(current(x), 2)", []string{"SMITH", "JONES"}, []string{"SM"}},
		{"first(x, 1)", []string{"SMITH", "JONES"}, []string{"S", "J"}},
		{"x", []string{"", "JONES"}, []string{"JONES"}},
	} {
		if got := valuesOf(t, tt.term, tt.in...); !slices.Equal(got, tt.want) {
			t.Errorf("%s of %q gives %q, want %q", tt.term, tt.in, got, tt.want)
		}
	}
}

func TestTermTellsColumnAndNormalForm(t *testing.T) {
	t.Parallel()
	term, err := blocking.ParseTerm(" first( current(given_names) ,3)")
	if err != nil {
		t.Fatal(err)
	}
	if term.Column() != "given_names" || term.String() != "first(current(given_names), 3)" {
		t.Errorf("column %q, text %q", term.Column(), term)
	}
}

func TestTermErrorsNameThePlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ term, want string }{
		{"", `reading "": column 1: expected a name`},
		{"first(x", "column 8: expected , or )"},
		{"soundx(x)", "column 1: expected one of area, day, digits,"},
		{"soundx(x)", "found soundx"},
		{"first(soundx(x), 2)", "column 7: expected one of"},
		{"first(x)", "column 1: first takes a column and 1 numbers"},
		{"first(x, 1, 2)", "column 1: first takes a column and 1 numbers"},
		{"soundex(x, 1)", "column 1: soundex takes a column and 0 numbers"},
		{"first(x, y)", "column 10: expected a whole number from 1 to 100"},
		{"first(x, 0)", "column 10: expected a whole number from 1 to 100"},
		{"first(x, -1)", "column 10: expected a whole number"},
		{"first(x, 101)", "column 10: expected a whole number"},
		{"first(x, 1.5)", "column 10: expected a whole number"},
		{"first(x, 99999999999999999999)", "column 10: expected a whole number"},
		{"12", "column 1: expected a column or one of"},
		{"x and y", "column 1: expected a column or one of"},
		{"not x", "column 1: expected a column or one of"},
		{"x > 1", "column 1: expected a column or one of"},
		{"first(x or y, 1)", "column 7: expected a column or one of"},
		{"current(first(x, 2))", "column 1: expected one of"},
		{"current(x, 2)", "column 1: expected one of"},
	} {
		_, err := blocking.ParseTerm(tt.term)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("ParseTerm(%q) gave %v, want an error with %q", tt.term, err, tt.want)
		}
	}
	for _, n := range []string{"first(x, 1)", "first(x, 100)"} {
		if _, err := blocking.ParseTerm(n); err != nil {
			t.Errorf("ParseTerm(%q): %v", n, err)
		}
	}
}

func FuzzTerm(f *testing.F) {
	f.Add("first(token(x, 2), 1)", "MARIA LUISA")
	f.Add("metaphone(tokens(x))", "Ĳ O'BRIEN \xff")
	f.Add("soundex(last(current(x), 9))", "123")
	f.Add("sector(x)", "SW1A 1AA")
	f.Add("day(x)", "1980-02-10")
	f.Add("domain(mailbox(x))", "a@b@c")
	f.Fuzz(func(t *testing.T, text, value string) {
		term, err := blocking.ParseTerm(text)
		if err != nil {
			return
		}
		once := collect(term, value)
		if slices.Contains(once, "") {
			t.Errorf("%s gives an empty value", term)
		}
		if twice := collect(term, value, value); len(twice) != 2*len(once) && !strings.Contains(text, "current") {
			t.Errorf("%s gives %q of one value and %q of two", term, once, twice)
		}
	})
}

func collect(term blocking.Term, values ...string) []string {
	var out []string
	term.Each(func(string) []string { return values }, func(value string) { out = append(out, value) })
	return out
}
