package expr

import "fmt"

type tokenKind uint8

const (
	end tokenKind = iota
	name
	numeral
	open
	shut
	comma
	operator
	text
)

type token struct {
	kind tokenKind
	text string
	pos  int
}

type lexer struct {
	text string
	pos  int
}

func (l *lexer) next() (token, error) {
	for l.pos < len(l.text) && (l.text[l.pos] == ' ' || l.text[l.pos] == '\t' || l.text[l.pos] == '\n') {
		l.pos++
	}
	if l.pos == len(l.text) {
		return token{kind: end, pos: l.pos}, nil
	}
	switch c := l.text[l.pos]; {
	case c == '(':
		return l.take(open, 1), nil
	case c == ')':
		return l.take(shut, 1), nil
	case c == ',':
		return l.take(comma, 1), nil
	case c == '>' || c == '<' || c == '=':
		return l.take(operator, l.operatorLength()), nil
	case c == '`':
		return l.quoted(name, "a closing backquote")
	case c == '\'':
		return l.quoted(text, "a closing quote")
	case letter(c):
		return l.take(name, l.run(func(c byte) bool { return letter(c) || digit(c) })), nil
	case digit(c) || c == '-':
		return l.take(numeral, 1+l.runFrom(l.pos+1, numberByte)), nil
	}
	return token{}, fmt.Errorf("column %d: expected a name, a number, a parenthesis or an operator", l.pos+1)
}

// quoted takes everything to the closing mark; a mark that is doubled is part of
// it. A quoted name keeps its marks, by which it is told from a native one.
func (l *lexer) quoted(kind tokenKind, expected string) (token, error) {
	mark := l.text[l.pos : l.pos+1]
	for end := l.pos + 1; end < len(l.text); end++ {
		switch {
		case l.text[end:end+1] != mark:
		case end+1 < len(l.text) && l.text[end+1:end+2] == mark:
			end++
		case kind == name && end == l.pos+1:
			return token{}, fmt.Errorf("column %d: expected a name between the backquotes", l.pos+1)
		default:
			return l.take(kind, end+1-l.pos), nil
		}
	}
	return token{}, fmt.Errorf("column %d: expected %s", l.pos+1, expected)
}

func (l *lexer) operatorLength() int {
	if l.pos+1 < len(l.text) && l.text[l.pos] != '=' && l.text[l.pos+1] == '=' {
		return 2
	}
	return 1
}

func (l *lexer) take(kind tokenKind, length int) token {
	t := token{kind: kind, text: l.text[l.pos : l.pos+length], pos: l.pos}
	l.pos += length
	return t
}

func (l *lexer) run(in func(byte) bool) int { return l.runFrom(l.pos, in) }

func (l *lexer) runFrom(start int, in func(byte) bool) int {
	n := start
	for n < len(l.text) && in(l.text[n]) {
		n++
	}
	return n - start
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

// numberByte takes in what strconv may read; what it refuses is an error there.
func numberByte(c byte) bool { return digit(c) || c == '.' }
