package bulk

import (
	"crypto/sha1" //nolint:gosec // a name-based UUID is made with SHA-1, not kept secret by it
	"fmt"
	"time"

	"github.com/lhcre/mpi/internal/identity"
)

// Answer is who is who among a set of records.
type Answer struct {
	Identity map[identity.RecordID]string // record → identity
	Clusters [][]identity.RecordID
	Tasks    []identity.Task
	edges    []edge
}

func rulesOf(r *Records) identity.Rules {
	t := r.Model.Thresholds()
	return identity.Rules{Auto: t.Auto, Review: t.Review, Margin: t.Margin, MaxCluster: t.MaxCluster}
}

// resolve decides who is one person, and gives each the identity it had before.
func (r *Records) resolve(edges []edge, previous identity.Past) (Answer, error) {
	rules := rulesOf(r)
	if err := rules.Validate(); err != nil {
		return Answer{}, fmt.Errorf("resolving identities: %w", err)
	}
	ids := make([]identity.RecordID, len(r.All))
	for i, c := range r.All {
		ids[i] = identity.RecordID(c.ID)
	}
	resolved := identity.ResolveAll(ids, r.identityEdges(edges), nil, newJudge(r), rules)
	people, _ := identity.Reconcile(previous, resolved.Clusters, namer(previous))
	answer := Answer{
		Identity: make(map[identity.RecordID]string, len(ids)),
		Clusters: resolved.Clusters, Tasks: resolved.Tasks, edges: edges,
	}
	for _, person := range people {
		if !person.Retired {
			for _, member := range person.Members {
				answer.Identity[member.Record] = person.ID
			}
		}
	}
	return answer, nil
}

func (r *Records) identityEdges(edges []edge) []identity.Edge {
	out := make([]identity.Edge, len(edges))
	for i, e := range edges {
		d := e.decision
		out[i] = identity.Edge{
			A: identity.RecordID(r.All[e.x].ID), B: identity.RecordID(r.All[e.y].ID),
			Weight: d.Weight, Tier: d.Tier, Rule: d.Rule, Guard: d.Guard,
		}
	}
	return out
}

// namer names a new identity of a file after its first record, so that a file
// gives the same identities whenever it is linked. It passes over the names that
// were given before: an identity is kept when the record it is named after leaves.
func namer(previous identity.Past) identity.Fresh {
	taken := map[string]bool{}
	for _, p := range previous.Identities {
		taken[p.ID] = true
	}
	return func(cluster []identity.RecordID) (string, time.Time) {
		id := nameAfter(string(cluster[0]))
		for taken[id] {
			id = nameAfter(id)
		}
		taken[id] = true
		return id, time.Time{}
	}
}

func nameAfter(text string) string {
	const space = "lhcre mpi identity of a file\x00"
	sum := sha1.Sum([]byte(space + text)) //nolint:gosec // as above
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
