package testenv

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
)

const host = "127.0.0.1"

// Ports below those that Linux gives to outgoing connections (32768 and up):
// a stopped server must find its own port free when it starts again.
const (
	firstPort = 15000
	portCount = 17000
)

// freePort finds a port that nobody listens on.
func freePort(ctx context.Context) (int, error) {
	const attempts = 100
	var errs []error
	for range attempts {
		port := firstPort + rand.IntN(portCount)
		err := tryPort(ctx, port)
		if err == nil {
			return port, nil
		}
		errs = append(errs, err)
	}
	return 0, fmt.Errorf("looking for a free port: %w", errors.Join(errs...))
}

func tryPort(ctx context.Context, port int) error {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address(port))
	if err != nil {
		return fmt.Errorf("listening on port %d: %w", port, err)
	}
	if err := listener.Close(); err != nil {
		return fmt.Errorf("closing port %d: %w", port, err)
	}
	return nil
}

func address(port int) string {
	return net.JoinHostPort(host, strconv.Itoa(port))
}
