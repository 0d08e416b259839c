package identity

import (
	"cmp"
	"slices"
)

// settle gives every identity its members or its successor.
func (n *naming) settle() {
	for _, p := range n.people {
		if cluster, placed := n.placed[p.ID]; placed {
			p.Retired, p.Successor = false, ""
			p.Members = n.members(p.ID, n.clusters[cluster])
		}
	}
	for _, p := range n.people {
		if _, placed := n.placed[p.ID]; !placed {
			p.Retired = true
			p.Successor = n.successor(p)
		}
	}
}

// members lists a cluster's records; those that had another identity before, or
// none, get a new link version.
func (n *naming) members(id string, cluster []RecordID) []Member {
	list := make([]Member, 0, len(cluster))
	for _, record := range cluster {
		version := n.versions[record]
		if n.lived[record] != id {
			version++
		}
		list = append(list, Member{Record: record, LinkVersion: version})
	}
	return list
}

// successor is the identity that has most of a retired identity's last records.
// If none of them exists any more, what was known stays.
func (n *naming) successor(p *Identity) string {
	var heirs []claim
	for cluster, records := range n.spread(p) {
		heirs = append(heirs, claim{identity: n.owner[cluster], records: records})
	}
	if len(heirs) == 0 {
		return p.Successor
	}
	return slices.MinFunc(heirs, compareClaims).identity.ID
}

// outcome lists the identities and, for those that are not what they were, the
// changes.
func (n *naming) outcome() ([]Identity, []Change) {
	slices.SortFunc(n.people, func(a, b *Identity) int { return cmp.Compare(a.ID, b.ID) })
	var identities []Identity
	var changes []Change
	for _, p := range n.people {
		if c, changed := n.change(p); changed {
			p.Version++
			c.Identity, c.Version, c.Successor = p.ID, p.Version, p.Successor
			changes = append(changes, c)
		}
		identities = append(identities, *p)
	}
	return identities, changes
}

// change compares an identity with what it was.
func (n *naming) change(p *Identity) (Change, bool) {
	was, known := n.was[p.ID]
	switch {
	case !known:
		return Change{Kind: Created, Joined: p.records()}, true
	case was.Retired && p.Retired:
		return Change{Kind: Redirected}, was.Successor != p.Successor
	case was.Retired:
		return Change{Kind: Revived, Joined: p.records()}, true
	case p.Retired:
		return Change{Kind: Retired, Left: was.records()}, true
	}
	joined, left := without(p.records(), was.records()), without(was.records(), p.records())
	return Change{Kind: n.kind(p.ID, joined, left), Joined: joined, Left: left}, len(joined)+len(left) > 0
}

// kind tells what the records that joined and left mean for an identity that
// goes on.
func (n *naming) kind(id string, joined, left []RecordID) ChangeKind {
	moved := func(r RecordID) bool { _, here := n.home[r]; return here }
	taken := func(r RecordID) bool { was, had := n.lived[r]; return had && was != id }
	switch {
	case slices.ContainsFunc(left, moved):
		return Split
	case slices.ContainsFunc(joined, taken):
		return Merged
	}
	return Kept
}

// without lists the values of a that are not in b, both being sorted.
func without(a, b []RecordID) []RecordID {
	return slices.DeleteFunc(slices.Clone(a), func(r RecordID) bool {
		_, found := slices.BinarySearch(b, r)
		return found
	})
}
