package testenv

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// ErrMissing says that what a server needs is not on this machine.
var ErrMissing = errors.New("not on this machine")

// require skips a test whose server cannot be had here. With CI set it fails
// instead: there, whatever the tests need has to be installed.
func require(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case errors.Is(err, ErrMissing) && os.Getenv("CI") == "":
		tb.Skip(err)
	default:
		tb.Fatal(err)
	}
}

// lookUp finds a program on the path, or says which Debian package has it.
func lookUp(program, debian string) (string, error) {
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("looking for %s: %w; apt-get install %s", program, ErrMissing, debian)
	}
	return path, nil
}
