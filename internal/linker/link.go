package linker

import (
	"context"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
)

// link commits what a look has found: edges, who is who, and what changed. It
// fails with errMoved when something that the edges rest on is no longer as it
// was.
func (j *job) link(ctx context.Context, f *found) error {
	defer j.timed("link")()
	var first surveyed
	if !j.nothing(f) {
		first = j.surveyFirst(ctx, f)
	}
	var lanes []LaneState
	tries := 0
	return j.update(ctx, j.lane, 0, func(tx Tx, _ int64) (err error) {
		if tries++; tries > mostTries {
			return errMoved
		}
		if lanes, err = tx.Lanes(); err != nil {
			return err
		}
		if err := j.verify(j.earlier(tx), f, lanes); err != nil {
			return err
		}
		if err := j.commit(tx, f, first.take(j, tx, lanes)); err != nil {
			return err
		}
		if j.batch.Position != nil {
			return tx.Advance(*j.batch.Position)
		}
		return nil
	}, func() {
		j.lanes = lanes
		j.ahead.linked(j.turn, j.kept)
	})
}

// mostTries is how often a transaction is run before the batch is looked at again:
// the others at the same rows have most likely changed something by then.
const mostTries = 3

// earlier reads as if what is behind the batch had not been published.
func (j *job) earlier(r Reader) Reader { return earlierReader{r, &j.ahead, j.turn} }

// nothing tells whether nothing is to be decided.
func (j *job) nothing(f *found) bool { return len(f.weighed)+len(j.published.touched) == 0 }

func (j *job) commit(tx Tx, f *found, g *ground) (err error) {
	if j.nothing(f) {
		return nil
	}
	if g == nil {
		if g, err = j.survey(j.earlier(tx), f); err != nil {
			return err
		}
	}
	d, err := j.decide(g)
	if err != nil {
		return err
	}
	j.kept = d.linked
	if err := j.write(tx, f, &d); err != nil {
		return err
	}
	return j.notify(tx, g)
}

// notify has organisations told of stays in hospital, those of everybody whom the
// batch may have been about.
func (j *job) notify(tx Tx, g *ground) error {
	if j.Notices == nil {
		return nil
	}
	stays, err := tx.Staying(sortedIDs(g.records))
	if err != nil || len(stays) == 0 {
		return err
	}
	notices, err := j.Notices(tx, stays, j.Now())
	if err != nil || len(notices) == 0 {
		return err
	}
	return tx.PutNotices(notices)
}

// write writes a decision.
func (j *job) write(tx Tx, f *found, d *decision) error {
	steps := []func() error{
		func() error { return tx.ReplaceEdges(f.weighed, f.edges) },
		func() error { return tx.SetLinked(d.linked) },
		func() error { return tx.PutIdentities(d.people) },
		func() error { return tx.AddChanges(d.changes) },
		func() error { return tx.CloseTasks(d.closed) },
		func() error { return tx.OpenTasks(d.opened) },
		func() error { return j.writeStates(tx) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// writeStates keeps the states of the numbers that the batch's records have or
// had, where they are others than before.
func (j *job) writeStates(tx Tx) error {
	now := map[uint64]NumberState{}
	for number := range j.moved {
		c := j.pool.classes[number]
		now[number.Uint64()] = NumberState{Class: number.Uint64(), State: uint8(c.state), Holders: len(c.holders)}
	}
	classes := make([]uint64, 0, len(now))
	for number := range now {
		classes = append(classes, number)
	}
	slices.Sort(classes)
	before, err := tx.NumberStates(classes)
	if err != nil {
		return err
	}
	for _, b := range before {
		if now[b.Class].State == b.State {
			delete(now, b.Class)
		}
	}
	var changed []NumberState
	for _, number := range classes {
		if s, ok := now[number]; ok && (s.State != 0 || slices.ContainsFunc(before, func(b NumberState) bool { return b.Class == number })) {
			changed = append(changed, s)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return tx.PutNumberStates(changed, j.batch.Cause)
}

// verify reads again what the edges rest on, unless nothing at all was published
// since the linker caught up, but the batch that it links next: that looks for
// itself, when this one is linked.
func (j *job) verify(tx Reader, f *found, lanes []LaneState) error {
	if !slices.ContainsFunc(lanes, func(l LaneState) bool { return j.ahead.without(l.Mark, j.marks[l.Lane]).Seq > j.marks[l.Lane] }) {
		return nil
	}
	return j.verifyEach(tx, f)
}

// verifyEach compares the versions of the records and the holders of their
// numbers with those that were looked at.
func (j *job) verifyEach(tx Reader, f *found) error {
	ids := map[identity.RecordID]bool{}
	for _, id := range f.weighed {
		ids[id] = true
	}
	for _, e := range f.edges {
		ids[e.A], ids[e.B] = true, true
	}
	var numbers []uint64
	for number, c := range j.pool.classes {
		for _, m := range c.holders { // who may have left
			ids[m.id()] = true
		}
		for _, raw := range j.pool.numbers.Members(number) {
			numbers = append(numbers, raw.Uint64())
		}
	}
	slices.Sort(numbers)
	heads, err := tx.Heads(sortedIDs(ids))
	if err != nil {
		return err
	}
	holders, err := tx.Holders(slices.Compact(numbers))
	if err != nil {
		return err
	}
	for _, r := range slices.Concat(heads, holders) {
		m := j.pool.members[r.ID]
		if m == nil && !r.Deleted || m != nil && (r.Deleted || m.entry.Version != r.Version) {
			return errMoved
		}
	}
	return j.verifyOthers(tx, f)
}

// verifyOthers sees to it that no edge is replaced which others have found with
// something newer than was looked at: they will not look again.
func (j *job) verifyOthers(tx Reader, f *found) error {
	edges, err := tx.Edges(f.weighed)
	if err != nil {
		return err
	}
	newest := map[identity.RecordID]int64{}
	for i := range edges {
		e := &edges[i]
		newest[e.A] = max(newest[e.A], e.VersionA)
		newest[e.B] = max(newest[e.B], e.VersionB)
	}
	heads, err := tx.Heads(sortedIDs(newest))
	if err != nil {
		return err
	}
	ids := make([]string, len(heads))
	for i := range heads {
		ids[i] = string(heads[i].ID)
	}
	j.deciding.Lock()
	defer j.deciding.Unlock()
	known, err := j.pool.index.Get(ids)
	if err != nil {
		return err
	}
	for i := range heads {
		if !heads[i].Deleted && known[i].Version < newest[heads[i].ID] {
			return errMoved
		}
	}
	return nil
}

// update runs a transaction, one at a time: two of one linker would be in each
// other's way. Done is called once it is committed, before another begins.
func (l *Linker) update(ctx context.Context, lane Lane, count int, do func(tx Tx, first int64) error, done func()) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	err := l.Store.Update(ctx, lane, count, do)
	if err == nil {
		done()
	}
	return err
}
