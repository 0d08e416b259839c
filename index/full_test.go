//go:build linux

package index

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"
)

// smallDisk mounts a disk of so many bytes.
func smallDisk(t *testing.T, size int) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("a small disk has to be mounted, which takes root: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all room of a disk, until the file is removed.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(file, nought{}); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("filling the disk: %v", err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

type nought struct{}

func (nought) Read(b []byte) (int, error) { return min(len(b), 1<<12), nil } // pages, to the last

// stream applies records one after the other, while others look.
type stream struct {
	t       *testing.T
	x       *Index
	of      people
	mu      sync.RWMutex
	applied int
}

const perApply = 50

func (s *stream) apply() error {
	entries := make([]Entry, perApply)
	for i := range entries {
		entries[i] = s.of.entry(s.applied+i, 1)
	}
	_, err := s.x.Apply(entries, nil, Watermarks{1: int64(s.applied + perApply)})
	if err == nil {
		s.mu.Lock()
		s.applied += perApply
		s.mu.Unlock()
	}
	return err
}

// look wants what was applied to be found.
func (s *stream) look(n int) {
	found := false
	err := candidates(s.x, s.of.keys(n, 1), func(e *Entry) { found = found || e.ID == idOf(n) })
	if err != nil || !found {
		s.t.Errorf("record %d is not found: %v", n, err)
	}
}

func (s *stream) lookUntil(stop chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-stop:
			return
		default:
		}
		s.mu.RLock()
		n %= s.applied
		s.mu.RUnlock()
		s.look(n)
		time.Sleep(time.Millisecond)
	}
}

// until tries until there is an error, or none, as wanted.
func (s *stream) until(failing bool) {
	s.t.Helper()
	deadline := time.After(soon)
	for {
		begin := time.Now() //nolint:forbidigo // a test measures
		err := s.apply()
		if took := time.Since(begin); took > soon/2 { //nolint:forbidigo // a test measures
			s.t.Errorf("applying took %v", took)
		}
		if errors.Is(err, ErrDamaged) {
			s.t.Fatal(err)
		}
		if (err != nil) == failing {
			return
		}
		select {
		case <-deadline:
			s.t.Fatalf("applying still gives %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// An index on a full disk takes what memory has room for, says what is the
// matter, answers looks, and goes on by itself when the disk has room.
func TestAFullDiskPasses(t *testing.T) {
	t.Parallel()
	const batch = 300
	disk := smallDisk(t, 12<<20)
	dir, filler := filepath.Join(disk, "index"), filepath.Join(disk, "filler")
	opt := Options{BatchSize: batch, Cache: -1}
	s := &stream{t: t, x: opened(t, dir, opt), of: people{10_000}}
	for range 40 {
		s.until(false)
	}
	stop := make(chan struct{})
	var looks sync.WaitGroup
	looks.Go(func() { s.lookUntil(stop) })
	for range 2 {
		fill(t, filler)
		s.until(true)
		time.Sleep(time.Second) // for what tries again by itself
		s.checkWhileFull(batch)
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
		s.until(false)
		for range 20 {
			s.until(false)
		}
	}
	close(stop)
	looks.Wait()
	if err := s.x.Close(); err != nil {
		t.Fatal(err)
	}
	s.x = opened(t, dir, opt)
	if marks := s.x.Watermarks(); marks[1] != int64(s.applied) || s.x.Stats().Documents != s.applied {
		t.Errorf("opened again it has %d records up to %d, want %d", s.x.Stats().Documents, marks[1], s.applied)
	}
	for n := range s.applied {
		s.look(n)
	}
}

// checkWhileFull wants the error to be told, memory to be bounded, and the
// processor not to be busy with trying.
func (s *stream) checkWhileFull(batch int) {
	s.t.Helper()
	if s.x.Healthy() == nil || s.apply() == nil {
		s.t.Error("nothing is the matter")
	}
	if waiting := s.x.Stats().Overlay; waiting > 2*(batch+perApply) {
		s.t.Errorf("%d changes wait in memory", waiting)
	}
	for _, shard := range s.x.shards {
		stats := shard.scorch.StatsMap()
		if segments, ok := stats["TotMemorySegmentsAtRoot"].(uint64); !ok || segments > 3 {
			s.t.Errorf("bleve has %v segments in memory", stats["TotMemorySegmentsAtRoot"])
		}
		if tries, ok := stats["TotPersistLoopErr"].(uint64); !ok || tries > 200 {
			s.t.Errorf("bleve tried %v times", stats["TotPersistLoopErr"])
		}
	}
}

// Closing on a full disk comes to an end and says so; what was not written is
// what the watermark says.
func TestClosingOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, 12<<20)
	dir, filler := filepath.Join(disk, "index"), filepath.Join(disk, "filler")
	s := &stream{t: t, x: opened(t, dir, Options{BatchSize: 300}), of: people{10_000}}
	for range 20 {
		s.until(false)
	}
	fill(t, filler)
	s.until(true)
	if err := s.x.Close(); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("closing said %v", err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	s.x = opened(t, dir, Options{BatchSize: 300})
	mark := int(s.x.Watermarks()[1])
	for n := range mark {
		s.look(n)
	}
	if mark == 0 || mark > s.applied {
		t.Errorf("the watermark is %d of %d", mark, s.applied)
	}
}
