package hl7v2

import (
	"strings"
	"unicode/utf8"
)

// choose finds the character set: of those that MSH-18 names the first in which
// the whole message can be read. Where it names none, a message is in UTF-8 if
// it can be.
func (p *parser) choose(text string, wide bool) (charset, *ParseError) {
	if wide {
		return utf8Set(), nil
	}
	line := text
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		line = text[:end]
	}
	fields := strings.SplitN(line, string(p.marks.field), characterSetOfMH+1)
	if len(fields) < characterSetOfMH || fields[characterSetOfMH-1] == "" || fields[characterSetOfMH-1] == Null {
		if utf8.ValidString(text) {
			return utf8Set(), nil
		}
		return latin1(), nil
	}
	return p.named(fields[characterSetOfMH-1], text)
}

func (p *parser) named(field, text string) (charset, *ParseError) {
	var first *charset
	for name := range strings.SplitSeq(field, divider(p.marks.repetition)) {
		name, _, _ = strings.Cut(name, divider(p.marks.component))
		set, ok := characterSet(name)
		if !ok {
			return charset{}, &ParseError{Segment: header, Number: 1, Field: characterSetOfMH, Expected: knownSets}
		}
		if set.has(text) {
			return set, nil
		}
		if first == nil {
			first = &set
		}
	}
	return *first, nil
}

// divider gives a delimiter to divide a text by; what a message does without
// divides nothing.
func divider(c byte) string {
	if c == 0 {
		return "\r" // which no segment holds
	}
	return string(c)
}
