package linker

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// pageSize is how many records are read at a time when catching up.
const pageSize = 2000

// CatchUp gives the index all that was published since it last looked.
func (l *Linker) CatchUp(ctx context.Context) error {
	l.order.Lock()
	defer l.order.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ahead.moved(nil)
	return l.catchUp(ctx, false)
}

// catchUp reads the lanes' marks, and takes in what was published up to them and
// no more: later records may have come with facts about NHS numbers that are not
// known yet. It may leave out what this linker has published ahead.
func (l *Linker) catchUp(ctx context.Context, leaveAhead bool) error {
	defer l.timed("catch-up")()
	start := time.Now()
	marks, err := l.Store.Marks(ctx)
	if err != nil {
		return err
	}
	for i := range marks {
		if leaveAhead {
			marks[i] = l.ahead.without(marks[i], l.marks[marks[i].Lane])
		}
	}
	if err := l.learn(ctx, marks); err != nil {
		return err
	}
	for _, m := range marks {
		for l.marks[m.Lane] < m.Seq {
			if err := l.page(ctx, m); err != nil {
				return err
			}
		}
	}
	l.caughtUp.Store(&start)
	return nil
}

// KnownNumbers gives what is known of NHS numbers as far as this linker has heard.
func (l *Linker) KnownNumbers() facts.Numbers { return *l.known.Load() }

// CaughtUp tells since when the index has all that was published before; zero if it
// never had.
func (l *Linker) CaughtUp() time.Time {
	if at := l.caughtUp.Load(); at != nil {
		return *at
	}
	return time.Time{}
}

// Follow catches up every so often, until the context ends, unless linking does so
// meanwhile. Failed hears why one could not.
func (l *Linker) Follow(ctx context.Context, every time.Duration, failed func(error)) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for ; ctx.Err() == nil; waitFor(ctx, ticker) {
		if time.Since(l.CaughtUp()) < every {
			continue
		}
		if err := l.CatchUp(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}

func waitFor(ctx context.Context, ticker *time.Ticker) {
	select {
	case <-ctx.Done():
	case <-ticker.C:
	}
}

// applyOwn gives the index what this linker has just published itself, without
// reading it again, if nothing of the lane before it is missing.
func (l *Linker) applyOwn(lane Lane, p *published) error {
	if p.last < p.first {
		return nil
	}
	defer l.timed("apply")()
	if l.heard[lane.ID] == p.first-1 && !p.learned {
		l.heard[lane.ID] = p.last
	}
	if l.marks[lane.ID] != p.first-1 {
		return nil
	}
	if p.wide != l.wide.Load() {
		if err := l.makeEntries(p); err != nil {
			return err
		}
	}
	p.leaveOvertaken()
	p.made = make(map[identity.RecordID]*index.Entry, len(p.entries))
	for i := range p.entries {
		p.made[identity.RecordID(p.entries[i].ID)] = &p.entries[i]
	}
	return l.apply(p.entries, p.deleted, Mark{lane.ID, p.last})
}

// leaveOvertaken leaves out what is not to come over something newer.
func (p *published) leaveOvertaken() {
	if len(p.overtaken) == 0 {
		return
	}
	p.entries = slices.DeleteFunc(p.entries, func(e index.Entry) bool { return p.overtaken[identity.RecordID(e.ID)] })
	p.deleted = slices.DeleteFunc(p.deleted, func(id string) bool { return p.overtaken[identity.RecordID(id)] })
}

// apply gives the index records. Who decides meanwhile is to see it as it was.
func (l *Linker) apply(entries []index.Entry, deleted []string, to Mark) error {
	l.deciding.Lock()
	defer l.deciding.Unlock()
	marks := maps.Clone(l.marks)
	marks[to.Lane] = max(to.Seq, l.marks[to.Lane])
	before, err := l.Index.Apply(entries, deleted, marks)
	if err != nil {
		return err
	}
	l.marks = marks
	if l.early != nil {
		l.ahead.replaced(l.early, entries, deleted, before)
	}
	return nil
}

// page takes in some of a lane's records.
func (l *Linker) page(ctx context.Context, to Mark) error {
	from := Mark{to.Lane, l.marks[to.Lane]}
	records, err := l.Store.Published(ctx, from, pageSize)
	if err != nil {
		return err
	}
	seq := to.Seq
	if len(records) == pageSize {
		seq = min(seq, records[len(records)-1].LaneSeq)
	}
	records = slices.DeleteFunc(records, func(r Record) bool { return r.LaneSeq > seq })
	l.ahead.overtaken(records)
	records = append(records, l.ahead.overwritten(from, seq, l.marks)...)
	l.ahead.overtaken(records)
	entries, deleted, err := l.remember().entries(l, records)
	if err != nil {
		return err
	}
	if err := l.apply(entries, deleted, Mark{to.Lane, seq}); err != nil {
		return err
	}
	l.ahead.show(Mark{to.Lane, seq})
	return nil
}

// Learn takes in what is known beside the records: NHS numbers and wide keys.
func (l *Linker) Learn(ctx context.Context) error {
	l.order.Lock()
	defer l.order.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ahead.moved(nil)
	marks, err := l.Store.Marks(ctx)
	if err != nil {
		return err
	}
	return l.learn(ctx, marks)
}

// learn takes in what was told in the lanes of NHS numbers and of wide keys:
// whoever tells of either moves the lane's mark with it.
func (l *Linker) learn(ctx context.Context, marks []Mark) error {
	if !slices.ContainsFunc(marks, func(m Mark) bool { return m.Seq > l.heard[m.Lane] }) {
		return nil
	}
	if err := l.learnWide(ctx); err != nil {
		return err
	}
	for _, m := range marks {
		if err := l.learnNumbers(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// learnNumbers takes in what was told of NHS numbers.
func (l *Linker) learnNumbers(ctx context.Context, to Mark) error {
	for l.heard[to.Lane] < to.Seq {
		found, last, err := l.Store.NumberFacts(ctx, Mark{to.Lane, l.heard[to.Lane]}, pageSize)
		if err != nil {
			return err
		}
		if len(found) < pageSize {
			last = to.Seq
		}
		if len(found) > 0 && !l.ours[to.Lane] {
			l.others++
		}
		l.numbers, l.heard[to.Lane] = l.numbers.With(found...), last
		known := l.numbers
		l.known.Store(&known)
	}
	return nil
}

// learnWide takes in which keys are too common.
func (l *Linker) learnWide(ctx context.Context) error {
	return l.Store.View(ctx, func(tx Reader) error {
		list, err := tx.Wide()
		wide := make(wideKeys, len(list))
		for _, w := range list {
			wide[index.Key(w.Key)] = true
		}
		if !maps.Equal(wide, *l.wide.Load()) {
			l.wide.Store(&wide)
		}
		return err
	})
}
