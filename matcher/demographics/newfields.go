package demographics

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// maxField is the greatest length of a field in bytes.
const maxField = 64 << 10

// text gives the trimmed text of a column once it is known to be sound.
func (s *standardiser) text(column string) string {
	return strings.TrimSpace(s.raw(column))
}

// raw gives the text of a column as it is written, once it is known to be sound.
func (s *standardiser) raw(column string) string {
	text := s.value(column)
	switch {
	case text == "": // most columns of most records
	case len(text) > maxField:
		s.reject(column, fmt.Sprintf("at most %d bytes", maxField))
	case !utf8.ValidString(text):
		s.reject(column, "UTF-8 text")
	default:
		return text
	}
	return ""
}

func (s *standardiser) reject(column, expected string) {
	if s.rejected == nil {
		s.rejected = &FieldError{Column: column, Expected: expected}
	}
}

func (s *standardiser) remark(column, note string) {
	s.remarks = appendNew(s.remarks, Remark{Column: column, Note: note})
}

// expectation is an error that says what a text should have been; it never
// holds the text itself.
type expectation string

// Error says what was expected.
func (e expectation) Error() string { return "expected " + string(e) }

// coded reads a column whose unknown values reject the record. No text is the
// zero value.
func coded[T any](s *standardiser, column string, parse func(string) (T, error)) (value T) {
	text := s.text(column)
	if text == "" {
		return value
	}
	value, err := parse(text)
	if expected, ok := errors.AsType[expectation](err); ok {
		s.reject(column, string(expected))
	}
	return value
}

// maxValues is how many values of one column are kept.
const maxValues = 16

// several reads a column of values parted by semicolons or bars; those that
// cannot be read, and those beyond the greatest number, are remarked and left out.
func several[T comparable](s *standardiser, column string, parse func(string) (T, bool)) []T {
	text := s.text(column)
	if text == "" {
		return nil
	}
	var values []T
	for part := range strings.FieldsFuncSeq(text, isSeparator) {
		if len(values) == maxValues {
			s.remark(column, noteShortened)
			break
		}
		if value, ok := parse(part); ok {
			values = appendNew(values, value)
		} else if strings.TrimSpace(part) != "" {
			s.remark(column, noteUnreadable)
		}
	}
	return values
}

func isSeparator(r rune) bool { return r == ';' || r == '|' }

// parseTime reads an RFC 3339 time or a date, which stands for its first moment
// in UTC; "" is the zero time.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, expectation("an RFC 3339 time or a date, yyyy-mm-dd")
}
