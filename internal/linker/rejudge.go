package linker

import (
	"context"
	"fmt"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// rejudge links anew the holders of numbers that a batch tells of, if others have
// told of numbers at the same time: neither knew when publishing which numbers
// count as something else by both, but of two at least one knows afterwards.
func (j *job) rejudge(ctx context.Context) error {
	raw, err := j.toldMeanwhile(ctx)
	if err != nil || len(raw) == 0 {
		return err
	}
	var ids []identity.RecordID
	err = j.Store.View(ctx, func(tx Reader) error {
		holders, err := tx.Holders(raw)
		ids = idsOf(holders)
		return err
	})
	if err != nil {
		return fmt.Errorf("finding the holders of numbers: %w", err)
	}
	return j.relink(ctx, ids, nil, j.batch.Cause)
}

// toldMeanwhile gives the numbers of all classes that a batch tells of, if others
// have told of any since it was made.
func (j *job) toldMeanwhile(ctx context.Context) (raw []uint64, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.catchUp(ctx, true); err != nil {
		return nil, fmt.Errorf("catching up: %w", err)
	}
	if j.others == j.published.others {
		return nil, nil
	}
	for _, number := range facts.Rejudged(facts.Numbers{}, j.numbers, j.batch.Numbers...) {
		raw = append(raw, number.Uint64())
	}
	return raw, nil
}
