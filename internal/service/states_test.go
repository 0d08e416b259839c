package service_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// serving runs an engine until the test ends, and gives the address of its pages.
func serving(t *testing.T, cfg config.Config) (*engine, string) {
	t.Helper()
	s, err := service.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	must(t, err)
	return &engine{s, func() {}}, running(t, s)
}

func running(t *testing.T, s *service.Service) (address string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended, ready := make(chan error, 1), make(chan string, 1)
	go func() { ended <- s.Run(ctx, func(address string) { ready <- address }) }()
	t.Cleanup(func() {
		cancel()
		<-ended
		_ = s.Close() // its servers may be away
	})
	select {
	case address = <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("it ended before it was ready: %v", err)
	}
	return address
}

// readiness is what /readyz says.
type readiness struct {
	Status string
	Causes []string
	Checks map[string]string
}

func ready(t *testing.T, address string) (r readiness) {
	t.Helper()
	must(t, json.Unmarshal(get(t, address, "/readyz"), &r))
	return r
}

// becomes waits until an engine says that it is as wanted. What is wrong has to
// stay the same for as long as it takes to ask for all states anew.
func becomes(t *testing.T, address, status string, causes ...string) {
	t.Helper()
	var last readiness
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		last = ready(t, address)
		if last.Status == status && slices.Equal(last.Causes, causes) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("it says %+v, want %s because of %v", last, status, causes)
		}
	}
	for until := time.Now().Add(1500 * time.Millisecond); status != "ok" && time.Now().Before(until); time.Sleep(100 * time.Millisecond) {
		if last = ready(t, address); last.Status != status || !slices.Equal(last.Causes, causes) {
			t.Fatalf("after a while it says %+v, want %s because of %v", last, status, causes)
		}
	}
}

// wantMetric wants a line among an engine's metrics.
func wantMetric(t *testing.T, address, line string) {
	t.Helper()
	if !slices.Contains(strings.Split(string(get(t, address, "/metrics")), "\n"), line) {
		t.Errorf("the metrics have no line %q", line)
	}
}

// A database that is away is named, and so is its network; nothing else is.
func TestTheStoreIsNamed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("stops and freezes a server of its own")
	}
	server := testenv.NewPostgreSQL(t, testenv.PostgreSQLOptions{})
	url, err := server.CreateDatabase(t.Context(), "states")
	must(t, err)
	cfg := embedded(t, t.TempDir())
	cfg.Store.URL = url
	must(t, store.Migrate(t.Context(), service.StoreOptions(&cfg)))
	e, address := serving(t, cfg)
	becomes(t, address, "ok")

	must(t, server.Stop())
	ends := e.send(t, []intake.Outgoing{native(1)}) // which cannot be linked
	becomes(t, address, "failing", "store")
	wantMetric(t, address, `mpi_state{state="store"} 2`)
	wantMetric(t, address, `mpi_state{state="kafka"} 0`)
	must(t, server.Restart(t.Context()))
	becomes(t, address, "ok")
	e.read(t, ends)

	must(t, server.Pause()) // connections stay open, and silent
	becomes(t, address, "failing", "store")
	must(t, server.Continue())
	becomes(t, address, "ok")
}

// A Kafka that is away is named, and nothing else is.
func TestKafkaIsNamed(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("stops and freezes a server of its own")
	}
	broker := testenv.NewKafka(t, testenv.KafkaOptions{})
	cfg := embedded(t, t.TempDir())
	cfg.Kafka.Brokers = []string{broker.Bootstrap}
	e, address := serving(t, cfg)
	e.read(t, e.send(t, []intake.Outgoing{native(1)}))
	becomes(t, address, "ok")

	must(t, broker.Pause()) // connections stay open, and silent
	becomes(t, address, "failing", "kafka")
	must(t, broker.Continue())
	becomes(t, address, "ok")

	must(t, broker.Kill())
	becomes(t, address, "failing", "kafka")
	wantMetric(t, address, `mpi_state{state="kafka"} 2`)
	wantMetric(t, address, `mpi_state{state="store"} 0`)
}

// A clock that is wrong is named, and no reason to take the engine away.
func TestAWrongClockIsNamed(t *testing.T) {
	t.Parallel()
	url := testenv.PostgreSQL(t).NewDatabase(t)
	cfg := embedded(t, t.TempDir())
	cfg.Store.URL = url
	must(t, store.Migrate(t.Context(), service.StoreOptions(&cfg)))
	s, err := service.Open(t.Context(), cfg, slog.New(slog.DiscardHandler))
	must(t, err)
	s.Now = func() time.Time { return time.Now().Add(-time.Minute) }
	address := running(t, s)
	becomes(t, address, "degraded", "clock")
	wantMetric(t, address, `mpi_state{state="clock"} 1`)
}
