package expr

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// maxDepth bounds nesting, so that a hostile model cannot exhaust the stack.
const maxDepth = 50

// Parse reads one expression. Errors give the column (from 1) and what was
// expected there.
func Parse(text string) (Node, error) {
	p := parser{lexer: lexer{text: text}}
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	node, err := p.or(0)
	if err != nil {
		return Node{}, err
	}
	if p.token.kind != end {
		return Node{}, p.expected("the end")
	}
	return node, nil
}

type parser struct {
	lexer lexer
	token token
}

func (p *parser) advance() (err error) {
	p.token, err = p.lexer.next()
	return err
}

func (p *parser) expected(what string) error {
	found := p.token.text
	if p.token.kind == end {
		found = "the end"
	}
	return fmt.Errorf("column %d: expected %s, found %s", p.token.pos+1, what, found)
}

func (p *parser) or(depth int) (Node, error)  { return p.chain(Or, "or", depth, p.and) }
func (p *parser) and(depth int) (Node, error) { return p.chain(And, "and", depth, p.not) }

// chain reads operands joined by a word.
func (p *parser) chain(kind Kind, word string, depth int, operand func(int) (Node, error)) (Node, error) {
	if depth > maxDepth {
		return Node{}, fmt.Errorf("column %d: expected no more than %d levels of nesting", p.token.pos+1, maxDepth)
	}
	first, err := operand(depth + 1)
	if err != nil || !p.at(word) {
		return first, err
	}
	node := Node{Kind: kind, Args: []Node{first}, Pos: first.Pos}
	for p.at(word) {
		if err := p.advance(); err != nil {
			return Node{}, err
		}
		next, err := operand(depth + 1)
		if err != nil {
			return Node{}, err
		}
		node.Args = append(node.Args, next)
	}
	return node, nil
}

func (p *parser) at(word string) bool {
	return p.token.kind == name && strings.EqualFold(p.token.text, word)
}

func (p *parser) not(depth int) (Node, error) {
	if depth > maxDepth {
		return Node{}, fmt.Errorf("column %d: expected no more than %d levels of nesting", p.token.pos+1, maxDepth)
	}
	if !p.at("not") {
		return p.compare(depth)
	}
	pos := p.token.pos
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	operand, err := p.not(depth + 1)
	return Node{Kind: Not, Args: []Node{operand}, Pos: pos}, err
}

func (p *parser) compare(depth int) (Node, error) {
	left, err := p.primary(depth)
	if err != nil || p.token.kind != operator {
		return left, err
	}
	node := Node{Kind: Compare, Name: p.token.text, Args: []Node{left}, Pos: left.Pos}
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	if p.token.kind != numeral {
		return Node{}, p.expected("a number")
	}
	node.Number, err = p.numeral()
	return node, err
}

func (p *parser) numeral() (float64, error) {
	value, err := strconv.ParseFloat(p.token.text, 64)
	if err != nil || math.IsInf(value, 0) {
		return 0, p.expected("a number")
	}
	return value, p.advance()
}

func (p *parser) primary(depth int) (Node, error) {
	pos := p.token.pos
	switch p.token.kind {
	case numeral:
		value, err := p.numeral()
		return Node{Kind: Number, Number: value, Pos: pos}, err
	case text:
		mark := "'"
		value := strings.ReplaceAll(p.token.text[1:len(p.token.text)-1], mark+mark, mark)
		return Node{Kind: Text, Name: value, Pos: pos}, p.advance()
	case open:
		return p.parenthesised(depth)
	case name:
		return p.named(depth)
	case end, shut, comma, operator:
	}
	return Node{}, p.expected("a name, a number or (")
}

func (p *parser) parenthesised(depth int) (Node, error) {
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	node, err := p.or(depth + 1)
	if err != nil {
		return Node{}, err
	}
	if p.token.kind != shut {
		return Node{}, p.expected(")")
	}
	return node, p.advance()
}

func (p *parser) named(depth int) (Node, error) {
	node := Node{Kind: Name, Name: p.token.text, Pos: p.token.pos}
	if p.at("and") || p.at("or") || p.at("not") {
		return Node{}, p.expected("a name")
	}
	if err := p.advance(); err != nil || p.token.kind != open {
		return node, err
	}
	node.Kind = Call
	for {
		if err := p.advance(); err != nil {
			return Node{}, err
		}
		arg, err := p.or(depth + 1)
		if err != nil {
			return Node{}, err
		}
		node.Args = append(node.Args, arg)
		if p.token.kind == shut {
			return node, p.advance()
		}
		if p.token.kind != comma {
			return Node{}, p.expected(", or )")
		}
	}
}
