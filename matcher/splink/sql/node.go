package sql

import (
	"strconv"
	"strings"
)

// Kind tells the nodes apart.
type Kind uint8

// The kinds of node.
const (
	Column  Kind = iota // Name, of the table Table if it was written before a dot
	Number              // Number
	Text                // Name holds the text
	Null                // the word NULL
	Call                // Name is the function in lower case
	Operate             // Name is the operator: + - * / % || and the comparisons
	Not                 // of one condition
	And                 // of two or more
	Or                  // of two or more
	IsNull              // of one value
	Case                // pairs of a condition and a value; a last one alone is the else
	Cast                // Name is the type in lower case
	Index               // a list and a place in it
	List                // of values
	Lambda              // Table holds the parameters, a blank between
)

// Node is a parsed expression.
type Node struct {
	Kind   Kind
	Name   string
	Table  string
	Number float64
	Args   []Node
	Pos    int // byte offset in the text
}

// String writes the expression as SQL in one spelling, which parses to the same.
func (n Node) String() string {
	switch n.Kind {
	case Column:
		if n.Table != "" {
			return quote(n.Table) + "." + quote(n.Name)
		}
		return quote(n.Name)
	case Number:
		return strconv.FormatFloat(n.Number, 'f', -1, 64)
	case Text:
		return "'" + strings.ReplaceAll(n.Name, "'", "''") + "'"
	case Null:
		return "NULL"
	case Call:
		return n.Name + "(" + join(n.Args, ", ") + ")"
	case Cast:
		return "cast(" + n.Args[0].String() + " AS " + n.Name + ")"
	case List:
		return "[" + join(n.Args, ", ") + "]"
	case Case:
		return n.cases()
	case Operate, Not, And, Or, IsNull, Index, Lambda:
	}
	return n.operation()
}

func (n Node) operation() string {
	switch n.Kind {
	case And:
		return operands(n.Args, " AND ")
	case Or:
		return operands(n.Args, " OR ")
	case Not:
		return "NOT " + n.Args[0].operand()
	case IsNull:
		return n.Args[0].operand() + " IS NULL"
	case Index:
		return n.Args[0].operand() + "[" + n.Args[1].String() + "]"
	case Lambda:
		return "(" + strings.ReplaceAll(n.Table, " ", ", ") + ") -> " + n.Args[0].operand()
	case Operate, Column, Number, Text, Null, Call, Case, Cast, List:
	}
	if len(n.Args) == 1 {
		return n.Name + " " + n.Args[0].operand()
	}
	return operands(n.Args, " "+n.Name+" ")
}

func (n Node) cases() string {
	var out strings.Builder
	out.WriteString("CASE")
	rest := n.Args
	for ; len(rest) > 1; rest = rest[2:] {
		out.WriteString(" WHEN " + rest[0].String() + " THEN " + rest[1].String())
	}
	if len(rest) == 1 {
		out.WriteString(" ELSE " + rest[0].String())
	}
	return out.String() + " END"
}

// operand writes a node in brackets where it is more than one word.
func (n Node) operand() string {
	switch n.Kind {
	case Operate, Not, And, Or, IsNull, Lambda:
		return "(" + n.String() + ")"
	case Column, Number, Text, Null, Call, Case, Cast, Index, List:
	}
	return n.String()
}

func operands(nodes []Node, with string) string {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = n.operand()
	}
	return strings.Join(texts, with)
}

func join(nodes []Node, with string) string {
	texts := make([]string, len(nodes))
	for i, n := range nodes {
		texts[i] = n.String()
	}
	return strings.Join(texts, with)
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
