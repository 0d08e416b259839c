package store

import (
	"cmp"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
)

func compareEdges(a, b linker.Edge) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) }

// Edges gives the edges at records.
func (t *tx) Edges(of []identity.RecordID) ([]linker.Edge, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	var list []linker.Edge
	err = t.query("edges", func(r row) error {
		var low, high uuid
		var weight, tier int64
		var rule, guard string
		var e linker.Edge
		if err := r.Scan(&low, &high, &weight, &e.VersionA, &e.VersionB, &tier, &rule, &guard, &e.Model); err != nil {
			return err
		}
		e.Edge = edge(low, high, weight, tier, rule, guard)
		list = append(list, e)
		return nil
	}, asked)
	return onceEach(list, compareEdges), err
}

func edge(a, b uuid, weight, tier int64, rule, guard string) identity.Edge {
	return identity.Edge{
		A: identity.RecordID(a.text()), B: identity.RecordID(b.text()), Weight: matcher.Weight(weight),
		Tier: matcher.Tier(tier), Rule: matcher.Rule(rule), Guard: matcher.Guard(guard), //nolint:gosec // one of four
	}
}

// ReplaceEdges puts edges in the place of those that records had.
func (t *tx) ReplaceEdges(of []identity.RecordID, edges []linker.Edge) error {
	asked, err := uuids(of)
	if err != nil {
		return err
	}
	asked = onceEach(asked, compareUUIDs)
	if err := t.exec("edges_low_clear", asked); err != nil {
		return err
	}
	if err := t.exec("edges_high_clear", asked); err != nil {
		return err
	}
	c, err := edgeColumns(lastOfEach(edges, compareEdges))
	if err != nil {
		return err
	}
	return t.exec("edge_put", c...)
}

func edgeColumns(edges []linker.Edge) ([]any, error) {
	n := len(edges)
	low, high := make(ids, n), make(ids, n)
	weight, versionLow, versionHigh, tier := make(ints, n), make(ints, n), make(ints, n), make(ints, n)
	rule, guard, model := make(texts, n), make(texts, n), make(texts, n)
	for i := range edges {
		e := &edges[i]
		var err error
		if low[i], err = parseUUID(e.A); err != nil {
			return nil, err
		}
		if high[i], err = parseUUID(e.B); err != nil {
			return nil, err
		}
		weight[i], versionLow[i], versionHigh[i], tier[i] = int64(e.Weight), e.VersionA, e.VersionB, int64(e.Tier)
		rule[i], guard[i], model[i] = string(e.Rule), string(e.Guard), e.Model
	}
	return []any{low, high, weight, versionLow, versionHigh, tier, rule, guard, model}, nil
}
