package demo

import (
	"context"
	"fmt"
	"os"

	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// Pages gives the records of a store page by page, in the order of their ids.
type Pages interface {
	store.RecordPager

	Counts(ctx context.Context) (store.Counts, error)
}

// Identities gives, by the truth's record ids, who the store says has which
// identity.
func (f *Feed) Identities(ctx context.Context, pages Pages) (map[string]string, error) {
	const size = 2000
	out := map[string]string{}
	for records, err := range store.AllRecords(ctx, pages, size) {
		if err != nil {
			return nil, fmt.Errorf("reading the store: %w", err)
		}
		for i := range records {
			if id, known := f.Records[records[i].Key]; known && !records[i].Deleted {
				out[id] = records[i].Identity
			}
		}
	}
	return out, nil
}

// Measure compares a store with the truth. Records that the truth does not name,
// and those that the store has not, are left out.
func (f *Feed) Measure(ctx context.Context, pages Pages, truthPath string) (evaluate.Report, error) {
	found, err := f.Identities(ctx, pages)
	if err != nil {
		return evaluate.Report{}, err
	}
	file, err := os.Open(truthPath)
	if err != nil {
		return evaluate.Report{}, fmt.Errorf("reading the truth: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	truth, err := evaluate.ReadTruth(truthPath, file, evaluate.TruthOptions{})
	if err != nil {
		return evaluate.Report{}, err
	}
	for record := range truth {
		if _, there := found[record]; !there {
			delete(truth, record)
		}
	}
	for record := range found {
		if _, known := truth[record]; !known {
			delete(found, record)
		}
	}
	return evaluate.Clusters(truth, found)
}
