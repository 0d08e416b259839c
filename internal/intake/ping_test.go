package intake_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/intake"
)

// silent listens and never answers, as a broker that is frozen.
func silent(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	return listener.Addr().String()
}

// Kafka answers as long as one broker does, whether or not it was named at first;
// when none does, the answer comes in time.
func TestPingAsksAllBrokers(t *testing.T) {
	t.Parallel()
	served, err := broker.Open(t.Context(), broker.Options{Dir: t.TempDir()})
	must(t, err)
	frozen := silent(t)
	p, err := intake.NewPinger([]intake.ClientOption{kgo.SeedBrokers(frozen, served.Address())})
	must(t, err)
	t.Cleanup(p.Close)
	ping := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		return p.Ping(ctx)
	}
	for range 3 {
		must(t, ping())
	}
	must(t, served.Close())
	began := time.Now()
	if err := ping(); err == nil || time.Since(began) > 2*time.Second {
		t.Errorf("with no broker there, %v after %v", err, time.Since(began))
	}
}
