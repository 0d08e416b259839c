package linker_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
)

// errBroken is what a store tells that could not be reached, or not be heard.
var errBroken = errors.New("the connection to the store broke")

// frail is a store that fails now and then: before a transaction is committed,
// after it is, or because another process has taken the lane.
type frail struct {
	*memory.Store

	rng    *rand.Rand
	oneIn  int // transactions fail; 0 for none
	failed int
}

func (f *frail) Update(ctx context.Context, lane linker.Lane, count int, do func(tx linker.Tx, first int64) error) error {
	if f.oneIn == 0 || f.rng.IntN(f.oneIn) > 0 {
		return f.Store.Update(ctx, lane, count, do)
	}
	f.failed++
	switch f.rng.IntN(3) {
	case 0:
		return f.Store.Update(ctx, lane, count, func(tx linker.Tx, first int64) error {
			if err := do(tx, first); err != nil {
				return err
			}
			return errBroken
		})
	case 1:
		if err := f.Store.Update(ctx, lane, count, do); err != nil {
			return err
		}
		return errBroken
	}
	if _, _, err := f.TakeLane(ctx, laneName, "another process"); err != nil {
		return err
	}
	return f.Store.Update(ctx, lane, count, do)
}

const laneName = "test/0"

// process is an engine that dies now and then, and is started again.
type process struct {
	*run

	frail *frail
	index linker.Index
	ids   int
	now   time.Time
	at    int64 // position, by the store
	// recovered says that what was left behind in the lane has been linked.
	recovered bool
}

func newProcess(model *matcher.Model, rng *rand.Rand, oneIn int) *process {
	store := memory.New()
	return &process{
		run: &run{store: store, model: model}, frail: &frail{Store: store, rng: rng, oneIn: oneIn},
		index: index.OpenMemory(index.Options{}), now: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}

// start makes a linker and takes the lane. Its index is what the last process
// left, or a new one that knows nothing.
func (p *process) start(ctx context.Context) error {
	if p.frail.rng.IntN(2) == 0 {
		p.index = index.OpenMemory(index.Options{})
	}
	l, err := linker.New(linker.Config{
		Store: p.frail, Index: p.index, Model: p.model,
		Now:   func() time.Time { p.now = p.now.Add(time.Second); return p.now },
		NewID: func() string { p.ids++; return identity.UUID5("identity", strconv.Itoa(p.ids)) },
	})
	if err != nil {
		return err
	}
	p.linker, p.recovered = l, false
	lane, at, err := p.store.TakeLane(ctx, laneName, "process")
	p.lane, p.at = lane, at.Offset
	return err
}

// work plays batches as intake does: what fails is tried again, by this process
// or the next, which goes on where the store says.
func (p *process) work(ctx context.Context, batches []linker.Batch) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // which a process that goes round in circles would need
	defer cancel()
	if err := p.start(ctx); err != nil {
		return err
	}
	for p.at < int64(len(batches)) {
		b := batches[p.at]
		b.Position = &linker.Position{Topic: "test", Offset: p.at + 1}
		err := p.step(ctx, b)
		switch {
		case err == nil:
			p.at++
		case !errors.Is(err, errBroken) && !errors.Is(err, linker.ErrFenced):
			return err
		case errors.Is(err, linker.ErrFenced) || p.frail.rng.IntN(2) == 0:
			if err := p.start(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *process) step(ctx context.Context, b linker.Batch) error {
	if !p.recovered {
		if err := p.linker.Recover(ctx, p.lane); err != nil {
			return err
		}
		p.recovered = true
	}
	_, err := p.linker.Process(ctx, p.lane, b)
	p.recovered = err == nil // as intake does
	return err
}

// Wherever a process dies, whatever index the next one finds, and whether it was
// told that a transaction was committed or not: in the end the state is the one
// that the facts say, and the history of every identity has no gap.
func TestWhateverFailsTheStateIsThatOfTheFacts(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	failed := 0
	for seed := range soak(t, 200) {
		w := newWorld(uint64(seed) + 1)
		all := w.history()
		p := newProcess(model, rand.New(rand.NewPCG(uint64(seed), 11)), 4)
		if err := p.work(t.Context(), w.batches(w.shuffled(all))); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
		failed += p.frail.failed
		if err := p.compare(t.Context(), fromScratch(model, all)); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
		if err := p.checkHistory(t.Context()); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
	}
	if failed < 200 {
		t.Errorf("%d transactions failed, expected several a history", failed)
	}
}

// Two processes that fail in other places come to the same as one that never does,
// after which everything told again changes nothing.
func TestAReplayAfterFailuresChangesNothing(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	for seed := range soak(t, 40) {
		w := newWorld(uint64(seed) + 1000)
		batches := w.batches(w.history())
		p := newProcess(model, rand.New(rand.NewPCG(uint64(seed), 12)), 3)
		if err := p.work(t.Context(), batches); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
		before := p.told(t)
		p.frail.oneIn = 0
		if err := p.start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.play(t.Context(), batches); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
		after := p.told(t)
		if how := after.differs(&before); how != "" {
			t.Fatalf("history %d: %s", seed, how)
		}
	}
}

// checkHistory wants the changes of every identity to be numbered without gaps,
// and the last to tell what the store holds.
func (r *run) checkHistory(ctx context.Context) error {
	records, err := r.store.RecordPage(ctx, "", 1_000_000)
	if err != nil {
		return err
	}
	people := map[string][]linker.Reference{}
	for i := range records {
		if r := &records[i]; r.Identity != "" {
			people[r.Identity] = append(people[r.Identity], linker.Reference{Authority: r.Key.Authority, LocalID: r.Key.LocalID, LinkVersion: r.LinkVersion})
		}
	}
	for id, references := range people {
		history, err := r.store.History(ctx, id)
		if err != nil {
			return err
		}
		for i, change := range history {
			if change.Version != int64(i+1) {
				return fmt.Errorf("identity %s: change %d has the version %d", id, i+1, change.Version)
			}
		}
		last := history[len(history)-1]
		if !slices.Equal(last.Records, references) {
			return fmt.Errorf("identity %s: its last change tells %v, its records are %v", id, last.Records, references)
		}
	}
	return nil
}
