package demographics

import (
	"slices"
	"strings"
)

// nameScanner parts a text into the names told in it and the names into words.
type nameScanner struct {
	segments        []segment
	at              int // the segment that takes words
	resume          int // the segment that takes them after the bracket closes
	inBracket       bool
	plain, expanded []byte

	unknown     bool // a word said that the name is not known
	nee         bool // the marker NEE was there
	placeholder bool // the first word was F/I, M/I or B/O
	truncated   bool
}

// scanName reads a text into names.
func scanName(text string) *nameScanner {
	s := &nameScanner{segments: make([]segment, 1, 4)}
	for _, r := range text {
		s.take(r)
	}
	s.endWord()
	s.keepLoneNee()
	return s
}

func (s *nameScanner) take(r rune) {
	switch {
	case isApostrophe(r):
		s.repairZero()
	case isDiacritic(r):
		s.expandUmlaut(r)
	case isWordRune(r):
		s.plain, s.expanded = appendFolded(s.plain, s.expanded, r)
	case r == '/':
		s.plain, s.expanded = append(s.plain, '/'), append(s.expanded, '/')
	case isInvisible(r): // nothing of the name
	default:
		s.endWord()
		s.punctuate(r)
	}
}

// punctuate handles what parts names; all else parts words.
func (s *nameScanner) punctuate(r rune) {
	switch r {
	case '(', '[', '{':
		if !s.inBracket {
			s.resume, s.inBracket = s.at, true
		}
		s.open(true)
	case ')', ']', '}':
		if s.inBracket {
			s.at, s.inBracket = s.resume, false
		}
	case ';', '|', '\\':
		s.open(s.inBracket)
	}
}

// open begins a further name; an empty one is taken up instead.
func (s *nameScanner) open(bracketed bool) {
	if len(s.segments[s.at].words) == 0 && s.segments[s.at].bracketed == bracketed {
		return
	}
	s.segments = append(s.segments, segment{bracketed: bracketed})
	s.at = len(s.segments) - 1
}

// repairZero turns the 0 of 0'NEILL into an O; the apostrophe is dropped.
func (s *nameScanner) repairZero() {
	if string(s.plain) == "0" {
		s.plain[0], s.expanded[0] = 'O', 'O'
	}
}

// expandUmlaut does for U with a combining diaeresis what the table does for Ü.
func (s *nameScanner) expandUmlaut(r rune) {
	const diaeresis = 0x0308
	if n := len(s.expanded); r == diaeresis && n > 0 && strings.IndexByte("AOU", s.expanded[n-1]) >= 0 {
		s.expanded = append(s.expanded, 'E')
	}
}

// endWord adds the word read so far; a slash in it parts two names unless the
// whole is one of the slash words.
func (s *nameScanner) endWord() {
	if len(s.plain) == 0 {
		return
	}
	plain, expanded := string(s.plain), string(s.expanded)
	s.plain, s.expanded = s.plain[:0], s.expanded[:0]
	if slashWords[plain] || !strings.Contains(plain, "/") {
		s.add(word{plain, expanded})
		return
	}
	longer := strings.Split(expanded, "/")
	for i, part := range strings.Split(plain, "/") {
		if i > 0 {
			s.open(s.inBracket)
		}
		if part != "" {
			s.add(word{part, longer[i]})
		}
	}
}

// add puts a word into the current name, unless it says something of it.
func (s *nameScanner) add(w word) {
	current := &s.segments[s.at]
	switch {
	case unknownWords[w.plain]:
		s.unknown = true
	case kinWords[w.plain]: // the name after it stays
	case slashWords[w.plain]:
		s.placeholder = s.placeholder || (s.at == 0 && len(current.words) == 0)
	case aliasMarkers[w.plain]:
		s.nee = s.nee || w.plain == "NEE"
		s.open(s.inBracket)
	case current.bracketed && len(current.words) == 0 && bracketMarkers[w.plain]:
		current.now = current.now || w.plain == "NOW"
	case w.plain == "AS" && s.dropKnown():
		s.open(s.inBracket)
	default:
		s.truncated = current.push(w) || s.truncated
	}
}

// dropKnown takes ALSO KNOWN from the end of the current name.
func (s *nameScanner) dropKnown() bool {
	words := s.segments[s.at].words
	last := len(words) - 1
	if last < 0 || words[last].plain != "KNOWN" {
		return false
	}
	if last > 0 && knownBefore[words[last-1].plain] {
		last--
	}
	s.segments[s.at].words = words[:last]
	return true
}

// keepLoneNee gives back NEE when it stood alone, for it is a family name too.
func (s *nameScanner) keepLoneNee() {
	empty := func(g segment) bool { return len(g.words) == 0 }
	if s.nee && !slices.ContainsFunc(s.segments, func(g segment) bool { return !empty(g) }) {
		s.segments[0].words = []word{{"NEE", "NEE"}}
	}
}
