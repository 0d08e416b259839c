package store

import (
	"cmp"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
)

func compareEdges(a, b linker.Edge) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) }

// ends are the records of an edge.
type ends struct{ low, high uuid }

func compareEnds(a, b ends) int {
	return cmp.Or(compareUUIDs(a.low, b.low), compareUUIDs(a.high, b.high))
}

// knownEdges are edges as they are now: all those at some records.
type knownEdges struct {
	at    map[uuid]bool
	edges map[ends]linker.Edge
}

// Edges gives the edges at records.
func (t *tx) Edges(of []identity.RecordID) ([]linker.Edge, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	return t.readEdges(asked)
}

func (t *tx) readEdges(asked ids) ([]linker.Edge, error) {
	var list []linker.Edge
	known := &t.edges
	if known.at == nil {
		*known = knownEdges{map[uuid]bool{}, map[ends]linker.Edge{}}
	}
	err := t.query("edges", func(r row) error {
		var at ends
		var weight, tier int64
		var rule, guard string
		var e linker.Edge
		if err := r.Scan(&at.low, &at.high, &weight, &e.VersionA, &e.VersionB, &tier, &rule, &guard, &e.Model); err != nil {
			return err
		}
		e.Edge = edge(at.low, at.high, weight, tier, rule, guard)
		known.edges[at] = e
		list = append(list, e)
		return nil
	}, asked)
	if err != nil {
		return nil, err
	}
	for _, id := range asked {
		known.at[id] = true
	}
	return onceEach(list, compareEdges), nil
}

func edge(a, b uuid, weight, tier int64, rule, guard string) identity.Edge {
	return identity.Edge{
		A: identity.RecordID(a.text()), B: identity.RecordID(b.text()), Weight: matcher.Weight(weight),
		Tier: matcher.Tier(tier), Rule: matcher.Rule(rule), Guard: matcher.Guard(guard), //nolint:gosec // one of four
	}
}

// ReplaceEdges puts edges in the place of those that records had. Most of them are
// there already, as they are or resting on other versions: what those were is read,
// unless it was before, so that no more is written than has to be.
func (t *tx) ReplaceEdges(of []identity.RecordID, edges []linker.Edge) error {
	asked, err := uuids(of)
	if err != nil {
		return err
	}
	asked = onceEach(asked, compareUUIDs)
	if err := t.learnEdges(asked); err != nil {
		return err
	}
	var added, changed edgeColumns
	now := make(map[ends]bool, len(edges))
	for _, e := range lastOfEach(edges, compareEdges) {
		at, err := endsOf(&e)
		if err != nil {
			return err
		}
		now[at] = true
		switch was, there := t.edges.edges[at]; {
		case !there:
			added.add(at, &e)
		case was != e:
			changed.add(at, &e)
		}
	}
	gone := t.goneEdges(asked, now)
	t.edges = knownEdges{}
	return t.writeEdges(gone, &added, &changed)
}

func endsOf(e *linker.Edge) (at ends, err error) {
	if at.low, err = parseUUID(e.A); err == nil {
		at.high, err = parseUUID(e.B)
	}
	return at, err
}

// learnEdges reads the edges at records of which they are not known.
func (t *tx) learnEdges(of ids) error {
	var unknown ids
	for _, id := range of {
		if !t.edges.at[id] {
			unknown = append(unknown, id)
		}
	}
	_, err := t.readEdges(unknown)
	return err
}

// goneEdges lists the edges at records that are no more.
func (t *tx) goneEdges(of ids, now map[ends]bool) []ends {
	cleared := make(map[uuid]bool, len(of))
	for _, id := range of {
		cleared[id] = true
	}
	var gone []ends
	for at := range t.edges.edges {
		if (cleared[at.low] || cleared[at.high]) && !now[at] {
			gone = append(gone, at)
		}
	}
	return onceEach(gone, compareEnds)
}

func (t *tx) writeEdges(gone []ends, added, changed *edgeColumns) error {
	low, high := make(ids, len(gone)), make(ids, len(gone))
	for i, at := range gone {
		low[i], high[i] = at.low, at.high
	}
	if err := t.exec("edge_drop", low, high); err != nil {
		return err
	}
	if err := t.exec("edge_update", changed.all()...); err != nil {
		return err
	}
	return t.exec("edge_put", added.all()...)
}

// edgeColumns are rows of the table edge.
type edgeColumns struct {
	low, high                             ids
	weight, versionLow, versionHigh, tier ints
	rule, guard, model                    texts
}

func (c *edgeColumns) add(at ends, e *linker.Edge) {
	c.low, c.high = append(c.low, at.low), append(c.high, at.high)
	c.weight, c.tier = append(c.weight, int64(e.Weight)), append(c.tier, int64(e.Tier))
	c.versionLow, c.versionHigh = append(c.versionLow, e.VersionA), append(c.versionHigh, e.VersionB)
	c.rule, c.guard, c.model = append(c.rule, string(e.Rule)), append(c.guard, string(e.Guard)), append(c.model, e.Model)
}

func (c *edgeColumns) all() []any {
	return []any{c.low, c.high, c.weight, c.versionLow, c.versionHigh, c.tier, c.rule, c.guard, c.model}
}
