package broker

import (
	"context"
	"fmt"
	"net"
	"sync"
)

// gate lets nobody in until it opens. A client that knocks earlier waits: its
// connection is taken by the system, and answered later.
type gate struct {
	inside   chan net.Conn // our own connections, while nobody else is let in
	opened   chan struct{}
	openOnce sync.Once
}

func newGate() *gate {
	return &gate{inside: make(chan net.Conn), opened: make(chan struct{})}
}

// dialInside connects without passing the gate; only before it opens.
func (g *gate) dialInside(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case g.inside <- theirs:
		return ours, nil
	case <-g.opened:
		return nil, fmt.Errorf("connecting from inside: %w", net.ErrClosed)
	case <-ctx.Done():
		return nil, fmt.Errorf("connecting from inside: %w", ctx.Err())
	}
}

func (g *gate) open() { g.openOnce.Do(func() { close(g.opened) }) }

func (g *gate) listen(network, address string) (net.Listener, error) {
	listener, err := net.Listen(network, address) //nolint:noctx // kfake asks, without a context
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", address, err)
	}
	return &gatedListener{Listener: listener, gate: g}, nil
}

type gatedListener struct {
	net.Listener

	gate *gate
}

// Accept waits for the gate.
func (l *gatedListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.gate.inside:
		return conn, nil
	case <-l.gate.opened:
	}
	return l.Listener.Accept() //nolint:wrapcheck // kfake compares it with net.ErrClosed
}

// Close lets go of whoever waits in Accept.
func (l *gatedListener) Close() error {
	l.gate.open()
	return l.Listener.Close() //nolint:wrapcheck // a pass-through
}
