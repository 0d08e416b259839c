package blocking

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/antzucaro/matchr"

	"github.com/lhcre/mpi/matcher/expr"
)

// transform turns a value into the terms that stand for it in a key.
type transform func(value string, emit func(string))

// builder makes a transform from the numbers written after its column, or from
// whatever else may stand there.
type builder struct {
	numbers int
	build   func(n int) transform
	read    func(args []expr.Node) (transform, error)
}

func plain(f func(string) string) builder {
	return builder{build: func(int) transform {
		return func(value string, emit func(string)) { emit(f(value)) }
	}}
}

func several(f transform) builder { return builder{build: func(int) transform { return f }} }

func counted(f func(string, int) string) builder {
	return builder{numbers: 1, build: func(n int) transform {
		return func(value string, emit func(string)) { emit(f(value, n)) }
	}}
}

// builders lists the transforms that a model may name.
func builders() map[string]builder {
	return map[string]builder{
		"first":     counted(first),
		"last":      counted(last),
		"initial":   plain(func(s string) string { return first(s, 1) }),
		"token":     counted(token),
		"tokens":    several(tokens),
		"joined":    plain(func(s string) string { return strings.ReplaceAll(s, " ", "") }),
		"sorted":    plain(sorted),
		"soundex":   plain(soundex),
		"metaphone": several(metaphone),
		"digits":    plain(digits),
		"outcode":   plain(outcode),
		"sector":    plain(sector),
		"area":      plain(area),
		"year":      plain(func(s string) string { return span(s, 0, 4) }),
		"month":     plain(func(s string) string { return span(s, 5, 7) }),
		"day":       plain(func(s string) string { return span(s, 8, 10) }),
		"domain":    plain(func(s string) string { return after(s, "@") }),
		"mailbox":   plain(mailbox),

		"lower":      plain(strings.ToLower),
		"upper":      plain(strings.ToUpper),
		"trimmed":    plain(func(s string) string { return strings.Trim(s, " ") }),
		"number":     plain(number),
		"substring":  {read: readSubstring},
		"match":      {read: readMatch},
		"unless":     {read: readUnless},
		"epoch":      {read: readEpoch},
		"items":      several(items),
		"first_item": several(firstItem),
		"last_item":  several(lastItem),
	}
}

func transformNames() []string { return slices.Sorted(maps.Keys(builders())) }

func newTransform(call expr.Node) (transform, error) {
	b, ok := builders()[call.Name]
	if !ok {
		return nil, fmt.Errorf("column %d: expected one of %s, found %s",
			call.Pos+1, strings.Join(transformNames(), ", "), call.Name)
	}
	if b.read != nil {
		t, err := b.read(call.Args[1:])
		if err != nil {
			return nil, fmt.Errorf("column %d: %s: %w", call.Pos+1, call.Name, err)
		}
		return t, nil
	}
	if len(call.Args) != 1+b.numbers {
		return nil, fmt.Errorf("column %d: %s takes a column and %d numbers", call.Pos+1, call.Name, b.numbers)
	}
	n := 0
	for _, arg := range call.Args[1:] {
		n = int(arg.Number)
		if arg.Kind != expr.Number || float64(n) != arg.Number || n < 1 || n > 100 {
			return nil, fmt.Errorf("column %d: expected a whole number from 1 to 100", arg.Pos+1)
		}
	}
	return b.build(n), nil
}

// first gives the first n letters.
func first(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// last gives the last n letters.
func last(s string, n int) string {
	skip := utf8.RuneCountInString(s) - n
	for i := range s {
		if skip <= 0 {
			return s[i:]
		}
		skip--
	}
	return ""
}

// token gives the nth blank-separated token.
func token(s string, n int) string {
	fields := strings.Fields(s)
	if n > len(fields) {
		return ""
	}
	return fields[n-1]
}

func tokens(s string, emit func(string)) {
	for t := range strings.FieldsSeq(s) {
		emit(t)
	}
}

func sorted(s string) string {
	fields := strings.Fields(s)
	slices.Sort(fields)
	return strings.Join(fields, " ")
}

// soundex gives the American Soundex code of the letters A to Z in a value,
// and nothing for a value that has none.
func soundex(s string) string {
	letters := onlyLatin(s)
	if letters == "" {
		return ""
	}
	return matchr.Soundex(letters)
}

// metaphone gives both Double Metaphone codes.
func metaphone(s string, emit func(string)) {
	one, two := matchr.DoubleMetaphone(onlyLatin(s))
	emit(one)
	if two != one {
		emit(two)
	}
}

func onlyLatin(s string) string {
	return keep(s, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' })
}

func digits(s string) string {
	return keep(s, func(r rune) bool { return r >= '0' && r <= '9' })
}

// keep drops what does not pass, and returns s itself when all does.
func keep(s string, pass func(rune) bool) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !pass(r) }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if pass(r) {
			return r
		}
		return -1
	}, s)
}

// outcode, sector and area read a postcode in normal form, as in SW1A 1AA.
func outcode(s string) string {
	before, _, found := strings.Cut(s, " ")
	if !found {
		return ""
	}
	return before
}

func sector(s string) string {
	if blank := strings.IndexByte(s, ' '); blank > 0 && blank+2 <= len(s) {
		return s[:blank+2]
	}
	return ""
}

func area(s string) string {
	n := strings.IndexFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' })
	if n < 1 {
		return ""
	}
	return s[:n]
}

// span cuts a part out of a date in normal form, as in 1980-02-10.
func span(s string, from, to int) string {
	if len(s) < to {
		return ""
	}
	return s[from:to]
}

func after(s, mark string) string {
	_, rest, _ := strings.Cut(s, mark)
	return rest
}

func mailbox(s string) string {
	name, _, found := strings.Cut(s, "@")
	if !found {
		return ""
	}
	return name
}
