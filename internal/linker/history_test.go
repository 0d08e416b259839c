package linker_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
)

// Whatever organisations tell, in whatever order and in whatever batches, who is
// who is what the facts alone say, all at once.
func TestHistoriesComeToWhatTheirFactsSay(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	each(t, soak(t, 400), func(seed uint64) error { return oneHistory(t.Context(), model, seed) })
}

// each does something for every seed, until it fails.
func each(t *testing.T, seeds int, do func(seed uint64) error) {
	t.Helper()
	var next atomic.Int64
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for !t.Failed() {
				seed := next.Add(1)
				if seed > int64(seeds) {
					return
				}
				if err := do(uint64(seed)); err != nil {
					t.Errorf("seed %d: %v", seed, err)
				}
			}
		})
	}
	group.Wait()
}

// soak is how many rounds a test runs: MPI_SOAK says how many times as many.
func soak(t *testing.T, rounds int) int {
	t.Helper()
	times := os.Getenv("MPI_SOAK")
	if times == "" {
		return rounds
	}
	n, err := strconv.Atoi(times)
	if err != nil {
		t.Fatalf("MPI_SOAK: %v", err)
	}
	return n * rounds
}

const orders = 4

func oneHistory(ctx context.Context, model *matcher.Model, seed uint64) error {
	w := newWorld(seed)
	all := w.history()
	want := fromScratch(model, all)
	for order := range orders {
		run := newRun(model) //nolint:contextcheck // a lane in memory needs none
		if err := run.playAs(ctx, order, w.batches(w.shuffled(all))); err != nil {
			return fmt.Errorf("order %d: %w", order, err)
		}
		if err := run.compare(ctx, want); err != nil {
			return fmt.Errorf("order %d: %w", order, err)
		}
	}
	return nil
}

// run is a linker with a store and an index of its own.
type run struct {
	store  keeper
	model  *matcher.Model
	name   string
	linker *linker.Linker
	lane   linker.Lane
}

func newRun(model *matcher.Model) *run {
	return newRunWith(model, newNaiveIndex())
}

func newRunWith(model *matcher.Model, x linker.Index) *run {
	return runOn(memory.New(), "test", model, x)
}

// keeper is a store, with what a test asks it.
type keeper interface {
	linker.Store
	TakeLane(ctx context.Context, name, owner string) (linker.Lane, linker.Position, error)
	RecordPage(ctx context.Context, after identity.RecordID, limit int) ([]linker.Record, error)
	History(ctx context.Context, id string) ([]linker.Change, error)
}

// runOn is a linker beside others of a store.
func runOn(store keeper, name string, model *matcher.Model, x linker.Index) *run {
	r := &run{store: store, model: model, name: name}
	ids := 0
	now := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	l, err := linker.New(linker.Config{
		Store: r.store, Index: x, Model: model,
		Now:   func() time.Time { now = now.Add(time.Second); return now },
		NewID: func() string { ids++; return identity.UUID5(name, strconv.Itoa(ids)) },
	})
	if err != nil {
		panic(err)
	}
	r.linker = l
	r.lane, _, err = r.store.TakeLane(context.Background(), name, "test")
	if err != nil {
		panic(err)
	}
	return r
}

// playAs plays batches one by one, or each published and looked at before those
// before it are linked, or while they are, or by two linkers at the same time.
func (r *run) playAs(ctx context.Context, order int, batches []linker.Batch) error {
	switch order {
	case 0:
		return r.play(ctx, batches)
	case 1:
		return r.playAhead(ctx, batches, func(steps ...func()) {
			for _, step := range steps {
				step()
			}
		})
	case 2:
		return r.playAhead(ctx, batches, together)
	default:
		var errs [2]error
		fellow := runOn(r.store, "fellow", r.model, newNaiveIndex()) //nolint:contextcheck // a lane in memory needs none
		half := len(batches) / 2
		together(
			func() { errs[0] = r.playAhead(ctx, batches[:half], together) },
			func() { errs[1] = fellow.playAhead(ctx, batches[half:], together) },
		)
		return errors.Join(errs[:]...)
	}
}

