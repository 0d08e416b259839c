package identity

import (
	"cmp"
	"maps"
	"slices"
)

// Reconcile gives each cluster an identity. It returns the identities of the
// past as they are now, with the new ones, and what changed, both ordered by id.
//
// Identities and clusters are paired one to one by the number of records that
// they share, ties by the oldest identity, then its id, then the cluster that has
// no retired identity of its own to take back, then the cluster's smallest
// record. A cluster left over takes back the retired identity that most
// of its records last had alone, that is with no record that is now in another
// cluster; else it gets a new id. An identity left over is retired, and the
// successor of each retired one is the identity that has most of the records it
// last had, ties by the oldest, then id.
func Reconcile(past Past, clusters [][]RecordID, fresh Fresh) ([]Identity, []Change) {
	n := newNaming(past, clusters)
	n.assign(n.liveClaims())
	n.assign(n.retiredClaims())
	n.create(fresh)
	n.settle()
	return n.outcome()
}

// naming is the state of one Reconcile.
type naming struct {
	people   []*Identity         // by id
	was      map[string]Identity // what they were
	clusters [][]RecordID        // sorted, in the order of their smallest records
	home     map[RecordID]int    // the cluster of each record
	owner    []*Identity         // of each cluster
	placed   map[string]int      // the cluster of each identity that has one
	lived    map[RecordID]string // the live identity that each record had
	versions map[RecordID]int64  // the newest link version of each record
}

func newNaming(past Past, clusters [][]RecordID) *naming {
	n := &naming{
		was: map[string]Identity{}, home: map[RecordID]int{}, placed: map[string]int{}, lived: map[RecordID]string{},
		versions: map[RecordID]int64{}, owner: make([]*Identity, len(clusters)),
	}
	maps.Copy(n.versions, past.LinkVersions)
	for _, p := range past.Identities {
		n.remember(p)
	}
	for _, c := range clusters {
		n.clusters = append(n.clusters, slices.Sorted(slices.Values(c)))
	}
	slices.SortFunc(n.clusters, slices.Compare)
	for i, c := range n.clusters {
		for _, record := range c {
			n.home[record] = i
		}
	}
	return n
}

// remember takes in an identity of the past.
func (n *naming) remember(p Identity) {
	n.people = append(n.people, &p)
	n.was[p.ID] = p
	for _, m := range p.Members {
		n.versions[m.Record] = max(n.versions[m.Record], m.LinkVersion)
		if !p.Retired {
			n.lived[m.Record] = p.ID
		}
	}
}

// claim is what an identity has on a cluster.
type claim struct {
	identity *Identity
	cluster  int
	records  int
	other    bool // the cluster has a retired identity to take back
}

// compareClaims puts the better claim in front.
func compareClaims(a, b claim) int {
	return cmp.Or(
		cmp.Compare(b.records, a.records), older(a.identity, b.identity), compareOther(a, b), cmp.Compare(a.cluster, b.cluster),
	)
}

// compareOther lets who came to an identity leave it again with the one that it
// had before, so that a wrong link which is undone leaves no new ids.
func compareOther(a, b claim) int {
	switch {
	case a.other == b.other:
		return 0
	case b.other:
		return -1
	}
	return 1
}

// assign grants the best claims first, one cluster to an identity and one
// identity to a cluster.
func (n *naming) assign(claims []claim) {
	slices.SortFunc(claims, compareClaims)
	for _, c := range claims {
		if _, placed := n.placed[c.identity.ID]; !placed && n.owner[c.cluster] == nil {
			n.owner[c.cluster] = c.identity
			n.placed[c.identity.ID] = c.cluster
		}
	}
}

// liveClaims are those of the live identities on the clusters of their records.
func (n *naming) liveClaims() []claim {
	other := map[int]bool{}
	for _, c := range n.retiredClaims() {
		other[c.cluster] = true
	}
	var claims []claim
	for _, p := range n.people {
		if p.Retired {
			continue
		}
		for cluster, records := range n.spread(p) {
			claims = append(claims, claim{identity: p, cluster: cluster, records: records, other: other[cluster]})
		}
	}
	return claims
}

// spread counts an identity's records by the clusters they are now in.
func (n *naming) spread(p *Identity) map[int]int {
	counts := map[int]int{}
	for _, m := range p.Members {
		if cluster, ok := n.home[m.Record]; ok {
			counts[cluster]++
		}
	}
	return counts
}

// create names the clusters that are still without a name.
func (n *naming) create(fresh Fresh) {
	for i, c := range n.clusters {
		if n.owner[i] == nil {
			id, created := fresh(c)
			n.owner[i] = &Identity{ID: id, CreatedAt: created}
			n.placed[id] = i
			n.people = append(n.people, n.owner[i])
		}
	}
}
