package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/lhcre/mpi/internal/linker"
)

// cutOff is an engine whose connection breaks at a commit, once.
type cutOff struct {
	engine

	committed bool // before it broke
	broken    bool
}

func (e *cutOff) update(ctx context.Context, do work) error {
	if e.broken {
		return e.engine.update(ctx, do)
	}
	e.broken = true
	err := e.engine.update(ctx, func(ctx context.Context, c conn) error {
		err := do(ctx, c)
		if !e.committed {
			err = errors.Join(err, errors.New("the connection broke"))
		}
		return err
	})
	return &ambiguousError{errors.Join(err, errors.New("the connection broke"))}
}

func TestAmbiguousCommitIsSettled(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		committed bool
		runs      int
	}{"it had happened": {true, 1}, "it had not": {false, 2}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, lane := openWithLane(t)
			e := &cutOff{engine: s.engine, committed: c.committed}
			s.engine = e
			runs := 0
			err := s.Update(t.Context(), lane, 5, func(linker.Tx, int64) error {
				runs++
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			marks, err := s.Marks(t.Context())
			if err != nil || marks[0].Seq != 5 {
				t.Errorf("the marks are %v, %v, want 5 numbers taken once", marks, err)
			}
			if runs != c.runs {
				t.Errorf("the transaction ran %d times, want %d", runs, c.runs)
			}
		})
	}
}

func TestAmbiguousCommitOfALostLane(t *testing.T) {
	t.Parallel()
	s, lane := openWithLane(t)
	if _, _, err := s.TakeLane(t.Context(), "own", "another"); err != nil {
		t.Fatal(err)
	}
	if happened, err := s.happened(t.Context(), lane, 1); happened || !errors.Is(err, linker.ErrFenced) {
		t.Errorf("a lane that another took gave %t, %v", happened, err)
	}
}

func openWithLane(t *testing.T) (*Store, linker.Lane) {
	t.Helper()
	return openWithLaneIn(t, Options{Path: filepath.Join(t.TempDir(), "mpi.db"), Environment: Synthetic})
}

func openWithLaneIn(t *testing.T, opt Options) (*Store, linker.Lane) {
	t.Helper()
	if err := Migrate(t.Context(), opt); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	lane, _, err := s.TakeLane(t.Context(), "own", "test")
	if err != nil {
		t.Fatal(err)
	}
	return s, lane
}