// together does steps at the same time.
func together(steps ...func()) {
	var group sync.WaitGroup
	for _, step := range steps {
		group.Go(step)
	}
	group.Wait()
}

func (r *run) play(ctx context.Context, batches []linker.Batch) error {
	for _, b := range batches {
		if _, err := r.linker.Process(ctx, r.lane, b); err != nil {
			return err
		}
	}
	return nil
}

// playAhead plays batches in two lanes by turns, sometimes the same twice. Every
// fifth is not looked at before its turn.
func (r *run) playAhead(ctx context.Context, batches []linker.Batch, do func(steps ...func())) error {
	other, _, err := r.store.TakeLane(ctx, r.name+" other", "test")
	if err != nil {
		return err
	}
	lanes := []linker.Lane{r.lane, other, other}
	ready := make([]*linker.Published, len(batches))
	errs := make([]error, 2*len(batches)+2)
	for i := range len(batches) + 2 {
		do(func() {
			if i < len(batches) {
				ready[i], errs[2*i] = r.linker.Publish(ctx, lanes[i%len(lanes)], batches[i])
			}
		}, func() {
			const unseen = 5
			if at := i - 1; at >= 0 && at < len(batches) && at%unseen != unseen-1 {
				r.linker.Look(ctx, ready[at])
			}
		}, func() {
			if at := i - 2; at >= 0 {
				_, errs[2*at+1] = r.linker.Link(ctx, ready[at])
			}
		})
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return nil
}

// state is all that the store says of who is who.
func (r *run) state(ctx context.Context) (clusters [][]identity.RecordID, edges []identity.Edge, tasks []string, err error) {
	records, err := r.store.RecordPage(ctx, "", 1_000_000)
	if err != nil {
		return nil, nil, nil, err
	}
	err = r.store.View(ctx, func(tx linker.Reader) error {
		var ids []identity.RecordID
		people := map[string][]identity.RecordID{}
		for _, record := range records {
			ids = append(ids, record.ID)
			if record.Linked != record.Version {
				return fmt.Errorf("record %s is not linked", record.ID)
			}
			if record.Deleted != (record.Identity == "") {
				return fmt.Errorf("record %s: deleted %t, identity %q", record.ID, record.Deleted, record.Identity)
			}
			if record.Identity != "" {
				people[record.Identity] = append(people[record.Identity], record.ID)
			}
		}
		for _, p := range people {
			slices.Sort(p)
			clusters = append(clusters, p)
		}
		slices.SortFunc(clusters, slices.Compare)
		kept, err := tx.Edges(ids)
		for _, e := range kept {
			edges = append(edges, e.Edge)
		}
		if err != nil {
			return err
		}
		open, err := tx.Tasks(ids)
		for _, t := range open {
			tasks = append(tasks, taskText(t.Task))
		}
		slices.Sort(tasks)
		return err
	})
	return clusters, edges, tasks, err
}

func (r *run) compare(ctx context.Context, want *scratch) error {
	clusters, edges, tasks, err := r.state(ctx)
	if err != nil {
		return err
	}
	if !slices.EqualFunc(clusters, want.answer.Clusters, slices.Equal) {
		return fmt.Errorf("clusters %v, want %v", clusters, want.answer.Clusters)
	}
	if !slices.Equal(edges, want.edges) {
		return fmt.Errorf("edges\n%v\nwant\n%v", edges, want.edges)
	}
	var wanted []string
	for _, t := range want.answer.Tasks {
		wanted = append(wanted, taskText(t))
	}
	slices.Sort(wanted)
	if !slices.Equal(tasks, wanted) {
		return fmt.Errorf("tasks\n%v\nwant\n%v", tasks, wanted)
	}
	return nil
}

func taskText(t identity.Task) string {
	return fmt.Sprintf("%s %s %s %s", t.Reason, t.Low, t.High, t.Key)
}
