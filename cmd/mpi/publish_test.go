package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// staged gives what fills a staging folder with files named after their content.
func staged(t *testing.T, names ...string) func(string) error {
	t.Helper()
	return func(dir string) error {
		for _, name := range names {
			if err := os.WriteFile(filepath.Join(dir, name), []byte("new"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return nil
	}
}

func TestPublishMovesAll(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "a", "b")
	for range 2 {
		if err := publish(out, staged(t, "pairs.csv", lastFile)); err != nil {
			t.Fatal(err)
		}
		if got := listed(t, out); !slices.Equal(got, []string{"pairs.csv", lastFile}) {
			t.Errorf("files %v", got)
		}
	}
}

// TestPublishClaimsNothingHalfDone has a file stand in the way of the second
// file: the answer of an earlier run may not claim the first.
func TestPublishClaimsNothingHalfDone(t *testing.T) {
	t.Parallel()
	out := t.TempDir()
	for _, path := range []string{filepath.Join(out, lastFile), filepath.Join(out, "pairs.csv", "in the way")} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o750), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := publish(out, staged(t, "identities.csv", "pairs.csv", lastFile)); err == nil {
		t.Error("no error")
	}
	if got := listed(t, out); slices.Contains(got, lastFile) {
		t.Errorf("files %v, want no %s", got, lastFile)
	}
}

func TestPublishFileLeavesTheOldOneOnError(t *testing.T) {
	t.Parallel()
	path := write(t, "model.json", "old")
	broken := errors.New("broken")
	err := publishFile(path, func(out io.Writer) error {
		_, err := io.WriteString(out, "half")
		return errors.Join(err, broken)
	})
	if !errors.Is(err, broken) || read(t, path) != "old" || len(listed(t, filepath.Dir(path))) != 1 {
		t.Errorf("error %v, file %q, folder %v", err, read(t, path), listed(t, filepath.Dir(path)))
	}
}
