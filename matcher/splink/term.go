package splink

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// translator says SQL in the words of matcher/expr.
type translator struct {
	dialect string
	explode []string // columns of lists, each item of which is a key
}

// term is what one record holds: a column, or a transform of one.
type term struct {
	expr string
	side byte // l or r: which record it is of
	// empty says that it may be a text of no letters, which SQL compares as any
	// other; solid is then what it was made of that cannot.
	empty bool
	solid string
	// number and time say that it is to be compared as a number, or as seconds.
	number, time bool
}

// pair reads two terms.
func (t translator) pair(a, b sql.Node) (left, right term, err error) {
	if left, err = t.term(a); err != nil {
		return left, right, err
	}
	right, err = t.term(b)
	return left, right, err
}

func (t translator) term(n sql.Node) (term, error) {
	switch n.Kind {
	case sql.Column:
		return t.column(n)
	case sql.Cast:
		return t.cast(n)
	case sql.Call:
		return t.call(n)
	case sql.Index:
		return t.item(n)
	case sql.Number, sql.Text, sql.Null, sql.Operate, sql.Not,
		sql.And, sql.Or, sql.IsNull, sql.Case, sql.List, sql.Lambda:
	}
	return term{}, unknown(n)
}

func unknown(n sql.Node) error { return fmt.Errorf("cannot be mapped: %s", n) }

// column reads a column of one record: a_l, or l.a.
func (t translator) column(n sql.Node) (term, error) {
	name := n.Name
	var side byte
	switch {
	case strings.EqualFold(n.Table, "l"), strings.EqualFold(n.Table, "r"):
		side = n.Table[0] | 0x20
	case n.Table == "" && len(name) > 2 && strings.EqualFold(name[len(name)-2:], "_l"),
		n.Table == "" && len(name) > 2 && strings.EqualFold(name[len(name)-2:], "_r"):
		name, side = name[:len(name)-2], name[len(name)-1]|0x20
	default:
		return term{}, fmt.Errorf("expected a column of one record, as in a_l or l.a, found %s", n)
	}
	out := term{expr: own(name), side: side}
	if slices.Contains(t.explode, name) {
		out.expr = "items(" + out.expr + ")"
	}
	return out, nil
}

