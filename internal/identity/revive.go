package identity

// vote is the retired identity that a record last had alone.
type vote struct {
	identity    *Identity
	linkVersion int64
}

// retiredClaims are those of retired identities on clusters without a name: one
// for each record whose last retired identity it was, among those identities
// none of whose records is now in another cluster.
func (n *naming) retiredClaims() []claim {
	counts := map[*Identity]int{}
	for _, v := range n.votes() {
		counts[v.identity]++
	}
	var claims []claim
	for p, records := range counts {
		if cluster, ok := n.alone(p); ok {
			claims = append(claims, claim{identity: p, cluster: cluster, records: records})
		}
	}
	return claims
}

// votes asks each record for its vote. Those in clusters that have a name are
// not heard.
func (n *naming) votes() map[RecordID]vote {
	votes := map[RecordID]vote{}
	for _, p := range n.people {
		if _, alone := n.alone(p); !alone || !p.Retired {
			continue
		}
		for _, m := range p.Members {
			if _, here := n.home[m.Record]; here && m.LinkVersion > votes[m.Record].linkVersion {
				votes[m.Record] = vote{identity: p, linkVersion: m.LinkVersion}
			}
		}
	}
	return votes
}

// alone gives the one cluster that has all of an identity's records that still
// exist, if there is one.
func (n *naming) alone(p *Identity) (cluster int, ok bool) {
	spread := n.spread(p)
	for cluster = range spread {
		ok = len(spread) == 1
	}
	return cluster, ok
}
