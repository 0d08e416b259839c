package splink

import (
	"fmt"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// positive rewrites a condition so that it holds exactly where SQL says TRUE,
// with no not before anything but IS NULL. A comparison with NULL is neither
// true nor false in SQL, and so is its negation: the negation of a = b is
// a <> b, which does not hold either where one is NULL. With want false it
// gives what holds where SQL says FALSE. And and or come out flat.
func positive(n sql.Node, want bool) (sql.Node, error) {
	switch n.Kind {
	case sql.Not:
		return positive(n.Args[0], !want)
	case sql.And, sql.Or:
		return positiveAll(n, want)
	case sql.IsNull:
		if want {
			return n, nil
		}
		return sql.Node{Kind: sql.Not, Args: []sql.Node{n}, Pos: n.Pos}, nil
	case sql.Operate:
		opposite, known := opposites()[n.Name]
		if !known {
			break
		}
		if !want {
			n.Name = opposite
		}
		return n, nil
	case sql.Column, sql.Number, sql.Text, sql.Null, sql.Call,
		sql.Case, sql.Cast, sql.Index, sql.List, sql.Lambda:
	}
	return n, fmt.Errorf("expected a condition, found %s", n)
}

func opposites() map[string]string {
	return map[string]string{"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
}

// positiveAll turns and into or, and or into and, where the opposite is wanted.
func positiveAll(n sql.Node, want bool) (sql.Node, error) {
	out := sql.Node{Kind: n.Kind, Pos: n.Pos}
	if !want {
		out.Kind = map[sql.Kind]sql.Kind{sql.And: sql.Or, sql.Or: sql.And}[n.Kind]
	}
	for _, arg := range n.Args {
		part, err := positive(arg, want)
		if err != nil {
			return out, err
		}
		if part.Kind == out.Kind {
			out.Args = append(out.Args, part.Args...)
		} else {
			out.Args = append(out.Args, part)
		}
	}
	return out, nil
}
