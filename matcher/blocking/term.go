package blocking

import (
	"fmt"
	"strings"

	"github.com/lhcre/mpi/matcher/expr"
)

// Term is a column, or a transform of one, as in soundex(family_name). A
// column may hold several alternatives; current(column) takes only the first. A
// column in backquotes is the file's own, as it is written there.
type Term struct {
	column     string
	current    bool
	transforms []transform // innermost first
	text       string
}

// Values gives what a record holds in a column: one value, several
// alternatives with the current one first, or none.
type Values func(column string) []string

// ParseTerm reads a term.
func ParseTerm(text string) (Term, error) {
	node, err := expr.Parse(text)
	if err != nil {
		return Term{}, fmt.Errorf("reading %q: %w", text, err)
	}
	return NewTerm(node)
}

// NewTerm makes a term of a parsed expression.
func NewTerm(node expr.Node) (Term, error) {
	term, err := compile(node)
	term.text = node.String()
	return term, err
}

func compile(node expr.Node) (Term, error) {
	switch node.Kind {
	case expr.Name:
		return Term{column: node.Name}, nil
	case expr.Call:
		inner, err := compile(node.Args[0])
		if err != nil {
			return Term{}, err
		}
		if node.Name == "current" && len(node.Args) == 1 && len(inner.transforms) == 0 {
			inner.current = true
			return inner, nil
		}
		t, err := newTransform(node)
		inner.transforms = append(inner.transforms, t)
		return inner, err
	case expr.Number, expr.Compare, expr.Not, expr.And, expr.Or, expr.Text:
	}
	return Term{}, fmt.Errorf("column %d: expected a column or one of %s",
		node.Pos+1, strings.Join(transformNames(), ", "))
}

// Column is the column that the term reads.
func (t Term) Column() string { return t.column }

// Plain tells whether the term is its column as it stands.
func (t Term) Plain() bool { return len(t.transforms) == 0 && !t.current }

// String writes the term in its normal form.
func (t Term) String() string { return t.text }

// Each calls emit with every value of the term in turn; a value may come twice.
func (t Term) Each(values Values, emit func(string)) {
	all := values(t.column)
	if t.current && len(all) > 1 {
		all = all[:1]
	}
	for _, value := range all {
		apply(t.transforms, value, emit)
	}
}

func apply(transforms []transform, value string, emit func(string)) {
	switch {
	case value == "":
	case len(transforms) == 0:
		emit(value)
	default:
		transforms[0](value, func(next string) { apply(transforms[1:], next, emit) })
	}
}
