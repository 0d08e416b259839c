package demographics

import (
	"slices"
	"strings"
	"unicode"
)

// maxAlternatives is how many spellings, aliases and previous names are kept.
const maxAlternatives = 16

// names is what a name column told.
type names struct {
	alternatives []string
	placeholder  bool
	birthOrder   uint8
	unknown      bool // a word said that the name is not known
	saysSex      bool // the name began with MALE or FEMALE
	truncated    bool
}

// cleanFamily gives the family names of a text in normal form: the first one,
// its further spellings, then the same of its aliases.
func cleanFamily(text string) names {
	if plain, ok := plainName(text, specialFamily); ok {
		return names{alternatives: []string{plain}}
	}
	return collect(scanName(text), familySpellings)
}

// cleanGiven does the same for given names.
func cleanGiven(text string) names {
	if plain, ok := plainName(text, specialGiven); ok {
		return names{alternatives: []string{plain}}
	}
	return collect(scanName(text), givenSpellings)
}

// collect brings the names of a text together, the current ones first.
func collect(s *nameScanner, spell func(*names, []word)) names {
	n := names{unknown: s.unknown, placeholder: s.placeholder, truncated: s.truncated}
	for _, now := range []bool{true, false} {
		for i := range s.segments {
			if s.segments[i].now == now && len(s.segments[i].words) > 0 {
				spell(&n, s.segments[i].words)
			}
		}
	}
	return n
}

// plainName is the short way for names of ASCII letters and blanks without any
// special word: nearly all of them.
func plainName(text string, special map[string]bool) (name string, ok bool) {
	if text == "" || len(text) > maxName || !isPlain(text) {
		return "", false
	}
	name = strings.ToUpper(text)
	for rest := name; rest != ""; {
		first, after, _ := strings.Cut(rest, " ")
		if special[first] {
			return "", false
		}
		rest = after
	}
	return name, true
}

// isPlain finds ASCII letters in words parted by single blanks.
func isPlain(text string) bool {
	previous := byte(' ')
	for i := range len(text) {
		c := text[i]
		if !isLetter(upperASCII(c)) && (c != ' ' || previous == ' ') {
			return false
		}
		previous = c
	}
	return previous != ' '
}

// familySpellings adds a family name: plain, expanded, with its particles
// joined to it, and without them.
func familySpellings(n *names, words []word) {
	words = stripSuffixes(stripTitles(joinPrefixes(words), familyTitles))
	if isMissing(n, words) {
		return
	}
	n.addSpellings(words)
	lead := 0
	for lead < len(words)-1 && particles[words[lead].plain] {
		lead++
	}
	if lead > 0 {
		n.addSpellings(joinWords(words, lead+1))
		n.addSpellings(words[lead:])
	}
}

// givenSpellings adds the given names of a person: plain and expanded.
func givenSpellings(n *names, words []word) {
	words = stripTitles(words, givenTitles)
	if placeholders[words[0].plain] {
		n.placeholder = true
		n.saysSex = n.saysSex || words[0].plain == "MALE" || words[0].plain == "FEMALE"
		n.birthOrder = max(n.birthOrder, birthOrderIn(words))
		return
	}
	if words = stripSuffixes(words); !isMissing(n, words) {
		n.addSpellings(words)
	}
}

// addSpellings adds one name as it is spelt plainly and, if it differs, at length.
func (n *names) addSpellings(words []word) {
	n.add(joined(words, func(w word) string { return w.plain }))
	n.add(joined(words, func(w word) string { return w.expanded }))
}

func (n *names) add(name string) {
	switch {
	case slices.Contains(n.alternatives, name):
	case len(n.alternatives) == maxAlternatives:
		n.truncated = true
	default:
		n.alternatives = append(n.alternatives, name)
	}
}

func joined(words []word, spelling func(word) string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(spelling(w))
	}
	return b.String()
}

// joinPrefixes makes one word of O BRIEN, MC DONALD and MAC DONALD.
func joinPrefixes(words []word) []word {
	for i := 0; i < len(words)-1; i++ {
		if joiners[words[i].plain] {
			words = slices.Concat(words[:i], joinWords(words[i:], 2))
		}
	}
	return words
}

// joinWords makes one word of the first n.
func joinWords(words []word, n int) []word {
	var first word
	for _, w := range words[:n] {
		first.plain += w.plain
		first.expanded += w.expanded
	}
	return slices.Concat([]word{first}, words[n:])
}

// stripTitles takes titles from before a name, but never the last word.
func stripTitles(words []word, titles map[string]bool) []word {
	for len(words) > 1 && titles[words[0].plain] {
		words = words[1:]
	}
	return words
}

// stripSuffixes takes suffixes from after a name, but never the first word.
func stripSuffixes(words []word) []word {
	for len(words) > 1 && suffixes[words[len(words)-1].plain] {
		words = words[:len(words)-1]
	}
	return words
}

// isMissing finds words that say that there is no name, and numbers that took
// its place.
func isMissing(n *names, words []word) bool {
	name := joined(words, func(w word) string { return w.plain })
	if missingPhrases[name] || coreTitles[name] {
		n.unknown = true
		n.saysSex = n.saysSex || name == "MALE" || name == "FEMALE"
		return true
	}
	return mostlyDigits(name)
}

func mostlyDigits(name string) bool {
	digits, others := 0, 0
	for _, r := range name {
		switch {
		case unicode.IsDigit(r):
			digits++
		case r != ' ':
			others++
		}
	}
	return digits > others
}

// birthOrderIn finds the place among twins in a placeholder such as TWIN TWO.
func birthOrderIn(words []word) uint8 {
	for _, w := range words[1:] {
		if order, ok := birthOrders[w.plain]; ok {
			return order
		}
	}
	return 0
}
