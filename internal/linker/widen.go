package linker

import (
	"context"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
)

// widen takes keys that too many records share for wide from now on: it
// publishes the records that have them anew, with the last of these says so in
// the store, and links them. The batch that found them is linked after that: a
// process that dies before leaves it to be linked, and who links it finds them
// again. The decision stays when the records become fewer, so that who is linked
// does not depend on the order in which they come and go.
func (j *job) widen(ctx context.Context, keys []WideValue) error {
	query := make([]index.Key, len(keys))
	for i, w := range keys {
		query[i] = index.Key(w.Key)
	}
	var ids []identity.RecordID
	err := j.Index.Candidates([][]index.Key{query}, func(_ int, e *index.Entry) {
		ids = append(ids, identity.RecordID(e.ID))
	})
	if err != nil {
		return fmt.Errorf("finding the records of a wide key: %w", err)
	}
	return j.relink(ctx, ids, keys, "wide value")
}

// relink publishes records anew, with what is wide from now on, and links them.
func (j *job) relink(ctx context.Context, ids []identity.RecordID, keys []WideValue, cause string) error {
	var all []*published
	parts := slices.Collect(slices.Chunk(ids, mostAtOnce))
	for i, part := range parts {
		var wide []WideValue
		if i == len(parts)-1 {
			wide = keys
		}
		p, err := j.publishAnew(ctx, part, wide)
		if err != nil {
			return fmt.Errorf("publishing records anew: %w", err)
		}
		all = append(all, p)
	}
	for _, p := range all {
		if _, err := j.finish(ctx, &job{Linker: j.Linker, batch: Batch{Cause: cause}, lane: j.lane, published: p, turn: j.turn}); err != nil {
			return fmt.Errorf("linking records anew: %w", err)
		}
	}
	return nil
}

// publishAnew publishes records anew, as they are, and says which keys are wide.
func (j *job) publishAnew(ctx context.Context, ids []identity.RecordID, wide []WideValue) (out *published, err error) {
	err = j.update(ctx, j.lane, len(ids), func(tx Tx, first int64) error {
		if err := tx.AddWide(wide); err != nil {
			return err
		}
		p := &publication{Linker: j.Linker, tx: tx, lane: j.lane.ID, next: first, end: first + int64(len(ids))}
		p.published.before, p.published.anew = map[identity.RecordID]Record{}, map[identity.RecordID]bool{}
		err := p.again(ids)
		out = &p.published
		return err
	}, func() {})
	return out, err
}
