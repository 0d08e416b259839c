package identity

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Task asks a reviewer whether two clusters are one person.
type Task struct {
	Key       string   // UUIDv5 of the reason, Low and High
	Reason    Reason   // the first by the fixed order of reasons
	Low, High RecordID // the smallest records of the two clusters
	Edge      Edge     // the strongest edge that gives the reason
}

// Tasks lists what reviewers have to look at, one task for each pair of clusters
// with a refused join or a possible edge between them, within a component and
// across. The clusters are final; edges and assertions that lead out of them are
// passed over.
//
// A record that fits two clusters about equally (close-second) waits for them: as
// long as there is a task whether those two are one person, it gives none. If they
// are, the record joins them; if not, its tasks open then.
//
// Clusters that a cannot-link separates are decided: they give no task unless a
// must-link contradicts it or an assertion between them is suspended, and never
// one if the cannot-link is protected. A suspended assertion within one cluster
// asks about that cluster, which is then Low and High.
func Tasks(clusters [][]RecordID, refused []Refusal, edges []Edge, assertions []Assertion, r Rules) []Task {
	d := newDesk(clusters)
	for _, f := range refused {
		d.put(f.Edge, f.Reason)
	}
	for _, e := range edges {
		if e.Tier != 0 && !r.Joins(e) {
			d.put(e, e.reviewReason())
		}
	}
	for _, a := range standing(assertions) {
		d.hear(a)
	}
	return d.tasks()
}

// pair names two clusters by their smallest records.
type pair struct{ low, high RecordID }

// desk collects the reasons for each pair of clusters and keeps the first.
type desk struct {
	home      map[RecordID]RecordID // the smallest record of each record's cluster
	open      map[pair]Task
	decided   map[pair]bool
	protected map[pair]bool
}

func newDesk(clusters [][]RecordID) *desk {
	d := &desk{home: map[RecordID]RecordID{}, open: map[pair]Task{}, decided: map[pair]bool{}, protected: map[pair]bool{}}
	for _, cluster := range clusters {
		smallest := slices.Min(cluster)
		for _, record := range cluster {
			d.home[record] = smallest
		}
	}
	return d
}

// between gives the pair of clusters of two records.
func (d *desk) between(a, b RecordID) (p pair, ok bool) {
	x, knownA := d.home[a]
	y, knownB := d.home[b]
	low, high := ordered(x, y)
	return pair{low, high}, knownA && knownB
}

// put adds an edge with its reason, if it leads from one cluster to another.
func (d *desk) put(e Edge, reason Reason) {
	if p, ok := d.between(e.A, e.B); ok && p.low != p.high && reason != ReasonCannotLink {
		d.keepFirst(p, e, reason)
	}
}

func (d *desk) keepFirst(p pair, e Edge, reason Reason) {
	next := Task{Reason: reason, Low: p.low, High: p.high, Edge: e.normal()}
	if now, ok := d.open[p]; !ok || compareTasks(next, now) < 0 {
		d.open[p] = next
	}
}

// hear notes a cannot-link, or opens a task for an assertion that is suspended.
func (d *desk) hear(a Assertion) {
	p, ok := d.between(a.A, a.B)
	switch {
	case !ok:
	case !a.inForce():
		d.keepFirst(p, Edge{A: a.A, B: a.B}, ReasonSuspended)
	case a.Kind == CannotLink:
		d.decided[p] = true
		d.protected[p] = d.protected[p] || a.Protected
	}
}

// tasks lists the open tasks by their clusters.
func (d *desk) tasks() []Task {
	maps.DeleteFunc(d.open, func(p pair, t Task) bool { return d.silent(p, t.Reason) })
	d.deferSeconds()
	list := slices.SortedFunc(maps.Values(d.open), func(a, b Task) int {
		return cmp.Or(cmp.Compare(a.Low, b.Low), cmp.Compare(a.High, b.High))
	})
	for i, t := range list {
		list[i].Key = UUID5(taskSpace, fmt.Sprintf("%q %q %q", t.Reason, t.Low, t.High))
	}
	return list
}

// silent says whether a pair of clusters may not, or need not, be asked about.
func (d *desk) silent(p pair, reason Reason) bool {
	asked := reason == ReasonContradiction || reason == ReasonSuspended
	return d.protected[p] || d.decided[p] && !asked
}

// compareTasks orders two tasks for the same clusters: by reason, then the
// stronger edge.
func compareTasks(a, b Task) int {
	return cmp.Or(compareReasons(a.Reason, b.Reason), compareEdges(a.Edge, b.Edge))
}
