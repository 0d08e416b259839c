package service_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
)

// An engine whose index is damaged under it ends by itself with that error, and
// the next one comes to the same people.
func TestADamagedIndexEndsTheEngine(t *testing.T) {
	t.Parallel()
	all := region(t, 60)
	want := atOnce(t, all)
	for name, damage := range map[string]func(string) error{"folder gone": os.RemoveAll, "bytes flipped": flipAll} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := embedded(t, t.TempDir())
			cfg.Index.Batch = 50 // so that there are files
			ends := runDamaged(t, cfg, all, damage)
			e := start(t, cfg)
			e.read(t, ends)
			if got := e.people(t); !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("%d people, want %d, or other records of theirs", len(got), len(want))
			}
		})
	}
}

// runDamaged runs an engine, and damages its index in the middle.
func runDamaged(t *testing.T, cfg config.Config, all []intake.Outgoing, damage func(string) error) map[intake.Place]int64 {
	t.Helper()
	s, err := service.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	must(t, err)
	ended, ready := make(chan error, 1), make(chan string, 1)
	go func() { ended <- s.Run(t.Context(), func(address string) { ready <- address }) }()
	<-ready
	e := &engine{s, func() {}}
	ends := e.send(t, all[:len(all)/2])
	e.read(t, ends)
	must(t, damage(cfg.Index.Dir))
	maps.Copy(ends, e.send(t, all[len(all)/2:]))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	select {
	case err := <-ended:
		if !errors.Is(err, index.ErrDamaged) {
			t.Errorf("it ended with %v", err)
		}
	case <-ctx.Done():
		t.Fatal("it did not end")
	}
	if err := s.Close(); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("closing said %v", err)
	}
	return ends
}

// flipAll changes bytes all over the segments of an index.
func flipAll(dir string) error {
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".zap" {
			return err
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		info, err := file.Stat()
		if err != nil {
			return errors.Join(err, file.Close())
		}
		data := make([]byte, info.Size())
		_, err = file.ReadAt(data, 0)
		for at := range data {
			if at%64 == 0 {
				data[at] ^= 1
			}
		}
		_, writing := file.WriteAt(data, 0)
		return errors.Join(err, writing, file.Close())
	})
}
