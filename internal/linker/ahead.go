package linker

import (
	"context"
	"slices"
	"sync"

	"github.com/lhcre/mpi/internal/identity"
)

// ahead are the batches that a linker has published and links next, and of which
// its index knows nothing yet. The batch that is linked now takes their records
// for what they were: the answer is as if it had been linked before they were
// published, and they look when it is.
type ahead struct {
	mu   sync.Mutex
	list []*published
}

func (a *ahead) note(p *published) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, p)
}

func (a *ahead) forget(gone func(*published) bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = slices.DeleteFunc(a.list, gone)
}

// without gives a lane's mark as if what is ahead had not been published, if
// nothing else is missing of the lane.
func (a *ahead) without(m Mark, have int64) Mark {
	a.mu.Lock()
	defer a.mu.Unlock()
	next := have
	for _, p := range a.list {
		if p.lane == m.Lane && p.first == next+1 {
			next = p.last
		}
	}
	if m.Seq <= next {
		m.Seq = have
	}
	return m
}

// linked notes, of records that are ahead, which version their edges rest on now.
func (a *ahead) linked(records []Record) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range a.list {
		for i := range records {
			if b, ok := p.before[records[i].ID]; ok {
				b.Linked, b.LinkedNumber = records[i].Linked, records[i].LinkedNumber
				p.before[b.ID] = b
			}
		}
	}
}

// asBefore gives records as if what is ahead had not been published.
func (a *ahead) asBefore(records []Record, err error) ([]Record, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, p := range slices.Backward(a.list) {
		for i := range records {
			r := &records[i]
			if b, ok := p.before[r.ID]; ok && b.Version > 0 {
				r.Version, r.Number, r.Restricted, r.Deleted = b.Version, b.Number, b.Restricted, b.Deleted
			}
		}
	}
	return records, err
}

// earlierTx reads records as they were before what is ahead.
type earlierTx struct {
	Tx

	ahead *ahead
}

func (t earlierTx) Heads(ids []identity.RecordID) ([]Record, error) {
	return t.ahead.asBefore(t.Tx.Heads(ids))
}

func (t earlierTx) Components(ids []identity.RecordID) ([]Record, error) {
	return t.ahead.asBefore(t.Tx.Components(ids))
}

func (t earlierTx) Members(people []string) ([]Record, error) {
	return t.ahead.asBefore(t.Tx.Members(people))
}

func (t earlierTx) Holders(numbers []uint64) ([]Record, error) {
	return t.ahead.asBefore(t.Tx.Holders(numbers))
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
