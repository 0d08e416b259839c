package broker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A file that Close leaves and Open removes: without it the process was killed,
// or the folder is new.
func closedMark(dir string) string { return filepath.Join(dir, "closed") }

func wasClosed(dir string) bool {
	_, err := os.Stat(closedMark(dir))
	return err == nil
}

func rememberClosed(dir string) error {
	if err := os.WriteFile(closedMark(dir), nil, 0o600); err != nil {
		return fmt.Errorf("marking the folder as closed: %w", err)
	}
	return nil
}

func forgetClosed(dir string) error {
	if err := os.Remove(closedMark(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("marking the folder as open: %w", err)
	}
	return syncFolder(dir)
}
