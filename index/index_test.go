package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func opened(t *testing.T, dir string, opt Options) *Index {
	t.Helper()
	x, err := Open(dir, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}

func ids(entries []Entry) []string {
	all := make([]string, len(entries))
	for i := range entries {
		all[i] = entries[i].ID
	}
	return all
}

// Looks beside an Apply see all of it or nothing: here each Apply moves every
// record from one key to the next.
func TestLooksSeeAnApplyWhole(t *testing.T) {
	t.Parallel()
	const records, rounds = 20, 60
	x := opened(t, t.TempDir(), Options{BatchSize: 50})
	apply := func(round int) {
		entries := make([]Entry, records)
		for i := range entries {
			entries[i] = Entry{ID: idOf(i), Version: int64(round), Keys: []Key{7, Key(100 + round)}, Compact: []byte{byte(round)}}
		}
		if _, err := x.Apply(entries, nil, Watermarks{1: int64(round)}); err != nil {
			t.Error(err)
		}
	}
	apply(0)
	stop := make(chan struct{})
	var looks sync.WaitGroup
	for range 3 {
		looks.Go(func() {
			for last := byte(0); ; {
				select {
				case <-stop:
					return
				default:
				}
				last = checkRound(t, x, records, last)
			}
		})
	}
	for round := 1; round <= rounds; round++ {
		apply(round)
		got := collect(func(visit func(*Entry)) error { return candidates(x, []Key{Key(100 + round)}, visit) })
		if len(got) != records {
			t.Errorf("round %d is not there after it was applied: %d records", round, len(got))
		}
	}
	close(stop)
	looks.Wait()
}

// checkRound wants every record, all of one round that is not before the last.
func checkRound(t *testing.T, x *Index, records int, last byte) byte {
	t.Helper()
	got := collect(func(visit func(*Entry)) error { return candidates(x, []Key{7}, visit) })
	if len(got) != records {
		t.Errorf("%d records, want %d", len(got), records)
		return last
	}
	for _, e := range got {
		if len(e.Compact) != 1 || e.Compact[0] != got[0].Compact[0] || e.Compact[0] < last {
			t.Errorf("a look saw rounds %v and %v after %d", e.Compact, got[0].Compact, last)
		}
	}
	if n, err := x.Count(7); err != nil || n != records {
		t.Errorf("count %d, %v, want %d", n, err, records)
	}
	return got[0].Compact[0]
}

// What is applied while a new view is made ready is struck out of it as well.
func TestNewViewKnowsLateChanges(t *testing.T) {
	t.Parallel()
	x := opened(t, t.TempDir(), Options{})
	apply := func(version int64) {
		if _, err := x.Apply([]Entry{{ID: idOf(1), Version: version, Keys: []Key{1}}}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	apply(1)
	if err := x.Flush(); err != nil {
		t.Fatal(err)
	}
	next, err := openView(x.shards)
	if err != nil {
		t.Fatal(err)
	}
	active, seen := x.active, len(x.active.order)
	apply(2)
	if err := x.swap(next, active, seen, false); err != nil {
		t.Fatal(err)
	}
	got := collect(func(visit func(*Entry)) error { return candidates(x, []Key{1}, visit) })
	if n, err := x.Count(1); len(got) != 1 || got[0].Version != 2 || n != 1 || err != nil {
		t.Errorf("candidates %v, count %d, %v, want version 2 alone", got, n, err)
	}
}

// What was looked up in a view that has gone since is struck out of the new one.
func TestChangesFollowTheView(t *testing.T) {
	t.Parallel()
	x := opened(t, t.TempDir(), Options{})
	if _, err := x.Apply([]Entry{{ID: idOf(1), Version: 1, Keys: []Key{1}}}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := x.Flush(); err != nil {
		t.Fatal(err)
	}
	changes, err := changesOf([]Entry{{ID: idOf(1), Version: 2, Keys: []Key{1}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	before, seen, err := x.before(changes)
	if err != nil {
		t.Fatal(err)
	}
	next, err := openView(x.shards)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.swap(next, x.active, 0, false); err != nil {
		t.Fatal(err)
	}
	x.mu.Lock()
	replaced, err := x.insert(changes, before, seen)
	x.mu.Unlock()
	if n, counting := x.Count(1); n != 1 || err != nil || counting != nil || replaced[0].Version != 1 {
		t.Errorf("count %d, replaced %v, %v, %v", n, replaced, err, counting)
	}
}

func TestPanicsOfTheBackgroundAreErrors(t *testing.T) {
	t.Parallel()
	if err := recovered(func() error { panic("files went away") }); !errors.Is(err, ErrDamaged) {
		t.Errorf("a panic gave %v", err)
	}
}

func TestIdsThatAreNoUUIDsAreRefused(t *testing.T) {
	t.Parallel()
	x := OpenMemory(Options{})
	for _, id := range []string{"", "R1", strings.ToUpper(idOf(1)), idOf(1) + "0", strings.Replace(idOf(1), "-", "0", 1), strings.Repeat("g", 36)} {
		if _, err := x.Apply([]Entry{{ID: id}}, nil, nil); err == nil {
			t.Errorf("%q was taken for an id", id)
		}
		if _, err := x.Apply(nil, []string{id}, nil); err == nil {
			t.Errorf("%q was taken for an id to delete", id)
		}
		if _, err := x.Get([]string{id}); err == nil {
			t.Errorf("%q was looked up", id)
		}
	}
}

func TestClosedIndexSaysSo(t *testing.T) {
	t.Parallel()
	x := opened(t, t.TempDir(), Options{})
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	_, applied := x.Apply([]Entry{{ID: idOf(1)}}, nil, nil)
	_, counted := x.Count(1)
	_, got := x.Get([]string{idOf(1)})
	for _, err := range []error{applied, counted, got, x.Flush(), x.Healthy(), candidates(x, []Key{1}, nil), holders(x, 1, nil)} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("a closed index says %v", err)
		}
	}
}

func TestOnlyOneHasAnIndexOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := opened(t, dir, Options{})
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	if err := Build(dir, Options{}, people{2}.all(), nil); !errors.Is(err, ErrInUse) {
		t.Errorf("built while open: %v", err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	opened(t, dir, Options{})
}

// The lock ends when it is given back, though programs are being started, which
// for a moment have all files of this one.
func TestTheLockEndsWhileProgramsStart(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var starting sync.WaitGroup
	starting.Go(func() {
		for ctx.Err() == nil {
			_ = exec.CommandContext(ctx, "true").Run() // killed at the end
		}
	})
	dir := t.TempDir()
	for range 5000 {
		h, err := lockHome(dir)
		if err != nil {
			t.Error(err)
			break
		}
		if err := h.unlock(); err != nil {
			t.Error(err)
			break
		}
	}
	stop()
	starting.Wait()
}

func TestWideKeysAreComplete(t *testing.T) {
	t.Parallel()
	const records = 3000
	x := opened(t, t.TempDir(), Options{BatchSize: 1000})
	var want []string
	for n := range records {
		if _, err := x.Apply([]Entry{{ID: idOf(n), Keys: []Key{1}, Number: 9_000_000_001}}, nil, nil); err != nil {
			t.Fatal(err)
		}
		want = append(want, idOf(n))
	}
	slices.Sort(want)
	got := ids(collect(func(visit func(*Entry)) error { return candidates(x, []Key{1, 2, 1}, visit) }))
	holders := ids(collect(func(visit func(*Entry)) error { return holders(x, 9_000_000_001, visit) }))
	if !slices.Equal(got, want) || !slices.Equal(holders, want) {
		t.Errorf("%d candidates and %d holders, want %d of each", len(got), len(holders), len(want))
	}
	if n, err := x.Count(1); n != records || err != nil {
		t.Errorf("count %d, %v", n, err)
	}
}

func TestStats(t *testing.T) {
	t.Parallel()
	x := opened(t, t.TempDir(), Options{Shards: 1})
	for range 2 {
		if _, err := x.Apply([]Entry{{ID: idOf(1), Keys: []Key{1}}, {ID: idOf(2)}}, nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := x.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		collect(func(visit func(*Entry)) error { return candidates(x, []Key{1}, visit) })
	}
	s := x.Stats()
	if s.Documents != 2 || s.Overlay != 0 || s.Batches != 2 || s.CacheHits < 2 || s.CacheMisses == 0 || s.DiskBytes == 0 || s.Segments == 0 {
		t.Errorf("stats are %+v", s)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for _, opt := range []Options{{Shards: -1}, {Shards: 1000}, {BatchSize: -1}} {
		dir := filepath.Join(t.TempDir(), "new")
		if _, err := Open(dir, opt); err == nil {
			t.Errorf("%+v was taken", opt)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%+v made a folder", opt)
		}
	}
}

func FuzzWatermarks(f *testing.F) {
	f.Add(Watermarks{1: 2, -3: 4}.encode())
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		marks, err := decodeWatermarks(b)
		if err != nil {
			return
		}
		if again, err := decodeWatermarks(marks.encode()); err != nil || fmt.Sprint(again) != fmt.Sprint(marks) {
			t.Fatalf("%v became %v: %v", marks, again, err)
		}
	})
}

func FuzzPayload(f *testing.F) {
	e := Entry{Version: 5, Number: 9_000_000_001, Compact: []byte("compact")}
	f.Add(e.payload())
	f.Add([]byte{0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		read, err := decodePayload(recordID{}, b)
		if err != nil {
			return
		}
		again, err := decodePayload(recordID{}, read.payload())
		if err != nil || again.Version != read.Version || again.Number != read.Number || string(again.Compact) != string(read.Compact) {
			t.Fatalf("%v became %v: %v", read, again, err)
		}
	})
}
