package splink

import (
	"fmt"
	"math"
	"strconv"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// compared maps a comparison of two values.
func (t translator) compared(n sql.Node) (clause, error) {
	left, right, operator := n.Args[0], n.Args[1], n.Name
	if _, fixed := constant(left); fixed {
		left, right, operator = right, left, mirrored(operator)
	}
	if limit, fixed := constant(right); fixed {
		return t.measured(left, operator, limit, n)
	}
	if right.Kind == sql.Text || left.Kind == sql.Text {
		return t.literal(n, left, right)
	}
	if text, ok := t.subset(left, operator, right); ok {
		return clause{text: text, joint: sql.Or}, nil
	}
	if operator != "=" && operator != "<>" {
		return clause{}, unknown(n)
	}
	return t.equal(n, left, right)
}

func mirrored(operator string) string {
	if other, ok := map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}[operator]; ok {
		return other
	}
	return operator
}

// constant works out a number that stands in the SQL.
func constant(n sql.Node) (float64, bool) {
	switch {
	case n.Kind == sql.Number:
		return n.Number, true
	case n.Kind == sql.Cast:
		return constant(n.Args[0])
	case n.Kind == sql.Call && n.Name == "floor" && len(n.Args) == 1:
		value, fixed := constant(n.Args[0])
		return math.Floor(value), fixed
	case n.Kind == sql.Operate && len(n.Args) == 2:
		a, one := constant(n.Args[0])
		b, two := constant(n.Args[1])
		return calculated(n.Name, a, b), one && two && (n.Name == "*" || n.Name == "/" && b != 0)
	}
	return 0, false
}

func calculated(operator string, a, b float64) float64 {
	if operator == "*" {
		return a * b
	}
	return a / b
}

// equal maps a_l = a_r, and a_l = b_r as a half.
func (t translator) equal(n, left, right sql.Node) (clause, error) {
	a, b, err := t.pair(left, right)
	if err != nil {
		return clause{}, err
	}
	if a.side == b.side {
		return clause{}, fmt.Errorf("expected one value of each record, found %s", n)
	}
	if a.expr != b.expr {
		return cross(n, a, b)
	}
	text := "exact(" + a.expr + ")"
	switch {
	case a.number != b.number || a.time != b.time:
		return clause{}, unknown(n)
	case a.number:
		text = "difference(" + a.expr + ") = 0"
	}
	return a.equality(text, n.Name), nil
}

// equality says that a term is equal, or that it is not. Two texts of no letters
// are equal in SQL.
func (x term) equality(text, operator string) clause {
	if operator == "<>" {
		if x.empty {
			return clause{text: "not " + bracketed(text) + " and not absent(" + x.expr + ") and not null(" + x.solid + ")", joint: sql.And}
		}
		return clause{text: "not " + bracketed(text) + " and not null(" + x.expr + ")", joint: sql.And}
	}
	if x.empty {
		return clause{text: text + " or (absent(" + x.expr + ") and not null(" + x.solid + "))", joint: sql.Or}
	}
	return clause{text: text}
}

func bracketed(text string) string { return "(" + text + ")" }

func cross(n sql.Node, a, b term) (clause, error) {
	if n.Name != "=" || a.empty || b.empty || a.number || b.number || a.time != b.time {
		return clause{}, unknown(n)
	}
	h := &half{ask: "cross", side: a.side, expr: a.expr, other: b.expr, sql: n}
	if a.side == 'r' { // the left record's term first
		h.expr, h.other = h.other, h.expr
	}
	h.side = 0
	if h.expr > h.other {
		h.side = 1
	}
	return clause{half: h}, nil
}

// literal maps a_l = 'text' as a half.
func (t translator) literal(n, left, right sql.Node) (clause, error) {
	if left.Kind == sql.Text {
		left, right = right, left
	}
	x, err := t.term(left)
	if err != nil {
		return clause{}, err
	}
	ask, known := map[string]string{"=": "is", "<>": "other"}[n.Name]
	if !known || right.Kind != sql.Text || right.Name == "" || x.empty || x.number || x.time {
		return clause{}, unknown(n)
	}
	return clause{half: &half{ask: ask, side: x.side, expr: x.expr, other: right.Name, sql: n}}, nil
}

// measured maps a measure beside a number.
func (t translator) measured(of sql.Node, operator string, limit float64, n sql.Node) (clause, error) {
	if x, ok := t.shorter(of); ok && operator == "<>" && limit == 0 {
		return clause{text: "not null(" + x + ")"}, nil // no list of a file is empty
	}
	text, unit, err := t.measure(of)
	if err != nil {
		return clause{}, err
	}
	if operator == "<>" {
		return clause{}, unknown(n)
	}
	return clause{text: text + " " + operator + " " + strconv.FormatFloat(limit*unit, 'f', -1, 64)}, nil
}
