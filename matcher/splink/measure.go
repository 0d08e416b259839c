package splink

import (
	"fmt"

	"github.com/lhcre/mpi/matcher/splink/sql"
)

// likeness lists the measures by their names in SQL, and whether more is more alike.
func likeness() map[string]struct {
	measure string
	alike   bool
} {
	type m = struct {
		measure string
		alike   bool
	}
	jaro, winkler := m{"byte_jaro", true}, m{"byte_jaro_winkler", true}
	return map[string]m{
		"jaro_similarity": jaro, "jaro_sim": jaro, "jaro": jaro,
		"jaro_winkler_similarity": winkler, "jaro_winkler": winkler, "jaro_winkler_sim": winkler,
		"levenshtein":             {"byte_levenshtein", false},
		"levenshtein_distance":    {"byte_levenshtein", false},
		"editdist3":               {"byte_levenshtein", false},
		"damerau_levenshtein":     {"byte_damerau_levenshtein", false},
		"jaccard":                 {"jaccard", true},
		"array_cosine_similarity": {"cosine", true},
	}
}

// secondsOfDay is the unit of a difference in days.
const secondsOfDay = 86400

// measure maps a measure of both records, and says what a number beside it is
// to be multiplied with.
func (t translator) measure(n sql.Node) (string, float64, error) {
	switch n.Kind {
	case sql.Operate:
		text, err := t.share(n)
		return text, 1, err
	case sql.Cast:
		text, err := t.kilometres(n)
		return text, 1, err
	case sql.Call:
		return t.measureCall(n)
	case sql.Column, sql.Number, sql.Text, sql.Null, sql.Not, sql.And,
		sql.Or, sql.IsNull, sql.Case, sql.Index, sql.List, sql.Lambda:
	}
	return "", 0, unknown(n)
}

func (t translator) measureCall(n sql.Node) (string, float64, error) {
	if known, ok := likeness()[n.Name]; ok && len(n.Args) == 2 {
		x, err := t.same(n, n.Args[0], n.Args[1])
		if err == nil && (x.number || x.time) {
			err = unknown(n)
		}
		return known.measure + "(" + x.expr + ")", 1, err
	}
	switch n.Name {
	case "abs":
		if len(n.Args) == 1 {
			return t.difference(n)
		}
	case "array_length", "len", "length", "array_size", "size", "cardinality":
		text, err := t.shared(n)
		return text, 1, err
	case "list_max", "list_min", "array_max", "array_min":
		text, err := t.pairwise(n)
		return text, 1, err
	}
	return "", 0, unknown(n)
}

// same reads two terms that must be the same of either record.
func (t translator) same(n, left, right sql.Node) (term, error) {
	a, b, err := t.pair(left, right)
	if err != nil {
		return a, err
	}
	if a.side == b.side || a.expr != b.expr || a.number != b.number || a.time != b.time {
		return a, fmt.Errorf("expected the same of both records, found %s", n)
	}
	if a.empty {
		return a, fmt.Errorf("expected NULLIF(…, '') around a text that may have no letters, found %s", n)
	}
	return a, nil
}

// difference maps how far two numbers, dates or times are apart.
func (t translator) difference(n sql.Node) (string, float64, error) {
	of := n.Args[0]
	if of.Kind == sql.Operate && of.Name == "-" && len(of.Args) == 2 {
		x, err := t.same(n, of.Args[0], of.Args[1])
		return "difference(" + x.expr + ")", 1, err
	}
	if of.Kind != sql.Call {
		return "", 0, unknown(n)
	}
	args := of.Args
	switch {
	case of.Name == "datediff" && len(args) == 2:
	case (of.Name == "date_diff" || of.Name == "datediff") && len(args) == 3 && args[0].Kind == sql.Text && args[0].Name == "day":
		args = args[1:]
	default:
		return "", 0, unknown(n)
	}
	return t.days(n, args)
}

// days maps a difference in days between dates; between times of day it would
// count midnights, which is something else.
func (t translator) days(n sql.Node, args []sql.Node) (string, float64, error) {
	for i, arg := range args {
		if arg.Kind == sql.Column {
			args[i] = sql.Node{Kind: sql.Cast, Name: "date", Args: []sql.Node{arg}, Pos: arg.Pos}
		}
	}
	x, err := t.same(n, args[0], args[1])
	if err != nil {
		return "", 0, err
	}
	if !x.time || clock(x.expr) {
		return "", 0, unknown(n)
	}
	return "difference(" + x.expr + ")", secondsOfDay, nil
}
