package testenv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// startAndWait starts a server and waits until it answers.
func (c command) startAndWait(ctx context.Context, ready func(context.Context) error) (running, error) {
	p, err := c.start(ctx)
	if err != nil {
		return nil, err
	}
	if err := waitUntilReady(ctx, p, ready); err != nil {
		return nil, errors.Join(err, p.kill())
	}
	return p, nil
}

// waitUntilReady asks until the server answers or ends.
func waitUntilReady(ctx context.Context, p *process, ready func(context.Context) error) error {
	const (
		patience = 2 * time.Minute
		pause    = 50 * time.Millisecond
		once     = 2 * time.Second
	)
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		attempt, done := context.WithTimeout(ctx, once)
		err := ready(attempt)
		done()
		if err == nil {
			return nil
		}
		select {
		case <-time.After(pause):
		case <-p.ended:
			return fmt.Errorf("the server ended as it started: %s", lastOf(p.log))
		case <-ctx.Done():
			return fmt.Errorf("waiting until the server answers: %w; it said: %s", err, lastOf(p.log))
		}
	}
}

// lastOf gives the end of a log, for errors.
func lastOf(log string) string {
	const most = 2000
	text, err := os.ReadFile(log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-most):])
}
