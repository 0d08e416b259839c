package broker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// segmentsAside holds every segment by a second name while kfake rewrites the
// first. A folder with that name when a broker opens means that the rewriting
// was cut short.
type segmentsAside struct{ dir string }

func (a segmentsAside) complete() string { return filepath.Join(a.dir, "aside") }
func (a segmentsAside) partial() string  { return filepath.Join(a.dir, "aside.partial") }

// keep links all segments. Kfake appends to none of them meanwhile and writes
// new ones as new files, so the links hold what was there.
func (a segmentsAside) keep() error {
	if err := os.RemoveAll(a.partial()); err != nil {
		return fmt.Errorf("clearing the segments aside: %w", err)
	}
	if err := os.MkdirAll(a.partial(), 0o700); err != nil {
		return fmt.Errorf("keeping segments aside: %w", err)
	}
	if err := a.link(a.dir, a.partial()); err != nil {
		return fmt.Errorf("keeping segments aside: %w", err)
	}
	if err := os.Rename(a.partial(), a.complete()); err != nil {
		return fmt.Errorf("keeping segments aside: %w", err)
	}
	return syncFolder(a.dir)
}

// drop forgets them: the rewritten segments are on disk.
func (a segmentsAside) drop() error {
	// In two steps, so that half of them are never taken for all.
	if err := os.Rename(a.complete(), a.partial()); err != nil {
		return fmt.Errorf("dropping the segments aside: %w", err)
	}
	if err := os.RemoveAll(a.partial()); err != nil {
		return fmt.Errorf("dropping the segments aside: %w", err)
	}
	return nil
}

// bringBack undoes a rewriting that was cut short.
func (a segmentsAside) bringBack() error {
	if _, err := os.Stat(a.complete()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := a.removeSegments(); err != nil {
		return fmt.Errorf("bringing segments back: %w", err)
	}
	if err := a.link(a.complete(), a.dir); err != nil {
		return fmt.Errorf("bringing segments back: %w", err)
	}
	return a.drop()
}

func (a segmentsAside) removeSegments() error {
	return eachSegment(a.dir, func(path string) error {
		return os.Remove(filepath.Join(a.dir, path))
	})
}

func (a segmentsAside) link(from, to string) error {
	return eachSegment(from, func(path string) error {
		target := filepath.Join(to, path)
		if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
			return err //nolint:wrapcheck // the caller says what for
		}
		return os.Link(filepath.Join(from, path), target)
	})
}

// eachSegment calls do with every segment and its index under a folder, by the
// path from there; what lies aside is not under the folder itself.
func eachSegment(dir string, do func(path string) error) error {
	root := os.DirFS(dir)
	return fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error { //nolint:wrapcheck // the caller says what for
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (path == "aside" || path == "aside.partial"):
			return fs.SkipDir
		case entry.IsDir() || !isSegment(path):
			return nil
		default:
			return do(path)
		}
	})
}

func isSegment(path string) bool {
	return strings.HasSuffix(path, ".dat") || strings.HasSuffix(path, ".idx")
}

// syncFolder makes a renamed entry last.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("opening a folder to write it out: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("writing a folder out: %w", err)
	}
	return nil
}
