package linker_test

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// noLess asks for what the ladder has something to say of, and nothing else.
const noLess = matcher.Weight(math.MaxInt64)

// toldBatches is a run that batches were told to.
func toldBatches(t *testing.T, model *matcher.Model, batches []linker.Batch) *run {
	t.Helper()
	r := newRun(model)
	for _, b := range batches {
		if _, err := r.linker.Process(t.Context(), r.lane, b); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func batchesOf(seed uint64) []linker.Batch {
	w := newWorld(seed)
	return w.batches(w.shuffled(w.history()))
}

// moved gives the same batches, with everybody somewhere else.
func moved(batches []linker.Batch) []linker.Batch {
	out := slices.Clone(batches)
	for i := range out {
		out[i].Facts = slices.Clone(out[i].Facts)
		for j := range out[i].Facts {
			f := &out[i].Facts[j]
			f.Columns = maps.Clone(f.Columns)
			for column, text := range map[string]string{"postcode": "SO14 0AA", "address": "9 OTHER WAY", "phone": "07700900009", "gp_practice": "J82001"} {
				if _, told := f.Columns[column]; told {
					f.Columns[column] = text
				}
			}
		}
	}
	return out
}

// live gives the records of a run that are not deleted, each in standard form.
func (r *run) live(t *testing.T) (all []linker.Record, standard []demographics.Record) {
	t.Helper()
	page, err := r.store.RecordPage(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range page {
		if one.Deleted {
			continue
		}
		s, _, err := one.Content.Record(one.Key, nil, demographics.Options{})
		if err != nil {
			t.Fatal(err)
		}
		all, standard = append(all, one), append(standard, s)
	}
	return all, standard
}

// Whoever asks for somebody finds those that a record which said the same would have
// edges to, as strong as these would be.
func TestFindingAnswersAsLinkingWould(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	edges := 0
	for seed := range uint64(2500) {
		r := toldBatches(t, model, batchesOf(seed))
		asked := newWorld(seed + 1_000_000).tell(facts.Key{Authority: "RYJ", LocalID: "asked"}).fact
		content := facts.Fold(*asked)
		standard, _, err := content.Record(asked.Key, nil, demographics.Options{})
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.linker.NewFinder().Find(standard, noLess)
		if err != nil {
			t.Fatal(err)
		}
		got := map[identity.RecordID]identity.Edge{}
		for _, h := range found.Whole {
			got[h.Record] = edgeOf(h.Decision.Weight, h.Decision.Tier, h.Decision.Rule, h.Decision.Guard)
		}
		if _, err := r.linker.Process(t.Context(), r.lane, linker.Batch{Facts: []facts.Fact{*asked}}); err != nil {
			t.Fatal(err)
		}
		want := r.edgesOf(t, asked.Key.Record())
		edges += len(want)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d: found %v, linked by %v", seed, got, want)
		}
	}
	if edges < 1000 {
		t.Errorf("only %d edges were compared", edges)
	}
}

func edgeOf(weight matcher.Weight, tier matcher.Tier, rule matcher.Rule, guard matcher.Guard) identity.Edge {
	return identity.Edge{Weight: weight, Tier: tier, Rule: rule, Guard: guard}
}

// edgesOf gives a record's edges, by the other end.
func (r *run) edgesOf(t *testing.T, id identity.RecordID) map[identity.RecordID]identity.Edge {
	t.Helper()
	all := map[identity.RecordID]identity.Edge{}
	err := r.store.View(t.Context(), func(tx linker.Reader) error {
		edges, err := tx.Edges([]identity.RecordID{id})
		for _, e := range edges {
			other := e.A
			if other == id {
				other = e.B
			}
			all[other] = edgeOf(e.Weight, e.Tier, e.Rule, e.Guard)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// What is found of people whose whereabouts are hidden is the same wherever they
// are, and wherever they are thought to be.
func TestPlacelessHitsDoNotDependOnPlaces(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	hits, differ := 0, 0
	for seed := range uint64(1000) {
		batches := batchesOf(seed)
		here, elsewhere := toldBatches(t, model, batches), toldBatches(t, model, moved(batches))
		a, b := here.linker.NewFinder(), elsewhere.linker.NewFinder()
		records, standard := here.live(t)
		_, away := elsewhere.live(t)
		for i := range records {
			x, err := a.Find(standard[i], 0)
			if err != nil {
				t.Fatal(err)
			}
			y, err := b.Find(away[i], 0)
			if err != nil {
				t.Fatal(err)
			}
			hits += len(x.Placeless)
			for n := range x.Placeless {
				x.Placeless[n].Version = 0 // of whom more changed there is more
			}
			for n := range y.Placeless {
				y.Placeless[n].Version = 0
			}
			if !reflect.DeepEqual(x.Placeless, y.Placeless) {
				t.Fatalf("seed %d, record %d:\n%+v, elsewhere\n%+v", seed, i, x.Placeless, y.Placeless)
			}
			if !reflect.DeepEqual(x.Whole, y.Whole) {
				differ++
			}
		}
	}
	if hits < 1000 || differ < 100 {
		t.Errorf("%d hits without places; with places %d answers differ", hits, differ)
	}
}

func TestHitsComeInOrderAndExplainThemselves(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	for seed := range uint64(50) {
		r := toldBatches(t, model, batchesOf(seed))
		_, standard := r.live(t)
		for i := range standard {
			found, err := r.linker.NewFinder().Find(standard[i], 0)
			if err != nil {
				t.Fatal(err)
			}
			for n, h := range slices.Concat(found.Whole, found.Placeless) {
				sum := matcher.Weight(0)
				for _, l := range h.Levels {
					sum += l.Weight
				}
				if sum+model.Prior() != h.Decision.Weight {
					t.Fatalf("seed %d: the levels of a hit add up to %v with the prior, its weight is %v", seed, sum+model.Prior(), h.Decision.Weight)
				}
				if n > 0 && n < len(found.Whole) && found.Whole[n-1].Decision.Tier == h.Decision.Tier && found.Whole[n-1].Decision.Weight < h.Decision.Weight {
					t.Fatalf("seed %d: hit %d comes behind a weaker one", seed, n)
				}
			}
		}
	}
}

// Many ask while something is linked, and each is answered by one state or the next.
func TestManyAskWhileLinking(t *testing.T) {
	t.Parallel()
	r := newRunWith(shippedModel(t), index.OpenMemory(index.Options{}))
	w := newWorld(3)
	tell := func() linker.Batch {
		f := w.tell(w.keys[w.IntN(len(w.keys))]).fact
		return linker.Batch{Facts: []facts.Fact{*f}}
	}
	if _, err := r.linker.Process(t.Context(), r.lane, tell()); err != nil {
		t.Fatal(err)
	}
	_, standard := r.live(t)
	finder := r.linker.NewFinder()
	done := make(chan struct{})
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if _, err := finder.Find(standard[0], 0); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 100 {
		if _, err := r.linker.Process(t.Context(), r.lane, tell()); err != nil {
			t.Error(err)
			break
		}
	}
	close(done)
	group.Wait()
}

// Following, an index knows what others have published, and tells since when.
func TestFollowingCatchesUp(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	r := newRun(model)
	other := runOn(r.store, "other", model, newNaiveIndex())
	w := newWorld(5)
	if _, err := r.linker.Process(t.Context(), r.lane, linker.Batch{Facts: []facts.Fact{*w.tell(w.keys[0]).fact}}); err != nil {
		t.Fatal(err)
	}
	if !other.linker.CaughtUp().IsZero() {
		t.Error("it has caught up before it ever did")
	}
	before := time.Now()
	go other.linker.Follow(t.Context(), time.Millisecond, func(err error) { t.Error(err) })
	for end := time.Now().Add(10 * time.Second); other.linker.CaughtUp().Before(before); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never caught up")
		}
	}
	_, standard := r.live(t)
	if found, err := other.linker.NewFinder().Find(standard[0], noLess); err != nil || len(found.Whole) != 1 {
		t.Errorf("found %d, %v", len(found.Whole), err)
	}
}
