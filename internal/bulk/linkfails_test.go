package bulk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/lhcre/mpi/matcher"
)

// A run that fails or is cancelled leaves none of the files of an answer.
func TestLinkThatFailsWritesNoAnswer(t *testing.T) {
	t.Parallel()
	m, file := smallModel(t), writeRows(t, "a.csv", crowd(seeded(1), 50))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, run := range map[string]struct {
		ctx   context.Context
		files []string
		is    error
	}{
		"cancelled": {cancelled, []string{file}, context.Canceled},
		"no file":   {t.Context(), []string{file, filepath.Join(t.TempDir(), "none.csv")}, fs.ErrNotExist},
	} {
		out := t.TempDir()
		if _, err := Link(run.ctx, LinkConfig{Model: m, Input: Input{Files: run.files}, Out: out}); !errors.Is(err, run.is) {
			t.Errorf("%s: error %v", name, err)
		}
		checkNoAnswer(t, name, out)
	}
}

// Cancelled while records are compared, a run says so and writes nothing.
func TestLinkStopsWhileComparing(t *testing.T) {
	t.Parallel()
	r, _ := recordsOf(t, smallModel(t), crowd(seeded(1), 400))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var spans atomic.Int64
	_, err := r.Weigh(ctx, 2, func(int, int32, int32, matcher.Decision) {}, func(int) { spans.Add(1); cancel() })
	if !errors.Is(err, context.Canceled) || spans.Load() > 2 {
		t.Errorf("error %v after %d spans, want one a worker at most", err, spans.Load())
	}
}

func checkNoAnswer(t *testing.T, name, out string) {
	t.Helper()
	for _, file := range []string{"identities.csv", "pairs.csv", "tasks.csv", "summary.json"} {
		if _, err := os.Stat(filepath.Join(out, file)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %s was written: %v", name, file, err)
		}
	}
}

func TestLinkTellsWhereItCannotWrite(t *testing.T) {
	t.Parallel()
	m, file := smallModel(t), writeRows(t, "a.csv", nil)
	for _, blocked := range []string{"rejects.csv", "identities.csv", "pairs.csv", "tasks.csv", "summary.json"} {
		out := t.TempDir()
		if err := os.Mkdir(filepath.Join(out, blocked), 0o750); err != nil {
			t.Fatal(err)
		}
		_, err := Link(t.Context(), LinkConfig{Model: m, Input: Input{Files: []string{file}}, Out: out})
		if err == nil {
			t.Errorf("%s: a folder stands in its place, and no error", blocked)
		}
	}
	if _, err := Link(t.Context(), LinkConfig{Model: m, Out: filepath.Join(file, "out")}); err == nil {
		t.Error("the output folder cannot be made, and no error")
	}
}
