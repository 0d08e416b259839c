package index

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// soon is how long what an index finds out by itself may take.
const soon = 10 * time.Second

// awaitEnd waits for an index to end of damage, and wants all calls to say so,
// closing to come to an end, and the folder to be free then.
func awaitEnd(t *testing.T, x *Index, dir string) {
	t.Helper()
	select {
	case <-x.Ended():
	case <-time.After(soon):
		t.Fatal("the index did not end")
	}
	_, applied := x.Apply([]Entry{{ID: idOf(1)}}, nil, nil)
	_, counted := x.Count(1)
	_, got := x.Get([]string{idOf(1)})
	for at, err := range []error{applied, counted, got, x.Flush(), x.Healthy(), candidates(x, []Key{1}, nil), holders(x, 1, nil)} {
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("call %d of a damaged index says %v", at, err)
		}
	}
	closed := make(chan error, 1)
	go func() { closed <- x.Close() }()
	select {
	case err := <-closed:
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("closing said %v", err)
		}
	case <-time.After(soon):
		t.Fatal("closing did not end")
	}
	if x.inPlace() == nil { // what was the matter may not show
		if _, err := Open(dir, Options{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("opening what is left gave %v", err)
		}
	}
	if err := Build(dir, Options{}, people{20}.all(), nil); err != nil {
		t.Fatal(err)
	}
	if n := opened(t, dir, Options{}).Stats().Documents; n != 20 {
		t.Errorf("built anew it has %d records", n)
	}
}

// filled opens an index with records in files and in memory.
func filled(t *testing.T, dir string) *Index {
	t.Helper()
	x := opened(t, dir, Options{BatchSize: 100, Cache: -1})
	for n := range 250 {
		if _, err := x.Apply([]Entry{people{250}.entry(n, 1)}, nil, nil); err != nil {
			t.Fatal(err)
		}
		if n == 200 {
			if err := x.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	return x
}

// An index whose folder is taken away ends by itself, whether or not it is used.
func TestAnIndexEndsWithItsFolder(t *testing.T) {
	t.Parallel()
	for name, applies := range map[string]bool{"idle": false, "busy": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			x := filled(t, dir)
			for os.RemoveAll(dir) != nil { // files may come while they go
				continue
			}
			for n := 0; applies && x.Healthy() == nil; n++ {
				if _, err := x.Apply([]Entry{people{250}.entry(n%250, int64(n))}, nil, nil); err != nil && !errors.Is(err, ErrDamaged) {
					t.Logf("applying: %v", err) // until it is known
				}
			}
			awaitEnd(t, x, dir)
		})
	}
}

// A part of bleve's background that gave up is waited for by nobody.
func TestAnIndexEndsWithBlevesBackground(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := filled(t, dir)
	hung := make(chan error, 1)
	go func() { hung <- x.shards[0].wait(func() error { select {} }) }()
	x.shards[0].failed(scorch.NewScorchError("persister", "panic: what it held", scorch.ErrAsyncPanic), "")
	if err := <-hung; !errors.Is(err, ErrDamaged) {
		t.Errorf("waiting for it gave %v", err)
	}
	awaitEnd(t, x, dir)
	left, err := x.shards[0].snapshot()
	if err != nil {
		t.Fatalf("what might wait for ever was closed: %v", err)
	}
	_ = left.Close()
	x.shards[0].dead.Store(false) // it has not, in fact
	_ = x.shards[0].close()
}

// What merging comes upon is damage though bleve keeps no more of it than a text;
// another failure of its background is told until it has passed.
func TestErrorsOfBlevesBackground(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := filled(t, dir)
	x.shards[0].failed(scorch.NewScorchError("merger", "merging err: no space left on device", scorch.ErrPersist), "")
	if err := x.Healthy(); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("after a failed merge: %v", err)
	}
	for range int(soon / tidyEvery) {
		if x.tidy(); x.Healthy() == nil {
			break
		}
	}
	if err := x.Healthy(); err != nil {
		t.Errorf("after it has passed: %v", err)
	}
	x.shards[0].failed(scorch.NewScorchError("merger", "merging err: "+ErrDamaged.Error()+": a bucket", scorch.ErrPersist), "")
	awaitEnd(t, x, dir)
}

// Merging reads all of a file, and ends an index whose file has changed.
func TestMergingEndsADamagedIndex(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := filled(t, dir)
	for _, path := range filesOf(t, dir, "*.zap") {
		if err := flip(100)(path); err != nil { // in a document
			t.Fatal(err)
		}
	}
	go func() { _ = x.shards[0].merge() }()
	awaitEnd(t, x, dir)
}

// Files that are cut short, as they are by a disk that cannot be read any more,
// take the memory away that they are mapped to.
func TestFilesCutShortAreDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	x := filled(t, dir)
	for _, path := range filesOf(t, dir, "*.zap") {
		if err := os.Truncate(path, 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := candidates(x, []Key{1, 2, 3}, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("a look gave %v", err)
	}
	awaitEnd(t, x, dir)
}