// own writes the name of a file's own column.
func own(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// columnTerm reads the name of a column that stands alone.
func columnTerm(text, dialect string) (string, error) {
	node, err := sql.Parse(text, dialect)
	if err == nil && node.Kind == sql.Column && node.Table == "" {
		return own(node.Name), nil
	}
	if strings.ContainsAny(text, "\"`'()[]") {
		return "", fmt.Errorf("expected a column, found %s", text)
	}
	return own(text), nil // a name with blanks, unquoted
}

// cast reads a cast to text, which changes nothing of a file's text; to a
// number; or to a date or time.
func (t translator) cast(n sql.Node) (term, error) {
	out, err := t.term(n.Args[0])
	if err != nil {
		return out, err
	}
	switch n.Name {
	case "text", "varchar", "string", "char":
		if out.number || out.time {
			return out, unknown(n)
		}
	case "int", "integer", "bigint", "double", "float", "float8", "float4", "real", "decimal", "numeric":
		if !out.number {
			out = out.wrap("number")
			out.number = true
		}
	case "date":
		if !out.time {
			out = out.wrap("epoch", "'%Y-%m-%d'")
			out.time = true
		}
	default:
		return out, unknown(n)
	}
	return out, nil
}

// wrap puts a transform around a term.
func (x term) wrap(transform string, more ...string) term {
	x.expr = transform + "(" + strings.Join(append([]string{x.expr}, more...), ", ") + ")"
	return x
}

// mayEmpty notes that a transform may leave no letters.
func (x term) mayEmpty(of term) term {
	if !x.empty {
		x.solid = of.expr
	}
	x.empty = true
	return x
}

func (t translator) call(n sql.Node) (term, error) {
	if len(n.Args) == 0 {
		return term{}, unknown(n)
	}
	inner, err := t.term(n.Args[0])
	if err != nil {
		return inner, err
	}
	if inner.time && n.Name != "epoch" && n.Name != "unix_timestamp" && n.Name != "date" || inner.number {
		return inner, unknown(n)
	}
	out, err := t.function(n, inner)
	if errors.Is(err, errUnknown) {
		return out, unknown(n)
	}
	return out, err
}

// errUnknown stands for whatever unknown says of the whole call.
var errUnknown = errors.New("unknown")

func (t translator) function(n sql.Node, inner term) (term, error) {
	switch n.Name {
	case "lower", "upper":
		return alone(n, inner.wrap(n.Name))
	case "trim":
		return alone(n, inner.wrap("trimmed").mayEmpty(inner))
	case "substring", "left", "right":
		return t.substring(n, inner)
	case "nullif":
		return nullif(n, inner)
	case "regexp_extract":
		return match(n, inner, 0)
	case "element_at", "list_extract", "list_element", "array_extract":
		return t.itemAt(n, inner)
	case "epoch", "unix_timestamp", "date":
		if !inner.time { // a column of dates, which a file writes as they are
			inner = inner.wrap("epoch", "'%Y-%m-%d'")
			inner.time = true
		}
		return alone(n, inner)
	case "try_strptime", "strptime", "try_to_timestamp", "to_timestamp", "to_date", "try_cast_date", "try_cast_timestamp":
		return t.parsed(n, inner)
	}
	return inner, errUnknown
}

// alone holds for a function of one argument.
func alone(n sql.Node, out term) (term, error) {
	if len(n.Args) != 1 {
		return out, errUnknown
	}
	return out, nil
}

// substring reads the beginning, the end or the middle of a text, or with a
// pattern what PostgreSQL finds by it.
func (t translator) substring(n sql.Node, inner term) (term, error) {
	if len(n.Args) == 2 && n.Args[1].Kind == sql.Text {
		return match(n, inner, 1)
	}
	numbers := make([]int, 0, 2)
	for _, arg := range n.Args[1:] {
		if arg.Kind != sql.Number || arg.Number != float64(int(arg.Number)) || arg.Number < 1 || arg.Number > 64<<10 {
			return inner, errUnknown
		}
		numbers = append(numbers, int(arg.Number))
	}
	switch {
	case n.Name == "right" && len(numbers) == 1 && numbers[0] <= 100:
		return inner.wrap("last", strconv.Itoa(numbers[0])), nil
	case n.Name == "left" && len(numbers) == 1:
		return inner.beginning(numbers[0]), nil
	case n.Name != "substring" || len(numbers) == 0:
		return inner, errUnknown
	case len(numbers) == 1: // to the end
		numbers = append(numbers, 64<<10)
	}
	if numbers[0] == 1 {
		return inner.beginning(numbers[1]), nil
	}
	return inner.wrap("substring", strconv.Itoa(numbers[0]), strconv.Itoa(numbers[1])).mayEmpty(inner), nil
}

func (x term) beginning(n int) term {
	if n <= 100 {
		return x.wrap("first", strconv.Itoa(n))
	}
	return x.wrap("substring", "1", strconv.Itoa(n))
}

// nullif reads NULLIF(value, 'text'): a value that is not that text.
func nullif(n sql.Node, inner term) (term, error) {
	if len(n.Args) != 2 || n.Args[1].Kind != sql.Text {
		return inner, errUnknown
	}
	if n.Args[1].Name == "" { // as everywhere here: no letters, no value
		inner.empty, inner.solid = false, ""
		return inner, nil
	}
	return inner.wrap("unless", n.Args[1].String()), nil
}

// match reads what a pattern finds. PostgreSQL gives its first group, if it has one.
func match(n sql.Node, inner term, group int) (term, error) {
	if len(n.Args) < 2 || len(n.Args) > 3 || n.Args[1].Kind != sql.Text {
		return inner, errUnknown
	}
	pattern, err := regexp.Compile(n.Args[1].Name)
	if err != nil {
		return inner, fmt.Errorf("expected a regular expression, found %s: %w", n.Args[1], err)
	}
	group = min(group, pattern.NumSubexp())
	if len(n.Args) == 3 {
		if n.Args[2].Kind != sql.Number || n.Args[2].Number != float64(int(n.Args[2].Number)) {
			return inner, errUnknown
		}
		group = int(n.Args[2].Number)
	}
	if group < 0 || group > pattern.NumSubexp() {
		return inner, fmt.Errorf("expected a group from 0 to %d, found %d in %s", pattern.NumSubexp(), group, n)
	}
	return inner.wrap("match", n.Args[1].String(), strconv.Itoa(group)).mayEmpty(inner), nil
}
