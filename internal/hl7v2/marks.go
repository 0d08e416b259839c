package hl7v2

import "strings"

// marks are the delimiters of a message, as its MSH-1 and MSH-2 tell; 0 stands
// for one that it does without.
type marks struct{ field, component, repetition, escape, subcomponent, truncation byte }

// marksOf reads the delimiters at the start of MSH.
func marksOf(text string) (marks, *ParseError) {
	if !strings.HasPrefix(text, header) {
		return marks{}, &ParseError{Expected: "a message that begins with MSH"}
	}
	if len(text) == len(header) || !isMark(text[len(header)]) {
		return marks{}, &ParseError{Segment: header, Number: 1, Field: 1, Expected: "a delimiter of fields"}
	}
	m := marks{field: text[len(header)]}
	rest := text[len(header)+1:]
	if end := strings.IndexAny(rest, string(m.field)+"\r\n"); end >= 0 {
		rest = rest[:end]
	}
	all := []*byte{&m.component, &m.repetition, &m.escape, &m.subcomponent, &m.truncation}
	if !areMarks(rest, m.field, len(all)) {
		return marks{}, &ParseError{Segment: header, Number: 1, Field: 2, Expected: `one to five different delimiters, as ^~\&`}
	}
	for i := range len(rest) {
		*all[i] = rest[i]
	}
	return m, nil
}

func areMarks(text string, field byte, most int) bool {
	if text == "" || len(text) > most {
		return false
	}
	for i := range len(text) {
		if c := text[i]; !isMark(c) || c == field || strings.IndexByte(text[:i], c) >= 0 {
			return false
		}
	}
	return true
}

// isMark finds the printable characters of ASCII that are neither letters nor
// digits.
func isMark(c byte) bool {
	switch {
	case c <= ' ', c > '~', c == '"': // or Null could not be told
		return false
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
		return false
	}
	return true
}
