//go:build unix

package index

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock keeps other processes out until the file is closed, however the process
// ends.
func lock(file *os.File) error {
	err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case errors.Is(err, syscall.EWOULDBLOCK):
		return ErrInUse
	case err != nil:
		return fmt.Errorf("locking: %w", err)
	}
	return nil
}
