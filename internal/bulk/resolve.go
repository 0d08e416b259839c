package bulk

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// Answer is who is who among a set of records.
type Answer struct {
	Tasks []identity.Task

	records  *Records
	people   [][]int32 // each person's records in the order of their ids; people by their first
	home     []int32   // the person of each record
	identity []string  // of each person
	edges    []edge
}

// People gives each identity with its records' ids in order.
func (a *Answer) People() iter.Seq2[string, []identity.RecordID] {
	return func(yield func(string, []identity.RecordID) bool) {
		for i, person := range a.people {
			if !yield(a.identity[i], a.records.ids(person)) {
				return
			}
		}
	}
}

// together tells whether both records of an edge have one identity.
func (a *Answer) together(e edge) bool { return a.home[e.x] == a.home[e.y] }

// ids gives the ids of some records.
func (r *Records) ids(records []int32) []identity.RecordID {
	out := make([]identity.RecordID, len(records))
	for i, record := range records {
		out[i] = r.id(record)
	}
	return out
}

func (r *Records) id(at int32) identity.RecordID { return identity.RecordID(r.All[at].ID) }

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
	answer := Answer{records: r, edges: edges, home: make([]int32, len(r.All))}
	people, refused := r.decide(rules, edges)
	answer.people = r.byFirst(people)
	for at, person := range answer.people {
		for _, record := range person {
			answer.home[record] = asRecord(at)
		}
	}
	answer.Tasks = answer.tasks(rules, refused)
	answer.identity = answer.names(previous)
	return answer, nil
}

// byFirst puts people in the order of their first records.
func (r *Records) byFirst(people [][]int32) [][]int32 {
	first := make([]int32, len(r.All)) // the person whose first record it is, counted from 1
	for at, person := range people {
		first[person[0]] = asRecord(at + 1)
	}
	out := make([][]int32, 0, len(people))
	for _, record := range r.byID {
		if at := first[record]; at > 0 {
			out = append(out, people[at-1])
		}
	}
	return out
}

// decide resolves every component by itself, on all cores.
func (r *Records) decide(rules identity.Rules, edges []edge) (people [][]int32, refused []identity.Refusal) {
	components := r.components(rules, edges)
	workers := runtime.GOMAXPROCS(0)
	found := make([]resolver, workers)
	inParallel(len(components), workers, func(worker, from, to int) {
		found[worker] = resolver{Records: r, rules: rules, pack: newPacker(), comparer: r.Model.NewComparer(r.interner)}
		for _, c := range components[from:to] {
			found[worker].component(c, edges)
		}
	})
	for _, f := range found {
		people, refused = append(people, f.people...), append(refused, f.refused...)
	}
	return people, refused
}

// resolver resolves components for one goroutine.
type resolver struct {
	*Records

	rules    identity.Rules
	pack     packer
	comparer *matcher.Comparer
	members  []int32 // of the component at hand, in the order of their ids

	people  [][]int32
	refused []identity.Refusal
}

// component resolves one component. A record without a link is a person.
func (v *resolver) component(c component, edges []edge) {
	v.members = c.records
	if len(c.records) == 1 {
		v.people = append(v.people, c.records)
		return
	}
	input := identity.Component{Records: v.ids(c.records), Edges: make([]identity.Edge, len(c.edges))}
	for i, at := range c.edges {
		input.Edges[i] = v.identityEdge(edges[at])
	}
	answer := identity.Resolve(input, v, v.rules)
	v.refused = append(v.refused, answer.Refused...)
	for _, cluster := range answer.Clusters {
		person := make([]int32, len(cluster))
		for i, id := range cluster {
			person[i] = v.place(id)
		}
		v.people = append(v.people, person)
	}
}

func (v *resolver) identityEdge(e edge) identity.Edge {
	d := v.pack.decision(e)
	return identity.Edge{A: v.id(e.x), B: v.id(e.y), Weight: d.Weight, Tier: d.Tier, Rule: d.Rule, Guard: d.Guard}
}

var _ identity.Judge = (*resolver)(nil)

// place finds a record of the component at hand.
func (v *resolver) place(id identity.RecordID) int32 {
	at, _ := slices.BinarySearchFunc(v.members, id, func(record int32, id identity.RecordID) int {
		return compareIDs(v.id(record), id)
	})
	return v.members[at]
}

// Conflict says why two records can never be one person.
func (v *resolver) Conflict(a, b identity.RecordID) matcher.Conflict {
	return v.comparer.Conflict(v.All[v.place(a)], v.All[v.place(b)])
}

// Weight gives the match weight of two records.
func (v *resolver) Weight(a, b identity.RecordID) matcher.Weight {
	weight, _ := v.comparer.Weigh(v.All[v.place(a)], v.All[v.place(b)])
	return weight
}

// tasks lists what a reviewer is to look at. Only people between whom a link was
// refused or is in doubt are handed on: they are few.
func (a *Answer) tasks(rules identity.Rules, refused []identity.Refusal) []identity.Task {
	v := resolver{Records: a.records, rules: rules, pack: newPacker()}
	var doubtful []identity.Edge
	var people []int32
	for _, e := range a.edges {
		if a.together(e) {
			continue
		}
		people = append(people, a.home[e.x], a.home[e.y])
		if !rules.Joins(e.strength()) { // else it was refused
			doubtful = append(doubtful, v.identityEdge(e))
		}
	}
	slices.Sort(people)
	var clusters [][]identity.RecordID
	for _, person := range slices.Compact(people) {
		clusters = append(clusters, a.records.ids(a.people[person]))
	}
	return identity.Tasks(clusters, refused, doubtful, nil, rules)
}

// names gives each person the identity it had before, or a new one. A new
// identity is named after its first record, so that a file gives the same
// identities whenever it is linked.
func (a *Answer) names(previous identity.Past) []string {
	if len(previous.Identities) == 0 {
		return a.newNames()
	}
	clusters := make([][]identity.RecordID, len(a.people))
	for i, person := range a.people {
		clusters[i] = a.records.ids(person)
	}
	people, _ := identity.Reconcile(previous, clusters, namer(previous))
	first := map[identity.RecordID]int{}
	for i, cluster := range clusters {
		first[cluster[0]] = i
	}
	out := make([]string, len(clusters))
	for _, person := range people {
		if !person.Retired {
			out[first[person.Members[0].Record]] = person.ID
		}
	}
	return out
}

func (a *Answer) newNames() []string {
	out := make([]string, len(a.people))
	inParallel(len(out), runtime.GOMAXPROCS(0), func(_, from, to int) {
		for i := from; i < to; i++ {
			out[i] = nameAfter(a.records.All[a.people[i][0]].ID)
		}
	})
	return out
}

// namer names the identities of a file that was linked before. It passes over
// the names that were given then: an identity is kept when the record it is
// named after leaves.
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

func nameAfter(text string) string { return identity.UUID5("lhcre mpi identity of a file\x00", text) }
