// Package expr reads the little expressions of a model file: the keys of its
// blocking rules, as in soundex(family_name), and the conditions of its levels,
// as in exact(first_name) and jaro_winkler(family_name) >= 0.92. It only
// parses; blocking and matcher give the names their meaning. A name in
// backquotes, as in `first name`, is the file's own column, taken as it is
// written there; a text stands in single quotes, doubled inside it.
//
// The grammar, loosest first:
//
//	or      = and { "or" and }
//	and     = not { "and" not }
//	not     = "not" not | compare
//	compare = primary [ ( ">=" | "<=" | ">" | "<" | "=" ) number ]
//	primary = name [ "(" or { "," or } ")" ] | number | text | "(" or ")"
package expr

import (
	"strconv"
	"strings"
)

// Node is a parsed expression.
type Node struct {
	Kind   Kind
	Name   string  // of a Name or Call; the operator of a Compare; what a Text holds
	Number float64 // of a Number; the right-hand side of a Compare
	Args   []Node  // of a Call; the operands of And, Or, Not and Compare
	Pos    int     // byte offset in the text
}

// Kind tells the nodes apart.
type Kind uint8

// The kinds of node.
const (
	Name Kind = iota
	Number
	Call
	Compare
	Not
	And
	Or
	Text
)

// String writes the expression in its normal form, which parses to the same.
func (n Node) String() string {
	switch n.Kind {
	case Number:
		return number(n.Number)
	case Call:
		return n.Name + "(" + join(n.Args, ", ") + ")"
	case Compare:
		return n.Args[0].operand() + " " + n.Name + " " + number(n.Number)
	case Not:
		if n.Args[0].Kind == Not { // a parenthesis would nest deeper than Parse reads
			return "not " + n.Args[0].String()
		}
		return "not " + n.Args[0].operand()
	case And:
		return join(n.Args, " and ")
	case Or:
		return join(n.Args, " or ")
	case Text:
		return "'" + strings.ReplaceAll(n.Name, "'", "''") + "'"
	case Name:
	}
	return n.Name
}

// operand writes a node where only a primary may stand.
func (n Node) operand() string {
	switch n.Kind {
	case And, Or, Not, Compare:
		return "(" + n.String() + ")"
	case Name, Number, Call, Text:
	}
	return n.String()
}

// join writes nodes with a word between; the operands of and and or stand in
// parentheses where they need them.
func join(nodes []Node, with string) string {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = n.String()
		if with != ", " && (n.Kind == And || n.Kind == Or) {
			texts[i] = n.operand()
		}
	}
	return strings.Join(texts, with)
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Columns lists the plain names in an expression, in order and without
// repetition: the columns that it reads.
func (n Node) Columns() []string {
	var out []string
	seen := map[string]bool{}
	n.walk(func(n Node) {
		if n.Kind == Name && !seen[n.Name] {
			seen[n.Name] = true
			out = append(out, n.Name)
		}
	})
	return out
}

func (n Node) walk(visit func(Node)) {
	visit(n)
	for _, arg := range n.Args {
		arg.walk(visit)
	}
}
