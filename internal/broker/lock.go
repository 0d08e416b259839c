package broker

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrInUse says that another broker has the folder.
var ErrInUse = errors.New("the folder is in use by another broker")

// lockFolder keeps other brokers out of a folder until it is unlocked or the
// process ends, however it ends.
func lockFolder(dir string) (*flock.Flock, error) {
	const mode = 0o600
	lock := flock.New(filepath.Join(dir, "lock"), flock.SetPermissions(mode))
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	case !locked:
		return nil, fmt.Errorf("%s: %w", dir, ErrInUse)
	}
	return lock, nil
}
