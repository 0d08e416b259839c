package live

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/internal/bulk"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
)

// Partition is who is who by the store, beside what `mpi link` makes of the same
// records all at once.
type Partition struct {
	Records   int `json:"records"`
	People    int `json:"people"`
	Found     int `json:"people_of_mpi_link"`
	Differing int `json:"differing"` // of these
}

// ErrOtherPeople says that the two do not agree.
var ErrOtherPeople = errors.New("the partition is not that of `mpi link`")

// Compare reads the store of a configuration and links its records anew.
func Compare(ctx context.Context, cfg *config.Config) (p Partition, err error) {
	model, err := matcher.Default()
	if err != nil {
		return p, err
	}
	db, err := store.Open(ctx, service.StoreOptions(cfg))
	if err != nil {
		return p, err
	}
	defer db.Close() //nolint:errcheck // it was only read
	k := &kept{records: bulk.NewRecords(model), people: map[string][]identity.RecordID{}}
	if err := k.read(ctx, db, model, cfg); err != nil {
		return p, err
	}
	k.records.JudgeNumbers()
	answer, _, err := bulk.Resolve(ctx, k.records, identity.Past{}, telemetry.NewProgress(nil), nil)
	if err != nil {
		return p, err
	}
	byFirst := make(map[identity.RecordID][]identity.RecordID, len(k.people))
	for _, list := range k.people {
		slices.Sort(list)
		byFirst[list[0]] = list
		p.Records += len(list)
	}
	p.People = len(k.people)
	for _, ids := range answer.People() {
		p.Found++
		if !slices.Equal(byFirst[ids[0]], ids) {
			p.Differing++
		}
	}
	if p.Differing > 0 || p.Found != p.People {
		return p, ErrOtherPeople
	}
	return p, nil
}

// kept is what a store has of records.
type kept struct {
	records *bulk.Records
	people  map[string][]identity.RecordID // by identity
}

func (k *kept) read(ctx context.Context, db *store.Store, model *matcher.Model, cfg *config.Config) error {
	const size = 5000
	for page, err := range store.AllRecords(ctx, db, size) {
		if err != nil {
			return err
		}
		for i := range page {
			r := &page[i]
			if r.Linked != r.Version || r.Deleted != (r.Identity == "") {
				return fmt.Errorf("record %s is not linked", r.ID)
			}
			if r.Deleted {
				continue
			}
			s, _, err := r.Content.Record(r.Key, model.OwnColumns(), cfg.Options())
			if err != nil {
				return err
			}
			k.records.Add(&s)
			k.people[r.Identity] = append(k.people[r.Identity], r.ID)
		}
	}
	return nil
}
