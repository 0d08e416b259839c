package linker_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/internal/testenv"
	"github.com/lhcre/mpi/matcher"
)

// Two records of one person, given to two of three linkers at the same instant,
// are one person afterwards, whoever waits for how long between which steps.
func TestTwoAtTheSameInstantFindEachOther(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	each(t, soak(t, 5), func(seed uint64) error {
		return newInstants(model, seed, memory.New(), func() linker.Index { return newNaiveIndex() }).rounds(t.Context())
	})
}

// The same on a database, with the index that the engine has.
func TestTwoAtTheSameInstantOnADatabase(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	inMemory := func() linker.Index { return index.OpenMemory(index.Options{}) }
	for _, server := range testenv.Databases(t) {
		t.Run(server.Name, func(t *testing.T) {
			t.Parallel()
			each(t, soak(t, 2), func(seed uint64) error {
				opt := store.Options{URL: server.NewDatabase(t), Environment: store.Synthetic}
				if err := store.Migrate(t.Context(), opt); err != nil {
					return err
				}
				db, err := store.Open(t.Context(), opt)
				if err != nil {
					return err
				}
				return errors.Join(newInstants(model, seed, db, inMemory).rounds(t.Context()), db.Close())
			})
		})
	}
}

func (w *instants) rounds(ctx context.Context) error {
	const perWorld = 20
	for round := range perWorld {
		if err := w.round(ctx, round); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	return nil
}

// instants is a store with three linkers that dawdle.
type instants struct {
	*rand.Rand

	store   keeper
	linkers []*run
	sent    int
}

func newInstants(model *matcher.Model, seed uint64, on keeper, newIndex func() linker.Index) *instants {
	w := &instants{Rand: rand.New(rand.NewPCG(seed, 11)), store: on}
	for i := range uint64(3) {
		d := &dawdler{rng: rand.New(rand.NewPCG(seed, 12+i))}
		r := runOn(w.store, fmt.Sprint("linker ", i), model, &slowIndex{newIndex(), d})
		r.linker.Store = &slowStore{w.store, d}
		w.linkers = append(w.linkers, r)
	}
	return w
}

// round lets two of the linkers take something of one person each: both new, or
// one or both known as somebody else before.
func (w *instants) round(ctx context.Context, round int) error {
	before, after := w.person(2*round), w.person(2*round+1)
	keys := []facts.Key{{Authority: "RM3", LocalID: fmt.Sprint("A", round)}, {Authority: "RW3", LocalID: fmt.Sprint("B", round)}}
	who := w.Perm(len(w.linkers))
	for known := range w.IntN(3) {
		if err := w.link(ctx, w.linkers[who[2]], w.tell(keys[known], before[known])); err != nil {
			return err
		}
	}
	var errs [2]error
	one, other := w.tell(keys[0], after[0]), w.tell(keys[1], after[1])
	together(
		func() { errs[0] = w.link(ctx, w.linkers[who[0]], one) },
		func() { errs[1] = w.link(ctx, w.linkers[who[1]], other) },
	)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	return w.store.View(ctx, func(tx linker.Reader) error {
		records, err := tx.Heads([]identity.RecordID{keys[0].Record(), keys[1].Record()})
		if err != nil {
			return err
		}
		if len(records) != len(keys) || records[0].Identity == "" {
			return fmt.Errorf("%d records are linked", len(records))
		}
		if a, b := &records[0], &records[1]; a.Identity != b.Identity {
			return fmt.Errorf("version %d of one is %s, version %d of the other %s", a.Version, a.Identity, b.Version, b.Identity)
		}
		return nil
	})
}

// person is what two organisations tell of somebody whom they know by the same
// values; the two of one that is overwritten have nothing in common.
func (w *instants) person(n int) (told [2]facts.Columns) {
	day := fmt.Sprintf("%d-%02d-%02d", 1930+n%80, 1+n%12, 1+n%28)
	for i := range told {
		told[i] = facts.Columns{
			"family_name": "OKONKWO", "given_names": "ALISON", "birth_date": day, "sex": "2", "postcode": fmt.Sprintf("M%d 1AE", 1+n%60),
			"address": fmt.Sprint(n, " HIGH STREET"),
		}
		if n%2 == 0 { // overwritten: another day, another name
			told[i]["family_name"], told[i]["birth_date"] = []string{"SMITH", "JONES"}[i], fmt.Sprintf("%d-06-30", 1940+i)
		}
	}
	return told
}

func (w *instants) tell(k facts.Key, columns facts.Columns) linker.Batch {
	w.sent++
	f := facts.Fact{
		Key: k, Kind: facts.Tell, Columns: columns, Organisation: k.Authority,
		Stamp: facts.Stamp{At: time.Date(2024, 1, 1, 0, 0, w.sent, 0, time.UTC), Control: strconv.Itoa(w.sent)},
	}
	return linker.Batch{Facts: []facts.Fact{f}}
}

func (w *instants) link(ctx context.Context, r *run, b linker.Batch) error {
	p, err := r.linker.Publish(ctx, r.lane, b)
	if err != nil {
		return err
	}
	r.linker.Look(ctx, p)
	_, err = r.linker.Link(ctx, p)
	return err
}

// dawdler waits now and then, for none or some or many steps of another linker.
type dawdler struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func (d *dawdler) wait() {
	d.mu.Lock()
	n := d.rng.IntN(10)
	d.mu.Unlock()
	const short = 30 * time.Microsecond
	if n < 4 {
		time.Sleep(short << (2 * n))
	}
}

// slowStore waits before and after whatever it does.
type slowStore struct {
	linker.Store
	*dawdler
}

func (s *slowStore) Update(ctx context.Context, lane linker.Lane, count int, do func(tx linker.Tx, first int64) error) error {
	s.wait()
	defer s.wait()
	return s.Store.Update(ctx, lane, count, do)
}

func (s *slowStore) View(ctx context.Context, do func(tx linker.Reader) error) error {
	s.wait()
	defer s.wait()
	return s.Store.View(ctx, do)
}

func (s *slowStore) Marks(ctx context.Context) ([]linker.Mark, error) {
	s.wait()
	defer s.wait()
	return s.Store.Marks(ctx)
}

func (s *slowStore) Published(ctx context.Context, after linker.Mark, limit int) ([]linker.Record, error) {
	s.wait()
	defer s.wait()
	return s.Store.Published(ctx, after, limit)
}

// slowIndex takes its time until it has what it is given.
type slowIndex struct {
	linker.Index
	*dawdler
}

func (s *slowIndex) Apply(entries []index.Entry, deleted []string, marks index.Watermarks) ([]index.Entry, error) {
	s.wait()
	defer s.wait()
	return s.Index.Apply(entries, deleted, marks)
}

func (s *slowIndex) Candidates(queries [][]index.Key, visit func(query int, e *index.Entry)) error {
	s.wait()
	defer s.wait()
	return s.Index.Candidates(queries, visit)
}
