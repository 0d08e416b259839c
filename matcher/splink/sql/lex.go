package sql

import (
	"fmt"
	"strings"
)

type tokenKind uint8

const (
	end    tokenKind = iota
	word             // a name or a key word, unquoted
	quoted           // a name in quotes
	numeral
	literal
	sign // brackets, commas, operators
)

type token struct {
	kind tokenKind
	text string // of a quoted name or literal: what it holds
	pos  int
}

// lexer cuts a text into tokens.
type lexer struct {
	text string
	pos  int
	// backslashes escape inside a literal, as in Spark
	backslashes bool
}

func (l *lexer) next() (token, error) {
	for l.pos < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.pos]) >= 0 {
		l.pos++
	}
	if l.pos == len(l.text) {
		return token{kind: end, pos: l.pos}, nil
	}
	switch c := l.text[l.pos]; {
	case c == '\'':
		return l.enclosed(literal, "a closing quote")
	case c == '"' || c == '`':
		return l.enclosed(quoted, "a closing quote of the name")
	case letter(c):
		return l.run(word, func(c byte) bool { return letter(c) || digit(c) || c == '$' }), nil
	case digit(c), c == '.' && l.pos+1 < len(l.text) && digit(l.text[l.pos+1]):
		return l.number(), nil
	}
	return l.operator()
}

// enclosed takes everything to the closing mark, which is doubled inside.
func (l *lexer) enclosed(kind tokenKind, expected string) (token, error) {
	start, mark := l.pos, l.text[l.pos]
	var held strings.Builder
	for l.pos++; l.pos < len(l.text); l.pos++ {
		c := l.text[l.pos]
		switch {
		case c == '\\' && l.backslashes && kind == literal && l.pos+1 < len(l.text):
			l.pos++
			held.WriteByte(l.text[l.pos])
		case c != mark:
			held.WriteByte(c)
		case l.pos+1 < len(l.text) && l.text[l.pos+1] == mark:
			l.pos++
			held.WriteByte(mark)
		default:
			l.pos++
			return token{kind: kind, text: held.String(), pos: start}, nil
		}
	}
	return token{}, fmt.Errorf("column %d: expected %s", start+1, expected)
}

func (l *lexer) run(kind tokenKind, in func(byte) bool) token {
	start := l.pos
	for l.pos < len(l.text) && in(l.text[l.pos]) {
		l.pos++
	}
	return token{kind: kind, text: l.text[start:l.pos], pos: start}
}

// number takes digits, a point and an exponent; strconv says whether they are one.
func (l *lexer) number() token {
	t := l.run(numeral, func(c byte) bool { return digit(c) || c == '.' })
	rest := l.text[l.pos:]
	if rest == "" || rest[0]|0x20 != 'e' {
		return t
	}
	n := 1
	if len(rest) > 1 && (rest[1] == '-' || rest[1] == '+') {
		n++
	}
	if n == len(rest) || !digit(rest[n]) {
		return t
	}
	l.pos += n
	exponent := l.run(numeral, digit)
	t.text = l.text[t.pos : exponent.pos+len(exponent.text)]
	return t
}

func (l *lexer) operator() (token, error) {
	for _, text := range []string{"->", "::", "||", "<=", ">=", "<>", "!=", "=="} {
		if strings.HasPrefix(l.text[l.pos:], text) {
			l.pos += len(text)
			return token{kind: sign, text: text, pos: l.pos - len(text)}, nil
		}
	}
	if strings.IndexByte("()[],.+-*/%<>=", l.text[l.pos]) < 0 {
		return token{}, fmt.Errorf("column %d: expected SQL, found a character that no expression has", l.pos+1)
	}
	l.pos++
	return token{kind: sign, text: l.text[l.pos-1 : l.pos], pos: l.pos - 1}, nil
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80 }
func digit(c byte) bool  { return c >= '0' && c <= '9' }
