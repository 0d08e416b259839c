package index

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// model is the index as simply as it can be written.
type model struct {
	entries map[string]Entry
	marks   Watermarks
}

func newModel() *model { return &model{entries: map[string]Entry{}, marks: Watermarks{}} }

func withoutKeys(e Entry) Entry {
	e.Keys = nil
	return e
}

func (m *model) apply(entries []Entry, deleted []string, marks Watermarks) []Entry {
	var replaced []Entry
	for _, e := range entries {
		held, ok := m.entries[e.ID]
		replaced = append(replaced, withoutKeys(held))
		if !ok || e.Version >= held.Version {
			m.entries[e.ID] = e
		}
	}
	for _, id := range deleted {
		replaced = append(replaced, withoutKeys(m.entries[id]))
		delete(m.entries, id)
	}
	m.marks.raise(marks)
	return replaced
}

func (m *model) where(fits func(Entry) bool) []Entry {
	var found []Entry
	for _, e := range m.entries {
		if fits(e) {
			found = append(found, withoutKeys(e))
		}
	}
	slices.SortFunc(found, func(a, b Entry) int { return strings.Compare(a.ID, b.ID) })
	return found
}

func hasKey(keys ...Key) func(Entry) bool {
	return func(e Entry) bool {
		return slices.ContainsFunc(keys, func(k Key) bool { return slices.Contains(e.Keys, k) })
	}
}

// history drives an index and a model with the same random steps.
type history struct {
	t      *testing.T
	random *rand.Rand
	dir    string
	opt    Options
	index  *Index
	model  *model
	next   int64
}

const (
	idsOfHistory  = 60
	keysOfHistory = 12
)

func (h *history) id() string {
	n := h.random.IntN(idsOfHistory)
	return fmt.Sprintf("%08x-0000-5000-8000-%012x", uint32(n)*2654435761, n)
}

func (h *history) entry() Entry {
	h.next++
	e := Entry{ID: h.id(), Version: h.next - int64(h.random.IntN(30)), Compact: fmt.Appendf(nil, "record %d", h.next)}
	for k := range Key(keysOfHistory) {
		if h.random.IntN(4) == 0 {
			e.Keys = append(e.Keys, k*0x9e3779b97f4a7c15)
		}
	}
	if h.random.IntN(3) > 0 {
		e.Number = 9_000_000_000 + uint64(h.random.IntN(9))
	}
	return e
}

func (h *history) key() Key { return Key(h.random.IntN(keysOfHistory)) * 0x9e3779b97f4a7c15 }

func (h *history) step() {
	switch n := h.random.IntN(100); {
	case n < 50:
		h.apply()
	case n < 55:
		h.must(h.index.Flush())
		h.same("watermarks", h.index.Watermarks(), h.model.marks)
	case n < 57:
		h.reopen()
	case n < 60:
		h.must(h.index.renewNow())
	case n < 75:
		h.candidates()
	case n < 83:
		number := 9_000_000_000 + uint64(h.random.IntN(9))
		got := collect(func(visit func(*Entry)) error { return holders(h.index, number, visit) })
		h.same("holders", got, h.model.where(func(e Entry) bool { return e.Number == number }))
	case n < 92:
		h.count()
	default:
		h.get()
	}
}

// renewNow does what the background does every two seconds.
func (x *Index) renewNow() error {
	if len(x.shards) == 0 {
		return nil
	}
	if err := x.Flush(); err != nil { // so that nothing is on its way
		return err
	}
	x.applying.Lock()
	defer x.applying.Unlock()
	return x.renew(false)
}

func (h *history) apply() {
	entries := make([]Entry, h.random.IntN(8))
	for i := range entries {
		entries[i] = h.entry()
	}
	deleted := make([]string, h.random.IntN(3))
	for i := range deleted {
		deleted[i] = h.id()
	}
	marks := Watermarks{int64(h.random.IntN(3)): h.next}
	want := h.model.apply(entries, deleted, marks)
	got, err := h.index.Apply(entries, deleted, marks)
	h.must(err)
	if len(want) > 0 {
		h.same("replaced", got, want)
	}
}

func (h *history) candidates() {
	keys := make([]Key, h.random.IntN(4))
	for i := range keys {
		keys[i] = h.key()
	}
	got := collect(func(visit func(*Entry)) error { return candidates(h.index, keys, visit) })
	h.same("candidates", got, h.model.where(hasKey(keys...)))
}

func (h *history) count() {
	key := h.key()
	got, err := h.index.Count(key)
	h.must(err)
	h.same("count", got, len(h.model.where(hasKey(key))))
	h.same("documents", h.index.Stats().Documents, len(h.model.entries))
}

func (h *history) get() {
	ids := []string{h.id(), h.id(), h.id()}
	want := make([]Entry, len(ids))
	for i, id := range ids {
		want[i] = withoutKeys(h.model.entries[id])
	}
	got, err := h.index.Get(ids)
	h.must(err)
	h.same("records", got, want)
}

func (h *history) reopen() {
	if h.dir == "" {
		return
	}
	h.must(h.index.Close())
	var err error
	h.index, err = Open(h.dir, h.opt)
	h.must(err)
	h.same("watermarks", h.index.Watermarks(), h.model.marks)
}

func (h *history) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *history) same(what string, got, want any) {
	h.t.Helper()
	if !reflect.DeepEqual(got, want) {
		h.t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func collect(look func(func(*Entry)) error) []Entry {
	var found []Entry
	if err := look(func(e *Entry) { found = append(found, *e) }); err != nil {
		return []Entry{{ID: err.Error()}}
	}
	return found
}

// An index gives what a map would give, whatever was done before, in memory or
// on disk, in however few records a batch.
func TestIndexEqualsItsModel(t *testing.T) {
	t.Parallel()
	for seed, opt := range map[uint64]Options{
		1: {Shards: 1, BatchSize: 1}, 2: {Shards: 2, BatchSize: 7, Cache: 5},
		3: {Shards: 3, BatchSize: 40, Cache: -1}, 4: {Shards: 2, BatchSize: 1000},
	} {
		t.Run(fmt.Sprint(opt), func(t *testing.T) {
			t.Parallel()
			h := &history{t: t, random: rand.New(rand.NewPCG(seed, 0)), dir: t.TempDir(), opt: opt, model: newModel()}
			var err error
			h.index, err = Open(h.dir, opt)
			h.must(err)
			t.Cleanup(func() { _ = h.index.Close() })
			for range 150 {
				h.step()
			}
			h.must(h.index.Close())
		})
	}
}

func TestMemoryIndexEqualsItsModel(t *testing.T) {
	t.Parallel()
	h := &history{t: t, random: rand.New(rand.NewPCG(5, 0)), index: OpenMemory(Options{}), model: newModel()}
	for range 3000 {
		h.step()
	}
	h.must(h.index.Close())
}
