package testenv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/cockroachdb/cockroach-go/v2/testserver"
)

const (
	cockroachName   = "CockroachDB"
	cockroachBinary = "COCKROACH_BINARY"
)

// StartCockroach starts the CockroachDB that COCKROACH_BINARY names, one node
// with its data under a folder that it makes and removes itself. Stopped, it
// cannot be started again.
func StartCockroach(ctx context.Context) (*Server, error) {
	binary := os.Getenv(cockroachBinary)
	if binary == "" {
		return nil, fmt.Errorf("looking for CockroachDB: %w; set %s", ErrMissing, cockroachBinary)
	}
	// Named here, it is not downloaded.
	node, err := testserver.NewTestServer(testserver.CockroachBinaryPathOpt(binary), testserver.StoreOnDiskOpt(), testserver.ListenAddrHostOpt(host))
	if err != nil {
		return nil, fmt.Errorf("starting CockroachDB: %w", err)
	}
	started, err := watchCockroach(ctx, node, binary)
	if err != nil {
		return nil, err
	}
	server := newServer(cockroachName, node.PGURL().String())
	server.now = started
	server.start = func(context.Context) (running, error) {
		return nil, fmt.Errorf("starting CockroachDB again: %w", errors.ErrUnsupported)
	}
	return server, nil
}

// cockroach is a node that the library started and stops.
type cockroach struct {
	node  testserver.TestServer
	pid   int
	guard *guard
}

var _ running = (*cockroach)(nil)

func watchCockroach(ctx context.Context, node testserver.TestServer, binary string) (*cockroach, error) {
	pid, err := childRunning(binary)
	if err != nil {
		node.Stop()
		return nil, err
	}
	g, err := newGuard(ctx, pid, "KILL", node.BaseDir())
	if err != nil {
		node.Stop()
		return nil, err
	}
	return &cockroach{node: node, pid: pid, guard: g}, nil
}

func (c *cockroach) number() int { return c.pid }

func (c *cockroach) stop() error {
	c.node.Stop()
	c.guard.dismiss()
	return nil
}

// kill is how the library stops a node anyway.
func (c *cockroach) kill() error { return c.stop() }

func (c *cockroach) signalTree(signal syscall.Signal) error {
	if err := syscall.Kill(c.pid, signal); err != nil {
		return fmt.Errorf("sending %s to CockroachDB: %w", signal, err)
	}
	return nil
}

// childRunning finds the child process of ours that runs a program: the
// library tells its number to nobody.
func childRunning(program string) (int, error) {
	target, err := filepath.EvalSymlinks(program)
	if err != nil {
		return 0, fmt.Errorf("looking for %s: %w", program, err)
	}
	children, err := descendants(os.Getpid())
	if err != nil {
		return 0, err
	}
	for _, child := range children {
		if runs, err := os.Readlink(fmt.Sprintf("/proc/%d/exe", child)); err == nil && runs == target {
			return child, nil
		}
	}
	return 0, fmt.Errorf("looking for the process of %s: %w", program, os.ErrNotExist)
}
