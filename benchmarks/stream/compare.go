package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
)

// check compares who the store says is who with what `mpi link` makes of the
// same records all at once.
func (b *bench) check(ctx context.Context) error {
	if !b.compare {
		return nil
	}
	const size = 5000
	model, err := matcher.Default()
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, b.storeOptions())
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // it was only read
	b.people = nil   // they take room
	people := map[string][]identity.RecordID{}
	records := bulk.NewRecords(model)
	n := 0
	for after := identity.RecordID(""); ; {
		page, err := db.RecordPage(ctx, after, size)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		after = page[len(page)-1].ID
		for i := range page {
			r := &page[i]
			if r.Deleted {
				continue
			}
			if r.Identity == "" || r.Linked != r.Version {
				return fmt.Errorf("record %s is not linked", r.ID)
			}
			s, _, err := r.Content.Record(r.Key, model.OwnColumns(), b.config.Options())
			if err != nil {
				return err
			}
			records.Add(&s)
			people[r.Identity] = append(people[r.Identity], r.ID)
			n++
		}
	}
	records.JudgeNumbers()
	answer, _, err := bulk.Resolve(ctx, records, identity.Past{}, telemetry.NewProgress(nil), nil)
	if err != nil {
		return err
	}
	byFirst := make(map[identity.RecordID][]identity.RecordID, len(people))
	for _, list := range people {
		slices.Sort(list)
		byFirst[list[0]] = list
	}
	differing, found := 0, 0
	for _, ids := range answer.People() {
		found++
		if !slices.Equal(byFirst[ids[0]], ids) {
			differing++
		}
	}
	b.report["partition"] = map[string]any{"records": n, "people": len(people), "people_of_mpi_link": found, "differing": differing}
	b.say("%d records, %d people; `mpi link` finds %d, %d of them otherwise", n, len(people), found, differing)
	if differing > 0 || found != len(people) {
		return fmt.Errorf("the partition is not that of `mpi link`")
	}
	return nil
}
