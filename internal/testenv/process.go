package testenv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// command is what it takes to run a server.
type command struct {
	path       string
	args       []string
	env        []string // beside the own environment
	credential *syscall.Credential
	log        string // file that takes what the server prints
	polite     syscall.Signal
	atOnce     string // the signal's name by which a guard ends it
	remove     string // folder that goes with it when only the guard is left
}

// process is a running server, in a group of its own.
type process struct {
	pid    int
	polite syscall.Signal
	log    string
	ended  chan struct{}
	guard  *guard
}

func (c command) start(ctx context.Context) (*process, error) {
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	defer func() { _ = log.Close() }() // the server has its own handle
	//nolint:gosec // the program is one that this package found
	cmd := exec.CommandContext(context.WithoutCancel(ctx), c.path, c.args...)
	cmd.Dir = "/" // somewhere that every user may enter
	cmd.Env = append(os.Environ(), c.env...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.credential}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", c.path, err)
	}
	p := &process{pid: cmd.Process.Pid, polite: c.polite, log: c.log, ended: make(chan struct{})}
	go func() {
		defer close(p.ended)
		_ = cmd.Wait() // the log says why, the caller sees that
	}()
	if p.guard, err = newGuard(ctx, p.pid, c.atOnce, c.remove); err != nil {
		return nil, errors.Join(err, p.kill())
	}
	return p, nil
}

func (p *process) number() int { return p.pid }

// stop asks politely, then kills what has not ended in half a minute.
func (p *process) stop() error {
	const patience = 30 * time.Second
	// A paused server hears nothing.
	if err := errors.Join(p.send(p.polite), p.signalTree(syscall.SIGCONT)); err != nil {
		return errors.Join(err, p.kill())
	}
	select {
	case <-p.ended:
		p.guard.dismiss()
		return nil
	case <-time.After(patience):
		return errors.Join(fmt.Errorf("process %d did not stop in %s", p.pid, patience), p.kill())
	}
}

// kill ends the server and its children without a chance to say anything.
func (p *process) kill() error {
	children, err := descendants(p.pid)
	err = errors.Join(err, p.send(syscall.SIGKILL), sendAll(children, syscall.SIGKILL))
	<-p.ended
	if p.guard != nil {
		p.guard.dismiss()
	}
	// PostgreSQL does not start again while one of them holds its memory.
	return errors.Join(err, waitFor(children, isGone))
}

// signalTree reaches the children too: PostgreSQL's have each a group of their
// own.
func (p *process) signalTree(signal syscall.Signal) error {
	children, err := descendants(p.pid)
	err = errors.Join(err, p.send(signal), sendAll(children, signal))
	if err != nil || signal != syscall.SIGSTOP {
		return err
	}
	// On a busy machine a thread runs on for a while.
	return waitFor(append(children, p.pid), isAtRest)
}

func sendAll(pids []int, signal syscall.Signal) error {
	var errs []error
	for _, pid := range pids {
		if err := syscall.Kill(pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			errs = append(errs, fmt.Errorf("sending %s to process %d: %w", signal, pid, err))
		}
	}
	return errors.Join(errs...)
}

// waitFor waits until processes that were signalled are as they should be.
func waitFor(pids []int, done func(pid int) bool) error {
	const patience = 10 * time.Second
	deadline := time.Now().Add(patience)
	for _, pid := range pids {
		for !done(pid) {
			if time.Now().After(deadline) {
				return fmt.Errorf("process %d does not heed a signal within %s", pid, patience)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	return nil
}

func (p *process) send(signal syscall.Signal) error {
	select {
	case <-p.ended: // its number may be another's by now
		return nil
	default:
	}
	if err := syscall.Kill(p.pid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("sending %s to process %d: %w", signal, p.pid, err)
	}
	return nil
}
