package matcher

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// The measures of this file compare texts as they stand, byte by byte, as the
// functions of the same name do in DuckDB. An imported model relies on them to
// the last digit; the measures above are better for names.

// byteJaro is the Jaro similarity of bytes; half transpositions are dropped.
func byteJaro(x, y string) float64 {
	if x == "" || y == "" {
		return 0
	}
	var scratch [2][64]bool
	inX, inY := flags(&scratch[0], len(x)), flags(&scratch[1], len(y))
	common := matchWithin(x, y, max(len(x), len(y))/2-1, inX, inY)
	if common == 0 {
		return 0
	}
	n := float64(common)
	swaps := float64(displaced(x, y, inX, inY) / 2)
	return (n/float64(len(x)) + n/float64(len(y)) + (n-swaps)/n) / 3
}

func flags(scratch *[64]bool, n int) []bool {
	if n <= len(scratch) {
		return scratch[:n]
	}
	return make([]bool, n)
}

// matchWithin pairs each byte of y with the first free one of x that is equal
// and no further than reach away, marks both and counts them.
func matchWithin(x, y string, reach int, inX, inY []bool) int {
	common := 0
	reach = max(reach, 0)
	for j := range len(y) {
		for i := max(0, j-reach); i < min(len(x), j+reach+1); i++ {
			if !inX[i] && x[i] == y[j] {
				inX[i], inY[j] = true, true
				common++
				break
			}
		}
	}
	return common
}

// displaced counts the paired bytes that stand in another order.
func displaced(x, y string, inX, inY []bool) int {
	n, i := 0, 0
	for j := range len(y) {
		if !inY[j] {
			continue
		}
		for !inX[i] {
			i++
		}
		if x[i] != y[j] {
			n++
		}
		i++
	}
	return n
}

// byteJaroWinkler favours texts that begin alike, if they are alike at all.
func byteJaroWinkler(x, y string) float64 {
	alike := byteJaro(x, y)
	if !(alike > 0.7) {
		return alike
	}
	prefix := 0
	for prefix < min(4, len(x), len(y)) && x[prefix] == y[prefix] {
		prefix++
	}
	return math.FMA(float64(prefix)*0.1, 1-alike, alike) // rounded once, as there
}

// byteLevenshtein counts the bytes to add, drop or change.
func byteLevenshtein(x, y string) float64 {
	var scratch [128]int
	row := scratch[:]
	if len(y) >= len(row) {
		row = make([]int, len(y)+1)
	}
	for j := range len(y) + 1 {
		row[j] = j
	}
	for i := range len(x) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(y) {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return float64(row[len(y)])
}

// byteDamerau counts the bytes to add, drop, change or swap with a neighbour,
// also where others come between afterwards: the true Damerau–Levenshtein distance.
func byteDamerau(x, y string) float64 {
	width := len(y) + 2
	table := make([]int, (len(x)+2)*width)
	at := func(i, j int) *int { return &table[(i+1)*width+j+1] }
	far := len(x) + len(y)
	for i := -1; i <= len(x); i++ {
		*at(i, -1), *at(i, 0) = far, i
	}
	for j := -1; j <= len(y); j++ {
		*at(-1, j), *at(0, j) = far, max(j, 0)
	}
	*at(0, -1), *at(-1, 0) = far, far
	var lastRow [256]int // where each byte stood last in x, from 1
	for i := 1; i <= len(x); i++ {
		lastMatch := 0
		for j := 1; j <= len(y); j++ {
			row, column, cost := lastRow[y[j-1]], lastMatch, 1
			if x[i-1] == y[j-1] {
				cost, lastMatch = 0, j
			}
			*at(i, j) = min(*at(i-1, j-1)+cost, *at(i, j-1)+1, *at(i-1, j)+1,
				*at(row-1, column-1)+(i-row-1)+1+(j-column-1))
		}
		lastRow[x[i-1]] = i
	}
	return float64(*at(len(x), len(y)))
}

// jaccard is the share of the different bytes of both that both have.
func jaccard(x, y string) float64 {
	var inX, inY [256]bool
	for i := range len(x) {
		inX[x[i]] = true
	}
	for i := range len(y) {
		inY[y[i]] = true
	}
	both, either := 0, 0
	for i := range inX {
		if inX[i] && inY[i] {
			both++
		}
		if inX[i] || inY[i] {
			either++
		}
	}
	return float64(both) / float64(either)
}

// relativeDifference is how far two numbers are apart as a share of the greater.
func relativeDifference(x, y string) float64 {
	one, errOne := strconv.ParseFloat(x, 64)
	two, errTwo := strconv.ParseFloat(y, 64)
	if errOne != nil || errTwo != nil {
		return math.Inf(1)
	}
	return math.Abs(one-two) / max(one, two)
}

// cosine is the cosine similarity of two lists of numbers, as in [0.1, 0.7].
func cosine(x, y string) float64 {
	var one, two []float64
	if json.Unmarshal([]byte(x), &one) != nil || json.Unmarshal([]byte(y), &two) != nil || len(one) != len(two) {
		return math.Inf(-1)
	}
	dot, square, other := 0.0, 0.0, 0.0
	for i := range one {
		dot += one[i] * two[i]
		square += one[i] * one[i]
		other += two[i] * two[i]
	}
	return dot / math.Sqrt(square*other)
}

// sharedValues counts the different alternatives that both have.
func sharedValues(a, b Value) (float64, bool) {
	var shared []string
	for x := range a.all() {
		if has(b, x) && !slices.Contains(shared, x) {
			shared = append(shared, x)
		}
	}
	return float64(len(shared)), !a.none() && !b.none()
}

// subset holds when all alternatives of the one are alternatives of the other.
func subset(a, b Value) bool {
	return !a.none() && !b.none() && (hasAll(a, b) || hasAll(b, a))
}

func hasAll(some, of Value) bool {
	for x := range of.all() {
		if !has(some, x) {
			return false
		}
	}
	return true
}

func has(some Value, text string) bool {
	for x := range some.all() {
		if x == text {
			return true
		}
	}
	return false
}
