package splink

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/splink/sql"
)

// maxRules bounds what the ors of one blocking rule may be split into.
const maxRules = 100

// rules maps the blocking rules. The pairs of a rule with or are those of two rules.
func (s settings) rules() ([]matcher.RuleFile, error) {
	if len(s.BlockingRules) == 0 {
		return nil, errors.New("blocking_rules_to_generate_predictions: expected at least one")
	}
	var out []matcher.RuleFile
	for i, r := range s.BlockingRules {
		if r.Dialect == "" {
			r.Dialect = s.Dialect
		}
		keys, err := r.keys()
		if err != nil {
			return nil, fmt.Errorf("blocking rule %d: %w", i+1, err)
		}
		for _, k := range keys {
			out = appendRule(out, k)
		}
	}
	return out, nil
}

// appendRule names a rule after its keys; one that is there already adds no pair.
func appendRule(rules []matcher.RuleFile, keys []string) []matcher.RuleFile {
	name := strings.ReplaceAll(strings.Join(keys, " and "), "`", "")
	taken := 0
	for _, r := range rules {
		if slices.Equal(r.Keys, keys) {
			return rules
		}
		if r.Name == name || strings.HasPrefix(r.Name, name+" (") {
			taken++
		}
	}
	if taken > 0 {
		name = fmt.Sprintf("%s (%d)", name, taken+1)
	}
	return append(rules, matcher.RuleFile{Name: name, Keys: keys})
}

// keys gives the keys of the rules that a rule stands for.
func (r rule) keys() ([][]string, error) {
	node, err := sql.Parse(r.SQL, r.Dialect)
	if err != nil {
		return nil, err
	}
	node, err = positive(node, true)
	if err != nil {
		return nil, err
	}
	t := translator{dialect: r.Dialect, explode: r.Explode}
	return t.keys(node)
}

func (t translator) keys(node sql.Node) ([][]string, error) {
	switch node.Kind {
	case sql.Or:
		var out [][]string
		for _, arg := range node.Args {
			some, err := t.keys(arg)
			if err != nil {
				return nil, err
			}
			if out = append(out, some...); len(out) > maxRules {
				return nil, fmt.Errorf("expected at most %d ways to hold", maxRules)
			}
		}
		return out, nil
	case sql.And:
		return t.both(node.Args)
	case sql.Column, sql.Number, sql.Text, sql.Null, sql.Call, sql.Operate,
		sql.Not, sql.IsNull, sql.Case, sql.Cast, sql.Index, sql.List, sql.Lambda:
	}
	term, err := t.key(node)
	if err != nil {
		return nil, err
	}
	return [][]string{{term}}, nil
}

// both gives every combination of the ways in which all of some conditions hold.
func (t translator) both(nodes []sql.Node) ([][]string, error) {
	ways := [][]string{nil}
	for _, node := range nodes {
		some, err := t.keys(node)
		if err != nil {
			return nil, err
		}
		var next [][]string
		for _, way := range ways {
			for _, keys := range some {
				next = append(next, merged(way, keys))
			}
		}
		if ways = next; len(ways) > maxRules {
			return nil, fmt.Errorf("expected at most %d ways to hold", maxRules)
		}
	}
	return ways, nil
}

func merged(some, others []string) []string {
	out := slices.Clone(some)
	for _, key := range others {
		if !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}

// key maps one equality. A text that may come out empty is no key: pairs that
// share only that are not brought together.
func (t translator) key(node sql.Node) (string, error) {
	refused := fmt.Errorf("cannot be a key: %s; expected the same of both records, as in l.a = r.a", node)
	if node.Kind != sql.Operate || node.Name != "=" {
		return "", refused
	}
	left, right, err := t.pair(node.Args[0], node.Args[1])
	if err != nil {
		return "", fmt.Errorf("cannot be a key: %s: %w", node, err)
	}
	if left.expr != right.expr || left.side == right.side || left.number {
		return "", refused
	}
	return left.expr, nil
}
