package sql

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Bounds of what is read, so that a hostile model cannot exhaust memory or stack.
const (
	maxDepth = 60
	maxText  = 64 << 10
)

// Parse reads one expression of a dialect by its name in Splink. Errors give
// the column (from 1) and what was expected there.
func Parse(text, dialect string) (Node, error) {
	if len(text) > maxText {
		return Node{}, fmt.Errorf("expected at most %d bytes of SQL, found %d", maxText, len(text))
	}
	p := parser{lexer: lexer{text: text, backslashes: dialect == "spark" || dialect == "databricks"}}
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

// at tells whether a sign or an unquoted word comes next.
func (p *parser) at(text string) bool {
	return p.token.kind == sign && p.token.text == text ||
		p.token.kind == word && strings.EqualFold(p.token.text, text)
}

// took goes past a sign or word if it comes next.
func (p *parser) took(text string) (bool, error) {
	if !p.at(text) {
		return false, nil
	}
	return true, p.advance()
}

func (p *parser) need(text string) error {
	if !p.at(text) {
		return p.expected(text)
	}
	return p.advance()
}

func (p *parser) deep(depth int) error {
	if depth > maxDepth {
		return fmt.Errorf("column %d: expected no more than %d levels of nesting", p.token.pos+1, maxDepth)
	}
	return nil
}

func (p *parser) or(depth int) (Node, error)  { return p.chain(Or, "or", depth, p.and) }
func (p *parser) and(depth int) (Node, error) { return p.chain(And, "and", depth, p.not) }

// chain reads conditions joined by a word.
func (p *parser) chain(kind Kind, join string, depth int, operand func(int) (Node, error)) (Node, error) {
	if err := p.deep(depth); err != nil {
		return Node{}, err
	}
	first, err := operand(depth + 1)
	if err != nil || !p.at(join) {
		return first, err
	}
	node := Node{Kind: kind, Args: []Node{first}, Pos: first.Pos}
	for p.at(join) {
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

func (p *parser) not(depth int) (Node, error) {
	if err := p.deep(depth); err != nil {
		return Node{}, err
	}
	pos := p.token.pos
	negated, err := p.took("not")
	if err != nil {
		return Node{}, err
	}
	if !negated {
		return p.test(depth)
	}
	operand, err := p.not(depth + 1)
	return Node{Kind: Not, Args: []Node{operand}, Pos: pos}, err
}

// test reads a value and what is asked of it.
func (p *parser) test(depth int) (Node, error) {
	left, err := p.sum(depth)
	if err != nil {
		return Node{}, err
	}
	if p.token.kind == sign && comparison(p.token.text) != "" {
		return p.operation(left, comparison(p.token.text), depth, p.sum)
	}
	if is, err := p.took("is"); is || err != nil {
		return p.isNull(left, err)
	}
	negated, err := p.took("not")
	if err != nil {
		return Node{}, err
	}
	if between, err := p.took("between"); between || err != nil {
		return p.between(left, negated, depth, err)
	}
	if negated {
		return Node{}, p.expected("between")
	}
	return left, nil
}

// comparison gives the usual spelling of a comparison, or "".
func comparison(text string) string {
	switch text {
	case "=", "<", "<=", ">", ">=", "<>":
		return text
	case "==":
		return "="
	case "!=":
		return "<>"
	}
	return ""
}

func (p *parser) isNull(left Node, err error) (Node, error) {
	if err != nil {
		return Node{}, err
	}
	negated, err := p.took("not")
	if err != nil {
		return Node{}, err
	}
	node := Node{Kind: IsNull, Args: []Node{left}, Pos: left.Pos}
	if negated {
		node = Node{Kind: Not, Args: []Node{node}, Pos: left.Pos}
	}
	return node, p.need("null")
}

// between is written as two comparisons.
func (p *parser) between(left Node, negated bool, depth int, err error) (Node, error) {
	if err != nil {
		return Node{}, err
	}
	low, err := p.sum(depth + 1)
	if err != nil {
		return Node{}, err
	}
	if err := p.need("and"); err != nil {
		return Node{}, err
	}
	high, err := p.sum(depth + 1)
	node := Node{Kind: And, Pos: left.Pos, Args: []Node{
		{Kind: Operate, Name: ">=", Args: []Node{left, low}, Pos: left.Pos},
		{Kind: Operate, Name: "<=", Args: []Node{left, high}, Pos: left.Pos},
	}}
	if negated {
		node = Node{Kind: Not, Args: []Node{node}, Pos: left.Pos}
	}
	return node, err
}

// operation reads the right-hand side of an operator.
func (p *parser) operation(left Node, name string, depth int, operand func(int) (Node, error)) (Node, error) {
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	right, err := operand(depth + 1)
	return Node{Kind: Operate, Name: name, Args: []Node{left, right}, Pos: left.Pos}, err
}

func (p *parser) sum(depth int) (Node, error) {
	return p.series(depth, []string{"+", "-", "||"}, p.product)
}

func (p *parser) product(depth int) (Node, error) {
	return p.series(depth, []string{"*", "/", "%"}, p.signed)
}

// series reads operands from left to right. Each nests the next, so that their
// number is bounded as the depth is.
func (p *parser) series(depth int, names []string, operand func(int) (Node, error)) (Node, error) {
	node, err := operand(depth + 1)
	for err == nil {
		found := ""
		for _, name := range names {
			if p.token.kind == sign && p.token.text == name {
				found = name
			}
		}
		if found == "" {
			return node, nil
		}
		depth++
		if err = p.deep(depth); err == nil {
			node, err = p.operation(node, found, depth, operand)
		}
	}
	return Node{}, err
}

func (p *parser) signed(depth int) (Node, error) {
	if err := p.deep(depth); err != nil {
		return Node{}, err
	}
	pos := p.token.pos
	negative, err := p.took("-")
	if err != nil {
		return Node{}, err
	}
	if !negative {
		return p.suffixed(depth)
	}
	operand, err := p.signed(depth + 1)
	if operand.Kind == Number {
		operand.Number, operand.Pos = -operand.Number, pos
		return operand, err
	}
	return Node{Kind: Operate, Name: "-", Args: []Node{operand}, Pos: pos}, err
}

// suffixed reads an item with places in it and casts behind it.
func (p *parser) suffixed(depth int) (Node, error) {
	node, err := p.item(depth)
	for err == nil {
		switch {
		case p.at("["):
			node, err = p.place(node, depth)
		case p.at("::"):
			if err = p.advance(); err == nil {
				node, err = p.typed(node)
			}
		default:
			return node, nil
		}
		depth++
		if err == nil {
			err = p.deep(depth)
		}
	}
	return Node{}, err
}

func (p *parser) place(list Node, depth int) (Node, error) {
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	at, err := p.sum(depth + 1)
	if err != nil {
		return Node{}, err
	}
	return Node{Kind: Index, Args: []Node{list, at}, Pos: list.Pos}, p.need("]")
}

// typed reads the name of a type, with the numbers that may follow it.
func (p *parser) typed(value Node) (Node, error) {
	if p.token.kind != word {
		return Node{}, p.expected("a type")
	}
	node := Node{Kind: Cast, Name: strings.ToLower(p.token.text), Args: []Node{value}, Pos: value.Pos}
	if err := p.advance(); err != nil {
		return Node{}, err
	}
	if open, err := p.took("("); !open || err != nil {
		return node, err
	}
	for !p.at(")") {
		if p.token.kind != numeral && !p.at(",") {
			return Node{}, p.expected(")")
		}
		if err := p.advance(); err != nil {
			return Node{}, err
		}
	}
	return node, p.advance()
}

func (p *parser) numeral() (Node, error) {
	value, err := strconv.ParseFloat(p.token.text, 64)
	if err != nil || math.IsInf(value, 0) {
		return Node{}, p.expected("a number")
	}
	return Node{Kind: Number, Number: value, Pos: p.token.pos}, p.advance()
}
