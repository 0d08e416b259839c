package testenv

import (
	"context"
	"fmt"
	"strings"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
)

// Route is a way to a server that can be cut, as by a network that fails: what
// goes over it is lost without a word.
type Route struct {
	Address string // host and port that lead to the server

	proxy *toxiproxy.Proxy
}

// StartRoute makes a route to a server.
func StartRoute(ctx context.Context, to string) (*Route, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	return startRoute(address(port), to)
}

func startRoute(from, to string) (*Route, error) {
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "route", from, to)
	if err := proxy.Start(); err != nil {
		return nil, fmt.Errorf("making a route from %s to %s: %w", from, to, err)
	}
	return &Route{Address: from, proxy: proxy}, nil
}

// The two directions, as toxiproxy names them.
func directions() []string { return []string{"upstream", "downstream"} }

// Cut lets nothing through any more: connections stay open and are silent, and
// new ones are.
func (r *Route) Cut() error {
	for _, direction := range directions() {
		toxic := fmt.Sprintf(`{"name": %q, "type": "timeout", "stream": %q, "attributes": {"timeout": 0}}`, direction, direction)
		if _, err := r.proxy.Toxics.AddToxicJson(strings.NewReader(toxic)); err != nil {
			return fmt.Errorf("cutting the route %s: %w", r.Address, err)
		}
	}
	return nil
}

// Mend lets new connections through again; those that were silent are closed.
func (r *Route) Mend(ctx context.Context) error {
	for _, direction := range directions() {
		if err := r.proxy.Toxics.RemoveToxic(ctx, direction); err != nil {
			return fmt.Errorf("mending the route %s: %w", r.Address, err)
		}
	}
	return nil
}

// Stop closes the route and all that goes over it.
func (r *Route) Stop() { r.proxy.Stop() }
