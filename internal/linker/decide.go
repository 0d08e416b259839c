package linker

import (
	"maps"
	"slices"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// decision is who is who on a ground.
type decision struct {
	linked  []Record // as they are to be kept
	people  []identity.Identity
	changes []Change
	opened  []Task
	closed  []string
}

// decide resolves every component of a ground and names the people found. Who
// looks at the next batch meanwhile lets it in.
func (j *job) decide(g *ground) (decision, error) {
	j.deciding.Lock()
	defer j.deciding.Unlock()
	j.pool.using.Lock()
	defer j.pool.using.Unlock()
	live := make([]identity.RecordID, 0, len(g.records))
	for _, id := range sortedIDs(g.records) {
		if !g.records[id].Deleted {
			live = append(live, id)
		}
	}
	if err := j.prepare(g, live); err != nil {
		return decision{}, err
	}
	assertions, err := j.standing(g)
	if err != nil {
		return decision{}, err
	}
	edges := g.plainEdges()
	d := &deciding{job: j, ground: g, component: map[identity.RecordID]identity.RecordID{}, told: map[identity.RecordID]bool{}}
	for _, id := range j.published.changed {
		d.told[id] = true
	}
	for _, c := range identity.Components(live, edges, assertions, j.rules) {
		d.resolve(c)
	}
	d.findHidden()
	d.reconcile()
	d.review(edges, assertions)
	d.keep()
	return d.decision, nil
}

// prepare sees to it that all records of the ground can be compared.
func (j *job) prepare(g *ground, live []identity.RecordID) error {
	judged := slices.Clone(live)
	for i := range g.assertions { // whose records may have become somebody else
		judged = append(judged, g.assertions[i].A, g.assertions[i].B)
	}
	slices.Sort(judged)
	if err := j.pool.load(slices.Compact(judged)); err != nil {
		return err
	}
	if err := j.pool.ready(); err != nil {
		return err
	}
	for _, r := range slices.AppendSeq(slices.Clone(g.judged), maps.Values(g.records)) {
		m := j.pool.members[r.ID]
		if r.Deleted != (m == nil) || m != nil && m.entry.Version != r.Version {
			return errMoved
		}
	}
	return nil
}

func (g *ground) plainEdges() []identity.Edge {
	out := make([]identity.Edge, len(g.edges))
	for i := range g.edges {
		out[i] = g.edges[i].Edge
	}
	return out
}

// deciding is one run of decide.
type deciding struct {
	*job
	*ground
	decision

	component map[identity.RecordID]identity.RecordID
	clusters  [][]identity.RecordID
	refused   []identity.Refusal
	told      map[identity.RecordID]bool // by the batch: others in flight are for their linkers
	hidden    map[identity.RecordID]bool
}

func (d *deciding) resolve(c identity.Component) {
	for _, id := range c.Records {
		d.component[id] = c.Records[0]
	}
	if len(c.Records) == 1 {
		d.clusters = append(d.clusters, c.Records)
		return
	}
	answer := identity.Resolve(c, d, d.rules)
	d.clusters = append(d.clusters, answer.Clusters...)
	d.refused = append(d.refused, answer.Refused...)
}

var _ identity.Judge = (*deciding)(nil)

// Conflict says why two records can never be one person.
func (d *deciding) Conflict(a, b identity.RecordID) matcher.Conflict {
	return d.pool.comparer.Conflict(d.pool.members[a].told, d.pool.members[b].told)
}

// Weight gives the match weight of two records.
func (d *deciding) Weight(a, b identity.RecordID) matcher.Weight {
	w, _ := d.pool.comparer.Weigh(d.pool.members[a].told, d.pool.members[b].told)
	return w
}

// reconcile gives the people found the identities that their records had.
func (d *deciding) reconcile() {
	past := identity.Past{Identities: d.identities, LinkVersions: map[identity.RecordID]int64{}}
	for id, r := range d.records {
		past.LinkVersions[id] = r.LinkVersion
	}
	now := d.Now().UTC().Truncate(time.Microsecond)
	people, changes := identity.Reconcile(past, d.clusters, func([]identity.RecordID) (string, time.Time) {
		return d.NewID(), now
	})
	changes = append(changes, d.flagged(people, changes)...)
	byID := make(map[string]*identity.Identity, len(people))
	for i := range people {
		byID[people[i].ID] = &people[i]
	}
	change := d.NewID()
	for i, c := range changes {
		p := byID[c.Identity]
		d.people = append(d.people, *p)
		d.changes = append(d.changes, Change{
			Change: c, ID: change, Part: i + 1, Parts: len(changes), Cause: d.batch.Cause, At: now, Model: d.model,
			Records: d.references(p), Restricted: d.restricted(p),
		})
	}
	d.place(people)
}

// flagged raises the version of identities that nothing has happened to but that
// their records may no longer be told, or may be told again.
func (d *deciding) flagged(people []identity.Identity, changes []identity.Change) (more []identity.Change) {
	changed := map[string]bool{}
	for _, c := range changes {
		changed[c.Identity] = true
	}
	for i := range people {
		p := &people[i]
		was := slices.ContainsFunc(p.Members, func(m identity.Member) bool { return d.records[m.Record].Hidden })
		if !p.Retired && !changed[p.ID] && was != d.restricted(p) {
			p.Version++
			more = append(more, identity.Change{Identity: p.ID, Version: p.Version, Kind: identity.Kept})
		}
	}
	return more
}

// place writes down where each record is now.
func (d *deciding) place(people []identity.Identity) {
	home := map[identity.RecordID]identity.Member{}
	of, hidden := map[identity.RecordID]string{}, map[string]bool{}
	for _, p := range people {
		if p.Retired {
			continue
		}
		hidden[p.ID] = d.restricted(&p)
		for _, m := range p.Members {
			home[m.Record], of[m.Record] = m, p.ID
		}
	}
	for _, id := range sortedIDs(d.records) {
		r := d.records[id]
		was := r
		r.Component, r.Identity, r.Hidden = d.component[id], of[id], hidden[of[id]]
		if d.told[id] {
			r.Linked, r.LinkedNumber = r.Version, r.Number
		}
		if m, ok := home[id]; ok {
			r.LinkVersion = m.LinkVersion
		}
		if r.Linked != was.Linked || r.Component != was.Component || r.Identity != was.Identity || r.LinkVersion != was.LinkVersion ||
			r.Hidden != was.Hidden {
			d.linked = append(d.linked, r)
		}
		d.records[id] = r
	}
}

func (d *deciding) references(p *identity.Identity) []Reference {
	if p.Retired {
		return nil
	}
	out := make([]Reference, 0, len(p.Members))
	for _, m := range p.Members {
		if r, ok := d.records[m.Record]; ok {
			out = append(out, Reference{Authority: r.Key.Authority, LocalID: r.Key.LocalID, LinkVersion: m.LinkVersion})
		}
	}
	return out
}

// restricted tells whether the records of an identity may not be told: one of
// them, or one that may be the same person, hides where somebody lives.
func (d *deciding) restricted(p *identity.Identity) bool {
	return slices.ContainsFunc(p.Members, func(m identity.Member) bool { return d.hidden[m.Record] })
}

// findHidden lists the records that hide where somebody lives, and those with an
// edge to one.
func (d *deciding) findHidden() {
	d.hidden = map[identity.RecordID]bool{}
	for id, r := range d.records {
		if r.Restricted {
			d.hidden[id] = true
		}
	}
	hides := func(id identity.RecordID) bool { return d.records[id].Restricted || d.outside[id].Restricted }
	for i := range d.edges {
		e := &d.edges[i]
		if hides(e.A) || hides(e.B) {
			d.hidden[e.A], d.hidden[e.B] = true, true
		}
	}
}

// review lists the tasks that there are to be, and tells them from those that
// there were.
func (d *deciding) review(edges []identity.Edge, assertions []identity.Assertion) {
	clusters := slices.Clone(d.clusters)
	around := map[string][]identity.RecordID{}
	for id, r := range d.outside {
		if _, here := d.records[id]; !here {
			around[r.Identity] = append(around[r.Identity], id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(around)) {
		clusters = append(clusters, slices.Sorted(slices.Values(around[id])))
	}
	was := map[string]bool{}
	for _, t := range d.tasks {
		was[t.Key] = true
	}
	for _, t := range identity.Tasks(clusters, d.refused, edges, assertions, d.rules) {
		_, low := d.records[t.Low]
		_, high := d.records[t.High]
		switch {
		case was[t.Key]:
			delete(was, t.Key)
		case low || high:
			d.opened = append(d.opened, Task{Task: t, Opened: d.Now().UTC().Truncate(time.Microsecond)})
		}
	}
	d.closed = slices.Sorted(maps.Keys(was))
}

// keep fills in what the outcome of the batch says.
func (d *deciding) keep() {
	d.outcome.Resolved, d.outcome.Changes = len(d.records), len(d.changes)
	d.outcome.Opened, d.outcome.Closed = len(d.opened), len(d.closed)
}

// standing gives the ground's assertions, those suspended whose records are no
// longer who they were when somebody judged them.
func (j *job) standing(g *ground) ([]identity.Assertion, error) {
	out := make([]identity.Assertion, len(g.assertions))
	for i := range g.assertions {
		a := &g.assertions[i]
		out[i] = a.Assertion
		for id, seen := range map[identity.RecordID][]byte{a.A: a.SeenA, a.B: a.SeenB} {
			another, err := j.pool.another(id, seen)
			if err != nil {
				return nil, err
			}
			out[i].Suspended = out[i].Suspended || another
		}
	}
	return out, nil
}

// another tells whether a record is somebody else's than it was when it was
// seen, as when a local identifier is used again.
func (p *pool) another(id identity.RecordID, seen []byte) (bool, error) {
	now := p.members[id]
	if now == nil || len(seen) == 0 {
		return false, nil
	}
	then := p.newMember(&index.Entry{ID: string(id), Compact: seen})
	if err := p.settle(); err != nil {
		return false, err
	}
	return !p.Model.Corroborated(then.raw, now.raw), nil
}
