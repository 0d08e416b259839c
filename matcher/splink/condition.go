package splink

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// condition says a level's SQL condition in the words of matcher/expr.
func condition(text, dialect string) (string, error) {
	node, err := sql.Parse(text, dialect)
	if err != nil {
		return "", err
	}
	if node, err = positive(node, true); err != nil {
		return "", err
	}
	said, err := translator{dialect: dialect}.said(node)
	return said.text, err
}

// clause is a condition put in words: a whole one, or a half that asks of one
// record what its other half, which must stand beside it, asks of the other.
type clause struct {
	text  string
	joint sql.Kind // And or Or where the text must stand in brackets
	half  *half
}

// half asks something of one record, or of the left one's term and the right
// one's other term.
type half struct {
	ask   string // null, present, is, other or cross
	side  byte
	expr  string
	other string // cross: the right record's term
	sql   sql.Node
}

func (t translator) said(n sql.Node) (clause, error) {
	part, err := t.clause(n)
	if err == nil && part.half != nil {
		err = part.half.alone()
	}
	return part, err
}

func (h *half) alone() error {
	return fmt.Errorf("expected a condition that is the same whichever record is called left, found only %s", h.sql)
}

func (t translator) clause(n sql.Node) (clause, error) {
	switch n.Kind {
	case sql.And, sql.Or:
		return t.joined(n)
	case sql.IsNull:
		return t.null(n, "null", n.Args[0])
	case sql.Not:
		return t.null(n, "present", n.Args[0].Args[0])
	case sql.Column, sql.Number, sql.Text, sql.Null, sql.Call,
		sql.Operate, sql.Case, sql.Cast, sql.Index, sql.List, sql.Lambda:
	}
	return t.compared(n)
}

func (t translator) null(n sql.Node, ask string, of sql.Node) (clause, error) {
	x, err := t.term(of)
	if err != nil {
		return clause{}, err
	}
	if x.empty { // a text of no letters is not NULL
		x.expr = x.solid
	}
	return clause{half: &half{ask: ask, side: x.side, expr: x.expr, sql: n}}, nil
}

// joined puts the parts of an and or an or together, halves with their others.
func (t translator) joined(n sql.Node) (clause, error) {
	var texts []string
	var waiting []*half
	for _, arg := range n.Args {
		part, err := t.clause(arg)
		if err != nil {
			return clause{}, err
		}
		if part.half == nil {
			texts = append(texts, part.operand(n.Kind))
			continue
		}
		var text string
		if text, waiting, err = meet(part.half, waiting, n.Kind); err != nil {
			return clause{}, err
		}
		if text != "" {
			texts = append(texts, text)
		}
	}
	if len(waiting) > 0 {
		return clause{}, waiting[0].alone()
	}
	if len(texts) == 1 {
		return clause{text: texts[0]}, nil
	}
	word := map[sql.Kind]string{sql.And: " and ", sql.Or: " or "}[n.Kind]
	return clause{text: strings.Join(texts, word), joint: n.Kind}, nil
}

// operand writes a clause as part of an and or an or.
func (c clause) operand(of sql.Kind) string {
	if c.joint == of || c.joint != sql.And && c.joint != sql.Or {
		return c.text
	}
	return "(" + c.text + ")"
}

// meet finds the other half among those that wait, or lets this one wait.
func meet(h *half, waiting []*half, kind sql.Kind) (string, []*half, error) {
	for i, w := range waiting {
		if w.ask != h.ask || w.side == h.side || !w.fits(h) {
			continue
		}
		text := w.whole(kind)
		if text == "" {
			return "", nil, h.alone()
		}
		return text, append(waiting[:i:i], waiting[i+1:]...), nil
	}
	return "", append(waiting, h), nil
}

// fits tells whether two halves ask the same of either record.
func (h *half) fits(other *half) bool {
	if h.ask == "cross" {
		return h.expr == other.other && h.other == other.expr
	}
	return h.expr == other.expr && h.other == other.other
}

// whole says what two halves ask together, or nothing where it cannot be said.
func (h *half) whole(kind sql.Kind) string {
	both := kind == sql.And
	switch {
	case h.ask == "null" && both:
		return "absent(" + h.expr + ")"
	case h.ask == "null":
		return "null(" + h.expr + ")"
	case h.ask == "present" && both:
		return "not null(" + h.expr + ")"
	case h.ask == "present":
		return "not absent(" + h.expr + ")"
	case h.ask == "is" && both:
		return "exact(" + h.only() + ")"
	case h.ask == "is":
		return "not absent(" + h.only() + ")"
	case h.ask == "other" && both:
		return "not null(" + h.unless() + ")"
	case h.ask == "other":
		return "not absent(" + h.unless() + ")"
	case h.ask == "cross" && both:
		return "swapped(" + h.expr + ", " + h.other + ")"
	}
	return ""
}

// only is the term where it holds one text, and nothing else.
func (h *half) only() string {
	pattern := `\A` + regexp.QuoteMeta(h.other) + `\z`
	return "match(" + h.expr + ", '" + strings.ReplaceAll(pattern, "'", "''") + "', 0)"
}

// unless is the term where it holds anything but one text.
func (h *half) unless() string {
	return "unless(" + h.expr + ", '" + strings.ReplaceAll(h.other, "'", "''") + "')"
}
