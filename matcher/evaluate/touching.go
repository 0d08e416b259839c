package evaluate

import (
	"cmp"
	"slices"
)

// membership is a record as a cluster sees it: its group, and the part of the
// cluster it is in.
type membership struct {
	group uint16
	part  uint32
}

// pairCounter counts pairs of one cluster's records by group. A pair belongs
// to every group that one of its records belongs to, and to each but once. It
// is had if both records are in one part.
type pairCounter struct {
	group   []uint16
	part    []uint32
	into    []tally  // by group
	size    []uint32 // of each part of the cluster at hand; else all 0
	members []membership
}

// recallBy counts, by group, true pairs and those of them that share an identity.
func (r *Roster) recallBy(group []uint16, groups int) []tally {
	c := pairCounter{group: group, part: r.identity, into: make([]tally, groups), size: make([]uint32, r.companies.len())}
	return c.countAll(r.persons)
}

// precisionBy counts, by group, linked pairs and those of them that are one person.
func (r *Roster) precisionBy(group []uint16, groups int) []tally {
	c := pairCounter{group: group, part: r.person, into: make([]tally, groups), size: make([]uint32, r.persons.len())}
	return c.countAll(r.companies)
}

func (c *pairCounter) countAll(clusters gathering) []tally {
	for i := range clusters.len() {
		if members := clusters.members(i); len(members) > 1 {
			c.count(members)
		}
	}
	return c.into
}

func (c *pairCounter) count(cluster []uint32) {
	c.members = c.members[:0]
	for _, at := range cluster {
		c.members = append(c.members, membership{c.group[at], c.part[at]})
		c.size[c.part[at]]++
	}
	slices.SortFunc(c.members, func(a, b membership) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.part, b.part))
	})
	for from := 0; from < len(c.members); {
		from = c.countGroup(from)
	}
	for _, m := range c.members {
		c.size[m.part] = 0
	}
}

// countGroup counts the pairs of the group that begins at a place, and gives its end.
func (c *pairCounter) countGroup(from int) (to int) {
	group, had := c.members[from].group, int64(0)
	for to = from; to < len(c.members) && c.members[to].group == group; {
		part, own := c.members[to].part, int64(0)
		for to < len(c.members) && c.members[to] == (membership{group, part}) {
			own++
			to++
		}
		had += touching(int64(c.size[part]), own)
	}
	c.into[group].add(touching(int64(len(c.members)), int64(to-from)), had)
	return to
}

// touching is how many pairs among all have a member that is among its own.
func touching(all, own int64) int64 { return pairsOf(all) - pairsOf(all-own) }

func pairsOf(n int64) int64 { return n * (n - 1) / 2 }

// sharesBy counts, by group, records and those that something holds of. The
// records of one person are a cluster.
func (r *Roster) sharesBy(group []uint16, groups int, holds []bool) []tally {
	into := make([]tally, groups)
	counts := make([]struct{ all, had int64 }, groups)
	for p := range r.persons.len() {
		members := r.persons.members(p)
		for _, at := range members {
			counts[group[at]].all++
			if holds[at] {
				counts[group[at]].had++
			}
		}
		for _, at := range members { // a group's second record finds nothing left
			of := &counts[group[at]]
			into[group[at]].add(of.all, of.had)
			of.all, of.had = 0, 0
		}
	}
	return into
}
