package linker

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/lhcre/mpi/index"
)

// pageSize is how many records are read at a time when catching up.
const pageSize = 2000

// CatchUp gives the index all that was published since it last looked.
func (l *Linker) CatchUp(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.catchUp(ctx)
}

// catchUp reads the lanes' marks first: what is published later may be read as
// well, but the marks never promise more than was.
func (l *Linker) catchUp(ctx context.Context) error {
	marks, err := l.Store.Marks(ctx)
	if err != nil {
		return err
	}
	if err := l.learnWide(ctx); err != nil {
		return err
	}
	for _, m := range marks {
		if err := l.learnNumbers(ctx, m); err != nil {
			return err
		}
	}
	for _, m := range marks {
		for l.marks[m.Lane] < m.Seq {
			if err := l.page(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// applyOwn gives the index what this linker has just published itself, without
// reading it again, if nothing of the lane before it is missing.
func (l *Linker) applyOwn(lane Lane, p *published) error {
	if l.marks[lane.ID] != p.first-1 || p.last < p.first {
		return nil
	}
	slices.SortFunc(p.written, func(a, b Record) int { return cmp.Compare(a.LaneSeq, b.LaneSeq) })
	entries, deleted, err := l.entries(p.written)
	if err != nil {
		return err
	}
	return l.apply(entries, deleted, Mark{lane.ID, p.last})
}

func (l *Linker) apply(entries []index.Entry, deleted []string, to Mark) error {
	marks := maps.Clone(l.marks)
	marks[to.Lane] = max(to.Seq, l.marks[to.Lane])
	if _, err := l.Index.Apply(entries, deleted, marks); err != nil {
		return err
	}
	l.marks = marks
	return nil
}

// page takes in some of a lane's records.
func (l *Linker) page(ctx context.Context, to Mark) error {
	records, err := l.Store.Published(ctx, Mark{to.Lane, l.marks[to.Lane]}, pageSize)
	if err != nil {
		return err
	}
	entries, deleted, err := l.entries(records)
	if err != nil {
		return err
	}
	seq := to.Seq
	if len(records) == pageSize {
		seq = records[len(records)-1].LaneSeq
	}
	return l.apply(entries, deleted, Mark{to.Lane, seq})
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
		l.numbers, l.heard[to.Lane] = l.numbers.With(found...), last
	}
	return nil
}

// learnWide takes in which keys are too common.
func (l *Linker) learnWide(ctx context.Context) error {
	return l.Store.View(ctx, func(tx Reader) error {
		wide, err := tx.Wide()
		l.wide = make(map[index.Key]bool, len(wide))
		for _, w := range wide {
			l.wide[index.Key(w.Key)] = true
		}
		return err
	})
}

// Learn takes in what is known beside the records: NHS numbers and wide keys.
func (l *Linker) Learn(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	marks, err := l.Store.Marks(ctx)
	if err != nil {
		return err
	}
	for _, m := range marks {
		if err := l.learnNumbers(ctx, m); err != nil {
			return err
		}
	}
	return l.learnWide(ctx)
}
