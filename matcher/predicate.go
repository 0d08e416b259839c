package matcher

import (
	"maps"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// predicate is a yes-or-no question that a level's condition may ask. Terms
// is how many terms it takes, 0 for any number.
type predicate struct {
	terms int
	build func(m *Model, at []int) condition
}

// predicates lists the predicates that a model may name.
func predicates() map[string]predicate {
	return map[string]predicate{
		"null":              {0, null},
		"absent":            {0, absent},
		"exact":             {1, exact},
		"subset":            one(subset),
		"nickname":          one(pairwise(demographics.SameName)),
		"family_variant":    one(pairwise(demographics.SameFamily)),
		"shared_token":      one(pairwise(sharedToken)),
		"contained":         one(pairwise(contained)),
		"initial":           one(pairwise(initialOf)),
		"joined":            one(pairwise(equalJoined)),
		"swapped":           {2, swapped},
		"day_month_swapped": one(pairwise(dayMonthSwapped)),
		"one_digit_out":     one(pairwise(oneDigitOut)),
		"digits_transposed": one(pairwise(digitsTransposed)),
		"default_date":      one(pairwise(defaultDate)),
		"lookalike":         one(pairwise(lookalike)),
		"prefix_of":         one(pairwise(prefixOf)),
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func exact(_ *Model, at []int) condition {
	term := at[0]
	return func(_ *Comparer, a, b *Comparable) bool { return anyEqual(a.value(term), b.value(term)) }
}

func one(holds func(a, b Value) bool) predicate {
	return predicate{1, func(_ *Model, at []int) condition { return asking(at[0], holds) }}
}

// pairwise asks of every alternative of one value with every one of the other.
func pairwise(holds func(x, y string) bool) func(a, b Value) bool {
	return func(a, b Value) bool {
		if a.none() || b.none() {
			return false
		}
		if a.single() && b.single() {
			return holds(a.text(), b.text())
		}
		for x := range a.all() {
			for y := range b.all() {
				if holds(x, y) {
					return true
				}
			}
		}
		return false
	}
}

// null holds when either record has none of the terms.
func null(_ *Model, at []int) condition {
	return func(_ *Comparer, a, b *Comparable) bool { return a.lacks(at) || b.lacks(at) }
}

// absent holds when neither record has any of the terms.
func absent(_ *Model, at []int) condition {
	return func(_ *Comparer, a, b *Comparable) bool { return a.lacks(at) && b.lacks(at) }
}

func (c *Comparable) lacks(terms []int) bool {
	for _, term := range terms {
		if !c.value(term).none() {
			return false
		}
	}
	return true
}

// swapped holds when each record's first term is the other's second.
func swapped(_ *Model, at []int) condition {
	first, second := at[0], at[1]
	return func(_ *Comparer, a, b *Comparable) bool {
		return anyEqual(a.value(first), b.value(second)) && anyEqual(a.value(second), b.value(first))
	}
}

func sharedToken(x, y string) bool {
	for token := range strings.FieldsSeq(x) {
		if len(token) > 1 && hasToken(y, token) {
			return true
		}
	}
	return false
}

func hasToken(text, token string) bool {
	for t := range strings.FieldsSeq(text) {
		if t == token {
			return true
		}
	}
	return false
}

// contained holds when all tokens of the one are tokens of the other.
func contained(x, y string) bool { return holdsAll(x, y) || holdsAll(y, x) }

func holdsAll(text, tokens string) bool {
	for token := range strings.FieldsSeq(tokens) {
		if !hasToken(text, token) {
			return false
		}
	}
	return tokens != ""
}

// initialOf holds when one is a single letter and the other begins with it.
func initialOf(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) == 1 && strings.HasPrefix(y, x)
}

// equalJoined holds when both are the same but for blanks.
func equalJoined(x, y string) bool {
	return x == y || strings.ReplaceAll(x, " ", "") == strings.ReplaceAll(y, " ", "")
}

// prefixOf holds when one, at least three bytes long, begins the other.
func prefixOf(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) >= 3 && strings.HasPrefix(y, x)
}

// lookalike holds when both are the same once 0 is read as O and 1 as I.
func lookalike(x, y string) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range len(x) {
		if fold(x[i]) != fold(y[i]) {
			return false
		}
	}
	return true
}

func fold(c byte) byte {
	switch c {
	case '0':
		return 'O'
	case '1', 'L':
		return 'I'
	}
	return c
}
