package hl7v2

import (
	"strconv"
	"strings"
)

// ParseError says where a message is not as it should be, and what was expected
// there; never what was found, which may be personal.
type ParseError struct {
	Segment    string // its name; "" where it has none
	Number     int    // its place in the message, from 1; 0 for the message as a whole
	Field      int    // its number in the standard; 0 for the segment as a whole
	Repetition int    // from 1; 0 for the field as a whole
	Component  int    // from 1; 0 for the repetition as a whole
	Expected   string
}

// Error gives the place, the greatest part first, and what was expected.
func (e *ParseError) Error() string {
	var b strings.Builder
	part := func(before string, n int) {
		if n > 0 {
			b.WriteString(before)
			b.WriteString(strconv.Itoa(n))
		}
	}
	part("segment ", e.Number)
	if e.Segment != "" {
		b.WriteString(", " + e.Segment)
		part("-", e.Field)
	}
	part(", repetition ", e.Repetition)
	part(", component ", e.Component)
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString("expected " + e.Expected)
	return b.String()
}
