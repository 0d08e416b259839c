package linker

import (
	"context"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
)

// widen takes keys that too many records share for wide from now on: it says so
// in the store, and links the records that have them anew, by narrower keys. The
// decision stays when the records become fewer, so that who is linked does not
// depend on the order in which they come and go.
func (l *Linker) widen(ctx context.Context, lane Lane, keys []WideValue) error {
	var ids []identity.RecordID
	query := make([]index.Key, len(keys))
	for i, w := range keys {
		query[i] = index.Key(w.Key)
	}
	err := l.Index.Candidates([][]index.Key{query}, func(_ int, e *index.Entry) {
		ids = append(ids, identity.RecordID(e.ID))
	})
	if err != nil {
		return fmt.Errorf("finding the records of a wide key: %w", err)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for part := range slices.Chunk(ids, mostAtOnce) {
		if err := l.linkAnew(ctx, lane, part, keys); err != nil {
			return fmt.Errorf("linking the records of a wide key anew: %w", err)
		}
	}
	return nil
}

// linkAnew publishes records anew, with keys that are wide from now on, and
// links them.
func (l *Linker) linkAnew(ctx context.Context, lane Lane, ids []identity.RecordID, wide []WideValue) error {
	var out *published
	err := l.update(ctx, lane, len(ids), func(tx Tx, first int64) error {
		if err := tx.AddWide(wide); err != nil {
			return err
		}
		p := &publication{Linker: l, tx: tx, lane: lane.ID, next: first, end: first + int64(len(ids))}
		p.published.before, p.published.anew = map[identity.RecordID]Record{}, map[identity.RecordID]bool{}
		err := p.again(ids)
		out = &p.published
		return err
	}, func() {})
	if err != nil {
		return err
	}
	_, err = l.finish(ctx, &job{Linker: l, batch: Batch{Cause: "wide value"}, lane: lane, published: out})
	return err
}
