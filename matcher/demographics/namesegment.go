package demographics

import "unicode/utf8"

// maxName is the greatest length of one name in bytes.
const maxName = 255

// word is one word of a name in its two spellings.
type word struct{ plain, expanded string }

// segment is one of several names told in one text.
type segment struct {
	words     []word
	bracketed bool
	size      int
	now       bool // told as the current name, by "(NOW X)"
}

// push adds a word as far as there is room and says whether there was too little.
func (g *segment) push(w word) (truncated bool) {
	plain, expanded := cut(w.plain, maxName), cut(w.expanded, maxName)
	if g.size += len(expanded) + 1; g.size > maxName+1 {
		return true
	}
	g.words = append(g.words, word{plain, expanded})
	return len(plain) < len(w.plain)
}

// cut shortens s to at most n bytes, at the boundary of a rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
