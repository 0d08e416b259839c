package splink

import (
	"fmt"
	"strings"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// Splink writes some measures in many words. They are known by their shape: the
// parts that differ are picked out, put into the shape again, and must give the
// same SQL.

// shaped tells whether a node is what a text says.
func (t translator) shaped(n sql.Node, text string) bool {
	shape, err := sql.Parse(text, "duckdb")
	return err == nil && shape.String() == n.String()
}

// clock tells whether a date's format reads the time of day.
func clock(expr string) bool { return strings.Contains(expr, "%H") || strings.Contains(expr, "%M") }

// share maps the difference of two numbers as a share of the greater.
func (t translator) share(n sql.Node) (string, error) {
	numbers := numbersApart(n)
	if n.Name != "/" || len(numbers) != 2 {
		return "", unknown(n)
	}
	l, r := numbers[0].String(), numbers[1].String()
	if !t.shaped(n, fmt.Sprintf("abs(%[1]s - %[2]s) / (case when %[2]s > %[1]s then %[2]s else %[1]s end)", l, r)) {
		return "", unknown(n)
	}
	x, err := t.same(n, numbers[0], numbers[1])
	return "relative_difference(" + x.expr + ")", err
}

// numbersApart picks a and b out of abs(a - b) / ….
func numbersApart(n sql.Node) []sql.Node {
	if len(n.Args) == 2 && n.Args[0].Kind == sql.Call && len(n.Args[0].Args) == 1 && n.Args[0].Args[0].Kind == sql.Operate {
		return n.Args[0].Args[0].Args
	}
	return nil
}

// kilometres maps the distance on the globe between two points.
func (t translator) kilometres(n sql.Node) (string, error) {
	var angles []sql.Node
	walk(n, func(n sql.Node) {
		if n.Kind == sql.Call && n.Name == "radians" && len(n.Args) == 1 {
			angles = append(angles, n.Args[0])
		}
	})
	if len(angles) < 5 || angles[4].Kind != sql.Operate || len(angles[4].Args) != 2 {
		return "", unknown(n)
	}
	east := angles[4].Args
	cosine := fmt.Sprintf("(sin(radians(%[1]s)) * sin(radians(%[2]s)) + cos(radians(%[1]s)) * cos(radians(%[2]s)) * cos(radians(%[3]s - %[4]s)))",
		angles[0], angles[1], east[0], east[1])
	shape := "cast(acos(case when " + cosine + " > 1 then 1 when " + cosine + " < -1 then -1 else " + cosine + " end) * 6371 as " + n.Name + ")"
	if !t.shaped(n, shape) {
		return "", unknown(n)
	}
	north, err := t.same(n, angles[0], angles[1])
	if err != nil {
		return "", err
	}
	longitude, err := t.same(n, east[0], east[1])
	return "kilometres(" + north.expr + ", " + longitude.expr + ")", err
}

func walk(n sql.Node, visit func(sql.Node)) {
	visit(n)
	for _, arg := range n.Args {
		walk(arg, visit)
	}
}

// shared maps the number of items that two lists have in common.
func (t translator) shared(n sql.Node) (string, error) {
	if len(n.Args) != 1 || n.Args[0].Kind != sql.Call || len(n.Args[0].Args) != 2 {
		return "", unknown(n)
	}
	of := n.Args[0]
	if of.Name != "list_intersect" && of.Name != "array_intersect" {
		return "", unknown(n)
	}
	x, err := t.same(n, of.Args[0], of.Args[1])
	return "shared_values(items(" + x.expr + "))", err
}

// shorter reads LEAST(length(a_l), length(a_r)), the length of the shorter of two lists.
func (t translator) shorter(n sql.Node) (string, bool) {
	if n.Kind != sql.Call || n.Name != "least" || len(n.Args) != 2 {
		return "", false
	}
	lists := make([]sql.Node, 2)
	for i, arg := range n.Args {
		if arg.Kind != sql.Call || len(arg.Args) != 1 || arg.Name != n.Args[0].Name {
			return "", false
		}
		lists[i] = arg.Args[0]
	}
	x, err := t.same(n, lists[0], lists[1])
	return "items(" + x.expr + ")", err == nil
}

// subset maps that all items of the shorter list are in the longer one. One
// without items is a subset of any.
func (t translator) subset(left sql.Node, operator string, right sql.Node) (string, bool) {
	items, ok := t.shorter(right)
	if !ok || operator != "=" || left.Kind != sql.Call {
		return "", false
	}
	common, err := t.shared(left)
	if err != nil || common != "shared_values("+items+")" {
		return "", false
	}
	list := strings.TrimSuffix(strings.TrimPrefix(items, "items("), ")")
	return "subset(" + items + ") or (null(" + items + ") and not null(" + list + "))", true
}

// pairwise maps the likest or nearest of all pairs of items of two lists, which
// is how a measure takes lists anyway.
func (t translator) pairwise(n sql.Node) (string, error) {
	var columns []sql.Node
	var inner sql.Node
	walk(n, func(n sql.Node) {
		if _, known := likeness()[n.Name]; known && n.Kind == sql.Call {
			inner = n
		}
		if n.Kind == sql.Column && (strings.HasSuffix(n.Name, "_l") || strings.HasSuffix(n.Name, "_r")) {
			columns = append(columns, n)
		}
	})
	if len(columns) != 2 || len(inner.Args) != 2 || inner.Args[0].Kind != sql.Index {
		return "", unknown(n)
	}
	transform, first := n.Args[0].Name, inner.Args[0].Args[1].Number
	shape := fmt.Sprintf("%[1]s(%[2]s(flatten(%[2]s(%[3]s, x -> %[2]s(%[4]s, y -> [x, y]))), pair -> %[5]s(pair[%[6]v], pair[%[7]v])))",
		n.Name, transform, columns[0], columns[1], inner.Name, first, first+1)
	known := likeness()[inner.Name]
	if !t.shaped(n, shape) || known.alike != strings.HasSuffix(n.Name, "max") {
		return "", unknown(n)
	}
	x, err := t.same(n, columns[0], columns[1])
	return known.measure + "(items(" + x.expr + "))", err
}
