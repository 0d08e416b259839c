package linker

import (
	"slices"
	"sync"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
)

// ahead are the batches that a linker has published and not linked, in their
// order. While one is linked, the next may be looked at and the one after that
// published. The batch that is linked takes the records of those behind it for
// what they were: the answer is as if it had been linked before they were
// published.
type ahead struct {
	mu      sync.Mutex
	list    []*published
	linking *published // whose turn it is
}

// stage is how far a batch of the list has come; guarded by its lock.
type stage struct {
	begun  bool // it is looked at, or was
	looked bool
	// shown says that those linked before it see its records as they are: the index
	// was given them, and nothing says what it held before.
	shown bool
	// Of one that is looked at before its turn: what was found, and what the index
	// held before.
	job *job
	was map[string]index.Entry
	// wrote is which versions of records were published.
	wrote map[identity.RecordID]int64
	// overtaken are records of which the index has versions of others that are newer.
	overtaken map[identity.RecordID]bool
}

func (a *ahead) note(p *published) {
	p.overtaken, p.wrote = map[identity.RecordID]bool{}, make(map[identity.RecordID]int64, len(p.written))
	for i := range p.written {
		p.wrote[p.written[i].ID] = p.written[i].Version
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, p)
}

// abandon forgets all: what is left of them is linked in no order.
func (a *ahead) abandon() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.list {
		p.show()
	}
	a.list = nil
}

func (a *ahead) forget(p *published) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = slices.DeleteFunc(a.list, func(q *published) bool { return q == p })
}

// behind are those to be linked after a batch. If that is not in the list,
// nothing is known of their order, and all are.
func (a *ahead) behind(turn *published) []*published {
	return a.list[slices.Index(a.list, turn)+1:]
}

// begin tells whether a batch may be looked at before its turn: nothing may be
// before it but one that was looked at, and none but that be linked now.
func (a *ahead) begin(p *published) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.Index(a.list, p)
	if p.shown || p.begun || p.learned || at != 0 && at != 1 {
		return false
	}
	if a.linking != nil && at == 0 || at == 1 && (!a.list[0].looked || a.linking != nil && a.linking != a.list[0]) {
		return false
	}
	p.begun, p.was = true, map[string]index.Entry{}
	return true
}

// replaced notes what the index held before a batch was looked at before its turn.
func (a *ahead) replaced(p *published, entries []index.Entry, deleted []string, before []index.Entry) {
	a.mu.Lock()
	defer a.mu.Unlock()
	ids := make([]string, 0, len(before))
	for i := range entries {
		ids = append(ids, entries[i].ID)
	}
	for i, id := range append(ids, deleted...) {
		if _, known := p.was[id]; !known {
			p.was[id] = before[i]
		}
	}
}

// looked keeps what was found of a batch until its turn, unless something has
// come in between.
func (a *ahead) looked(p *published, j *job) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !p.shown {
		p.looked, p.job = true, j
	}
}

// turn gives what was found of a batch whose turn it is.
func (a *ahead) turn(p *published) *job {
	a.mu.Lock()
	defer a.mu.Unlock()
	p.begun = true
	a.linking = p
	if p.shown {
		return nil
	}
	return p.job
}

// over says that a batch has had its turn.
func (a *ahead) over(p *published, linked bool) {
	a.mu.Lock()
	a.linking = nil
	a.mu.Unlock()
	if linked {
		a.forget(p)
	}
}

// moved says that a batch looks again. By now the index may have records of those
// behind it, which it takes for what they are.
func (a *ahead) moved(turn *published) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if turn != nil {
		turn.looked = false
	}
	for _, p := range a.behind(turn) {
		if p.begun {
			p.show()
		}
	}
}

// show says that the index was given records up to a mark.
func (a *ahead) show(to Mark) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.list {
		if p.lane == to.Lane && p.last <= to.Seq && p.was == nil {
			p.show()
		}
	}
}

// overwritten lists records of a lane that the index does not get from the store
// any more, because this linker has written over them, and needs until it is given
// what they became.
func (a *ahead) overwritten(after Mark, last int64, marks index.Watermarks) (records []Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	given := map[identity.RecordID]int64{} // versions
	for _, p := range a.list {
		if p.shown || p.last <= marks[p.lane] || p.lane == after.Lane && p.first <= last {
			for id, version := range p.wrote {
				given[id] = max(version, given[id])
			}
		}
	}
	for _, p := range a.list {
		for id := range p.wrote {
			b := p.before[id]
			if b.Version > 0 && b.Lane == after.Lane && b.LaneSeq > after.Seq && b.LaneSeq <= last && b.Version > given[id] && !p.overtaken[id] {
				records = append(records, b)
			}
		}
	}
	return records
}

// overtaken says that the index was given records, some perhaps newer than what it
// is to be given of them.
func (a *ahead) overtaken(records []Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.list {
		for i := range records {
			r := &records[i]
			if version, ours := p.wrote[r.ID]; ours && r.Version > version {
				p.overtaken[r.ID] = true
			}
		}
	}
}

func (p *published) show() { p.shown, p.looked, p.job = true, false, nil }

// without gives a lane's mark as if what is ahead had not been published, if
// nothing else is missing of the lane.
func (a *ahead) without(m Mark, have int64) Mark {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := have
	for _, p := range a.list {
		if p.lane == m.Lane && p.first == next+1 && !p.shown {
			next = p.last
		}
	}
	if m.Seq <= next {
		m.Seq = have
	}
	return m
}

// linked notes, of records behind a batch, which version their edges rest on now.
// Those that are looked at do without: they took them for unlinked.
func (a *ahead) linked(turn *published, records []Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.behind(turn) {
		if p.begun {
			continue
		}
		for i := range records {
			if b, ok := p.before[records[i].ID]; ok {
				b.Linked, b.LinkedNumber = records[i].Linked, records[i].LinkedNumber
				p.before[b.ID] = b
			}
		}
	}
}

// flying is a record that is published and not linked, with the numbers that its
// edges may rest on.
type flying struct {
	id      identity.RecordID
	numbers [2]uint64
}

func flyingOf(r *Record) flying { return flying{r.ID, [2]uint64{r.Number, r.LinkedNumber}} }

// inFlight lists the records that are in flight for a batch, so far as this
// linker has published them, and says behind which numbers of their lanes that is
// all of them: what is to be linked later was not published yet for the batch.
func (a *ahead) inFlight(turn *published) (records []flying, upTo []Mark) {
	a.mu.Lock()
	defer a.mu.Unlock()
	at := slices.Index(a.list, turn)
	if at < 0 {
		return nil, nil
	}
	first := map[int64]int64{}
	for i, p := range a.list {
		if known, ok := first[p.lane]; !ok || p.first <= known {
			first[p.lane] = p.first
		}
		if i == at {
			continue
		}
		for _, b := range p.before {
			if i < at || p.begun || p.shown || b.Version != b.Linked {
				records = append(records, flyingOf(&b))
			}
		}
	}
	for lane, seq := range first {
		upTo = append(upTo, Mark{lane, seq - 1})
	}
	return records, upTo
}
