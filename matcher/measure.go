package matcher

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/antzucaro/matchr"
)

// measures lists the measures that a level's condition may compare with a number.
func measures() map[string]measure {
	return map[string]measure{
		"jaro_winkler":        most(JaroWinkler),
		"levenshtein":         least(func(x, y string) float64 { return float64(matchr.Levenshtein(x, y)) }),
		"damerau_levenshtein": least(func(x, y string) float64 { return float64(slips(x, y)) }),
		"date_parts":          most(dateParts),
		"days_apart":          least(daysApart),
		"shared_tokens":       most(sharedTokens),
		"difference":          least(difference),

		"byte_jaro":                most(byteJaro),
		"byte_jaro_winkler":        most(byteJaroWinkler),
		"byte_levenshtein":         least(byteLevenshtein),
		"byte_damerau_levenshtein": least(byteDamerau),
		"jaccard":                  most(jaccard),
		"cosine":                   most(cosine),
		"relative_difference":      least(relativeDifference),
		"shared_values":            sharedValues,
	}
}

// most takes the likest pair of alternatives.
func most(alike func(x, y string) float64) measure {
	return best(alike, math.Inf(-1), math.Max)
}

// least takes the nearest pair of alternatives.
func least(apart func(x, y string) float64) measure {
	return best(apart, math.Inf(1), math.Min)
}

func best(of func(x, y string) float64, start float64, better func(x, y float64) float64) measure {
	return func(a, b Value) (float64, bool) {
		if a.none() || b.none() {
			return start, false
		}
		if a.single() && b.single() {
			return of(a.text(), b.text()), true
		}
		value := start
		for x := range a.all() {
			for y := range b.all() {
				value = better(value, of(x, y))
			}
		}
		return value, true
	}
}

// JaroWinkler is the Jaro–Winkler similarity with the prefix counted only from
// a Jaro similarity of 0.7, as the Master Person Service publishes it.
func JaroWinkler(x, y string) float64 {
	if x == y {
		return 1
	}
	return matchr.JaroWinkler(x, y, false)
}

// slips counts the letters to add, drop, change or swap with a neighbour. The
// leading blanks are there because OSA sees no swap of the first two letters.
func slips(x, y string) int { return matchr.OSA(" "+x, " "+y) }

// daysApart counts the days between two full dates.
func daysApart(x, y string) float64 {
	one, errOne := time.Parse(time.DateOnly, x)
	two, errTwo := time.Parse(time.DateOnly, y)
	if errOne != nil || errTwo != nil {
		return math.Inf(1)
	}
	return math.Abs(one.Sub(two).Hours() / 24)
}

// sharedTokens counts the different tokens that both have.
func sharedTokens(x, y string) float64 {
	n, rest := 0.0, x
	for token := range strings.FieldsSeq(x) {
		_, rest, _ = strings.Cut(rest, token)
		if hasToken(y, token) && !hasToken(rest, token) {
			n++
		}
	}
	return n
}

// difference is how far two whole or decimal numbers are apart.
func difference(x, y string) float64 {
	one, errOne := strconv.ParseFloat(x, 64)
	two, errTwo := strconv.ParseFloat(y, 64)
	if errOne != nil || errTwo != nil {
		return math.Inf(1)
	}
	return math.Abs(one - two)
}
