package identity_test

import (
	"fmt"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// crowd is a world of many records that are much alike.
type crowd struct {
	records []record
	edges   []identity.Edge
	rules   identity.Rules
}

// Conflict keeps the two kinds of a crowd apart: ids of kind 0 and 1 conflict,
// those of kind 2 may be either.
func (c *crowd) Conflict(a, b record) matcher.Conflict {
	if a[0] != b[0] && a[0] != '2' && b[0] != '2' {
		return matcher.ConflictTwins
	}
	return matcher.ConflictNone
}

func (c *crowd) Weight(record, record) matcher.Weight { return matcher.Bits(30) }

// newCrowd makes n records of some kinds, each with edges to the next reach.
func newCrowd(n, kinds, reach, largest int) *crowd {
	c := &crowd{rules: identity.Rules{Auto: matcher.Bits(20), Review: matcher.Bits(10), Margin: matcher.Bits(3), MaxCluster: largest}}
	for i := range n {
		c.records = append(c.records, record(fmt.Sprintf("%d-%07d", (i*7919)%kinds, i)))
	}
	for i, a := range c.records {
		for _, b := range c.records[i+1 : min(n, i+1+reach)] {
			c.edges = append(c.edges, identity.Edge{A: a, B: b, Weight: matcher.Bits(30), Tier: matcher.TierCertain, Rule: matcher.RuleNHSBirthDate})
		}
	}
	return c
}

func (c *crowd) resolve() identity.Resolution {
	return identity.ResolveAll(c.records, c.edges, nil, c, c.rules)
}

func TestCrowds(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		crowd           *crowd
		clusters, tasks int
	}{
		"a thousand identical":       {newCrowd(1000, 1, 1000, 1000), 1, 0},
		"a thousand, twenty allowed": {newCrowd(1000, 1, 1000, 20), 50, 50 * 49 / 2},
		"five thousand in a row":     {newCrowd(5000, 1, 20, 5000), 1, 0},
		"two kinds that tie":         {newCrowd(1000, 2, 1000, 1000), 2, 1},
		"three kinds that tie":       {newCrowd(600, 3, 600, 600), 3, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := test.crowd.resolve()
			if len(r.Clusters) != test.clusters || len(r.Tasks) != test.tasks {
				t.Errorf("%d clusters and %d tasks, want %d and %d", len(r.Clusters), len(r.Tasks), test.clusters, test.tasks)
			}
		})
	}
}

func BenchmarkResolve(b *testing.B) {
	for name, build := range map[string]func() *crowd{
		"1000 identical":         func() *crowd { return newCrowd(1000, 1, 1000, 1000) },
		"1000 identical, cap 50": func() *crowd { return newCrowd(1000, 1, 1000, 50) },
		"1000 tied, 3 kinds":     func() *crowd { return newCrowd(1000, 3, 1000, 1000) },
		"5000 in a row":          func() *crowd { return newCrowd(5000, 1, 20, 5000) },
		"5000 tied, 3 kinds":     func() *crowd { return newCrowd(5000, 3, 100, 5000) },
		"160000 in families":     func() *crowd { return families(160_000) },
	} {
		b.Run(name, func(b *testing.B) {
			c := build()
			for b.Loop() {
				c.resolve()
			}
		})
	}
}

// families makes people of four records each and an edge to the next person.
func families(n int) *crowd {
	c := newCrowd(n, 1, 0, 50)
	for i, a := range c.records {
		for _, b := range c.records[i+1 : min(n, i/4*4+4)] {
			c.edges = append(c.edges, identity.Edge{A: a, B: b, Weight: matcher.Bits(30), Tier: matcher.TierProbable})
		}
		if i+4 < n {
			c.edges = append(c.edges, identity.Edge{A: a, B: c.records[i+4], Weight: matcher.Bits(12), Tier: matcher.TierPossible})
		}
	}
	return c
}
