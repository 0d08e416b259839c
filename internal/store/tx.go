package store

import (
	"context"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// tx is one transaction: what it has read, so that it writes only what is new, and
// what it writes at the end.
type tx struct {
	ctx context.Context //nolint:containedctx // of the transaction, as linker.Tx has no place for it
	c   conn
	// now is by the clock of this process: for what is only to be read by people.
	now func() time.Time

	lane, turn              int64
	firstChange, nextChange int64
	position                *linker.Position

	// links holds, of records that were read or written, what the table link has.
	links map[uuid]link
	// members holds the same of identities.
	members map[uuid][]identity.Member
	// heads holds records as they are now, without contents; nil stands for none.
	heads map[uuid]*linker.Record
	edges knownEdges

	// before is what was settled before the transaction began, settled what it
	// found.
	before, settled map[int64]int64
}

// link is a row of the table link; zero stands for none.
type link struct {
	component, identity               uuid
	linked, linkedNumber, linkVersion int64
	hidden                            int64
}

func newTx(ctx context.Context, c conn) *tx {
	return &tx{
		ctx: ctx, c: c, links: map[uuid]link{}, members: map[uuid][]identity.Member{}, heads: map[uuid]*linker.Record{},
		settled: map[int64]int64{},
	}
}

var _ linker.Tx = (*tx)(nil)

// Adopt takes over what a view has read.
func (t *tx) Adopt(view linker.Reader) {
	if v, ok := view.(*tx); ok {
		t.links, t.members, t.heads, t.edges = v.links, v.members, v.heads, v.edges
	}
}

// exists says that a record is known to be there.
func (t *tx) exists(id uuid) bool { return t.heads[id] != nil }

// finish writes what the lane's row has to know.
func (t *tx) finish() error {
	if t.nextChange != t.firstChange {
		if err := t.exec("lane_changes", t.lane, t.nextChange); err != nil {
			return err
		}
	}
	if p := t.position; p != nil {
		return t.exec("lane_position", t.lane, p.Topic, int64(p.Partition), p.Offset)
	}
	return nil
}

// Advance moves the lane's position.
func (t *tx) Advance(position linker.Position) error {
	t.position = &position
	return nil
}

func (t *tx) exec(n name, args ...any) error { return t.c.exec(t.ctx, n, args...) }

func (t *tx) query(n name, scan func(r row) error, args ...any) error {
	return t.c.query(t.ctx, n, scan, args...)
}

// lastOfEach sorts rows by their key and keeps, of those with one key, the last
// given: rows that are written in one order do not wait for each other, and one
// statement may write a row once only.
func lastOfEach[R any](rows []R, compare func(a, b R) int) []R {
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, compare)
	kept := sorted[:0]
	for i, r := range sorted {
		if i+1 == len(sorted) || compare(r, sorted[i+1]) != 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// onceEach sorts rows and drops repeats.
func onceEach[L ~[]R, R any](rows L, compare func(a, b R) int) L {
	slices.SortFunc(rows, compare)
	return slices.CompactFunc(rows, func(a, b R) bool { return compare(a, b) == 0 })
}
