package splink

import "github.com/lhcre/mpi/matcher/splink/sql"

// item reads a[1] and a[-1]: the first and the last item of a list.
func (t translator) item(n sql.Node) (term, error) {
	inner, err := t.term(n.Args[0])
	if err != nil {
		return inner, err
	}
	out, err := t.place(inner, n.Args[1])
	if err != nil {
		return out, unknown(n)
	}
	return out, nil
}

// itemAt is item as a function.
func (t translator) itemAt(n sql.Node, inner term) (term, error) {
	if len(n.Args) != 2 {
		return inner, errUnknown
	}
	at := n.Args[1]
	if n.Name == "element_at" && at.Kind == sql.Number && at.Number > 0 {
		return translator{}.place(inner, at) // Spark counts these from 1
	}
	return t.place(inner, at)
}

func (t translator) place(inner term, at sql.Node) (term, error) {
	first := 1.0
	if t.dialect == "spark" || t.dialect == "databricks" {
		first = 0
	}
	switch {
	case at.Kind == sql.Number && at.Number == first:
		return inner.wrap("first_item"), nil
	case at.Kind == sql.Number && at.Number == -1:
		return inner.wrap("last_item"), nil
	case t.isLength(at, inner):
		return inner.wrap("last_item"), nil
	}
	return inner, errUnknown
}

// isLength tells PostgreSQL's array_length(a, 1) of the list itself.
func (t translator) isLength(at sql.Node, list term) bool {
	if at.Kind != sql.Call || at.Name != "array_length" || len(at.Args) != 2 {
		return false
	}
	of, err := t.term(at.Args[0])
	return err == nil && of == list && at.Args[1].Kind == sql.Number && at.Args[1].Number == 1
}
