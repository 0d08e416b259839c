package demographics

import (
	"slices"
	"unicode"
)

// joinPrefixes makes one word of O BRIEN, MC DONALD and MAC DONALD.
func joinPrefixes(words []word) []word {
	tidy := make([]word, 0, len(words))
	for _, w := range words {
		last := len(tidy) - 1
		if last < 0 || !joiners[tidy[last].plain] {
			tidy = append(tidy, w)
			continue
		}
		tidy[last].plain += w.plain
		tidy[last].expanded += w.expanded
	}
	return tidy
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
