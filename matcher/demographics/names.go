package demographics

import (
	"slices"
	"strings"
)

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
	if text == "" {
		return names{}
	}
	if plain, ok := plainName(text, specialFamily); ok {
		return names{alternatives: []string{plain}}
	}
	return collect(scanName(text), familySpellings)
}

// cleanGiven does the same for given names.
func cleanGiven(text string) names {
	if text == "" {
		return names{}
	}
	if plain, ok := plainName(text, specialGiven); ok {
		return names{alternatives: []string{plain}}
	}
	scan := scanName(text)
	if scan.placeholder {
		return names{placeholder: true}
	}
	return collect(scan, givenSpellings)
}

// collect brings the names of a text together, the current ones first.
func collect(s *nameScanner, spell func(*names, []word)) names {
	n := names{unknown: s.unknown, truncated: s.truncated}
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
	case len(n.alternatives) == maxValues:
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
