package matcher

import (
	"fmt"
	"strings"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/expr"
)

// condition tells whether a level holds for two records. It is symmetric.
type condition func(m *Comparer, a, b *Comparable) bool

// measure gives how alike or how far apart two records are in one term. It
// tells nothing, false, when either has no value.
type measure func(a, b Value) (float64, bool)

// condition compiles the text of a level's condition.
func (m *Model) condition(text string) (condition, error) {
	if text == "else" {
		return func(*Comparer, *Comparable, *Comparable) bool { return true }, nil
	}
	node, err := expr.Parse(text)
	if err != nil {
		return nil, err
	}
	return m.logic(node)
}

func (m *Model) logic(node expr.Node) (condition, error) {
	switch node.Kind {
	case expr.And, expr.Or, expr.Not:
		operands, err := m.operands(node.Args)
		if err != nil {
			return nil, err
		}
		return combine(node.Kind, operands), nil
	case expr.Compare:
		return m.comparison(node)
	case expr.Call:
		return m.predicate(node)
	case expr.Name, expr.Number, expr.Text:
	}
	return nil, fmt.Errorf("column %d: expected a predicate, one of %s, or a measure, one of %s", node.Pos+1,
		strings.Join(sortedKeys(predicates()), ", "), strings.Join(sortedKeys(measures()), ", "))
}

func (m *Model) operands(nodes []expr.Node) ([]condition, error) {
	out := make([]condition, 0, len(nodes))
	for _, node := range nodes {
		c, err := m.logic(node)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func combine(kind expr.Kind, operands []condition) condition {
	if kind == expr.Not {
		return func(m *Comparer, a, b *Comparable) bool { return !operands[0](m, a, b) }
	}
	until := kind == expr.Or // and stops at the first false, or at the first true
	return func(m *Comparer, a, b *Comparable) bool {
		for _, operand := range operands {
			if operand(m, a, b) == until {
				return until
			}
		}
		return !until
	}
}

// comparison compiles a measure beside a number.
func (m *Model) comparison(node expr.Node) (condition, error) {
	call := node.Args[0]
	if of, ok := pointMeasures()[call.Name]; ok && call.Kind == expr.Call {
		return m.pointComparison(node, of)
	}
	measure, ok := measures()[call.Name]
	if call.Kind != expr.Call || !ok {
		return nil, fmt.Errorf("column %d: expected a measure, one of %s", call.Pos+1,
			strings.Join(sortedKeys(measures()), ", "))
	}
	if len(call.Args) != 1 {
		return nil, fmt.Errorf("column %d: %s takes one term", call.Pos+1, call.Name)
	}
	at, err := m.termOf(call.Args[0])
	if err != nil {
		return nil, err
	}
	holds := within(node.Name, node.Number)
	return asking(at, func(a, b Value) bool {
		value, ok := measure(a, b)
		return ok && holds(value)
	}), nil
}

func within(operator string, limit float64) func(float64) bool {
	switch operator {
	case ">=":
		return func(v float64) bool { return v >= limit }
	case "<=":
		return func(v float64) bool { return v <= limit }
	case ">":
		return func(v float64) bool { return v > limit }
	case "<":
		return func(v float64) bool { return v < limit }
	}
	return func(v float64) bool { return v == limit }
}

func (m *Model) predicate(node expr.Node) (condition, error) {
	p, ok := predicates()[node.Name]
	if !ok {
		if _, ok := measures()[node.Name]; ok {
			return nil, fmt.Errorf("column %d: expected a comparison with a number after %s(…)", node.Pos+1, node.Name)
		}
		return nil, fmt.Errorf("column %d: expected one of %s, found %s", node.Pos+1,
			strings.Join(sortedKeys(predicates()), ", "), node.Name)
	}
	if p.terms > 0 && len(node.Args) != p.terms {
		return nil, fmt.Errorf("column %d: %s takes %d terms", node.Pos+1, node.Name, p.terms)
	}
	var at []int
	for _, arg := range node.Args {
		i, err := m.termOf(arg)
		if err != nil {
			return nil, err
		}
		at = append(at, i)
	}
	return p.build(m, at), nil
}

func (m *Model) termOf(node expr.Node) (int, error) {
	term, err := blocking.NewTerm(node)
	if err != nil {
		return 0, err
	}
	return m.term(term), nil
}

// asking makes a condition of a question about the two values of a term.
func asking(term int, holds func(a, b Value) bool) condition {
	return func(_ *Comparer, a, b *Comparable) bool { return holds(a.value(term), b.value(term)) }
}
