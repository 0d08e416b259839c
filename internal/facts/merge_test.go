package facts_test

import (
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
)

func key(id string) facts.Key { return facts.Key{Authority: "RM3", LocalID: id} }

func stamp(day int) facts.Stamp {
	return facts.Stamp{At: time.Date(2024, 1, day, 0, 0, 0, 0, time.UTC), Hash: facts.Hash{byte(day)}}
}

func merging(kind facts.Kind, from, into string, day int) facts.Fact {
	return facts.Fact{Key: key(from), Kind: kind, Other: key(into), Stamp: stamp(day)}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	const m, u = facts.Merge, facts.Unmerge
	for name, c := range map[string]struct {
		told []facts.Fact
		day  int
		want string
	}{
		"before the merge":                  {[]facts.Fact{merging(m, "a", "b", 5)}, 4, "a"},
		"after it":                          {[]facts.Fact{merging(m, "a", "b", 5)}, 6, "b"},
		"along a chain":                     {[]facts.Fact{merging(m, "a", "b", 5), merging(m, "b", "c", 6)}, 7, "c"},
		"as far as the chain was":           {[]facts.Fact{merging(m, "a", "b", 5), merging(m, "b", "c", 8)}, 7, "b"},
		"round in a circle":                 {[]facts.Fact{merging(m, "b", "c", 1), merging(m, "c", "b", 2)}, 7, "b"},
		"after it was taken back":           {[]facts.Fact{merging(m, "a", "b", 5), merging(u, "a", "b", 8)}, 6, "a"},
		"told twice, between":               {[]facts.Fact{merging(m, "a", "b", 5), merging(m, "a", "b", 9)}, 7, "b"},
		"told, taken back and told":         {[]facts.Fact{merging(m, "a", "b", 2), merging(u, "a", "b", 5), merging(m, "a", "b", 9)}, 7, "a"},
		"another merge is taken back":       {[]facts.Fact{merging(m, "b", "c", 5), merging(u, "b", "a", 8)}, 9, "c"},
		"the later of two":                  {[]facts.Fact{merging(m, "a", "b", 5), merging(m, "a", "c", 6)}, 9, "c"},
		"the earlier, the later taken back": {[]facts.Fact{merging(m, "a", "b", 5), merging(m, "a", "c", 6), merging(u, "a", "c", 7)}, 9, "b"},
	} {
		for order := range 2 {
			var merges facts.Merges
			for i := range c.told {
				if order == 1 {
					i = len(c.told) - 1 - i
				}
				merges = merges.With(c.told[i], c.told[i])
			}
			from := "a"
			if name == "another merge is taken back" || name == "round in a circle" {
				from = c.told[0].Key.LocalID
			}
			if got := merges.Target(key(from), stamp(c.day)); got != key(c.want) {
				t.Errorf("%s: goes to %s, want %s", name, got.LocalID, c.want)
			}
		}
	}
}
