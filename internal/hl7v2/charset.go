package hl7v2

import (
	"errors"
	"unicode/utf8"
)

// The character sets that messages are written in, as MSH-18 has them.
const (
	ASCII   = "ASCII"
	Latin1  = "8859/1"
	Unicode = "UNICODE UTF-8"
)

// charset writes characters.
type charset struct {
	name string
	last rune // the last character that it has; up to there a byte each, unless wide
	wide bool
}

// characterSet reads MSH-18. A message without it is in ASCII.
func characterSet(field Field) (charset, error) {
	name := ""
	if len(field) > 0 && len(field[0]) > 0 && len(field[0][0]) > 0 {
		name = field[0][0][0]
	}
	switch name {
	case "", ASCII:
		return charset{name: ASCII, last: '~'}, nil
	case Latin1:
		return charset{name: Latin1, last: 0xff}, nil
	case Unicode:
		return charset{name: Unicode, last: utf8.MaxRune, wide: true}, nil
	}
	return charset{}, errors.New("expected ASCII, 8859/1 or UNICODE UTF-8")
}

func (c charset) append(out []byte, r rune) ([]byte, bool) {
	switch {
	case r > c.last || r == utf8.RuneError:
		return out, false
	case c.wide:
		return utf8.AppendRune(out, r), true
	}
	return append(out, byte(r)), true //nolint:gosec // at most 0xff
}
