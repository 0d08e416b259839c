package testenv

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

// The servers that all tests of a binary share. Nothing tells a package that
// the last test is over, so their guards end them when the binary ends.
var (
	sharedPostgreSQL = sync.OnceValues(func() (*Server, error) {
		return shared("postgresql", func(ctx context.Context, dir string) (*Server, error) {
			return startPostgreSQL(ctx, dir, dir, PostgreSQLOptions{})
		})
	})
	sharedKafka = sync.OnceValues(func() (*Broker, error) {
		return shared("kafka", func(ctx context.Context, dir string) (*Broker, error) {
			return startKafka(ctx, dir, dir, KafkaOptions{})
		})
	})
	sharedCockroach = sync.OnceValues(func() (*Server, error) {
		return StartCockroach(context.Background())
	})
)

// shared starts a server in a folder that its guard removes.
func shared[S any](kind string, start func(ctx context.Context, dir string) (S, error)) (S, error) {
	var none S
	dir, err := os.MkdirTemp("", "mpi-"+kind+"-")
	if err != nil {
		return none, fmt.Errorf("making a folder for %s: %w", kind, err)
	}
	// The server outlives the test that asked first.
	server, err := start(context.Background(), dir)
	if err != nil {
		return none, errors.Join(err, os.RemoveAll(dir))
	}
	return server, nil
}

// PostgreSQL gives the server that this test binary shares; take a database of
// your own with [Server.NewDatabase], and leave the server running.
func PostgreSQL(tb testing.TB) *Server {
	tb.Helper()
	server, err := sharedPostgreSQL()
	require(tb, err)
	return server
}

// Kafka gives the broker that this test binary shares: name your topics and
// groups after the test, and leave the broker running.
func Kafka(tb testing.TB) *Broker {
	tb.Helper()
	broker, err := sharedKafka()
	require(tb, err)
	return broker
}

// Cockroach gives the CockroachDB that this test binary shares; without
// COCKROACH_BINARY the test is skipped, with CI set too.
func Cockroach(tb testing.TB) *Server {
	tb.Helper()
	server, err := sharedCockroach()
	if errors.Is(err, ErrMissing) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return server
}

// Databases gives a server of every kind that can be had: PostgreSQL, and
// CockroachDB where COCKROACH_BINARY names it.
func Databases(tb testing.TB) []*Server {
	tb.Helper()
	servers := []*Server{PostgreSQL(tb)}
	if os.Getenv(cockroachBinary) != "" {
		servers = append(servers, Cockroach(tb))
	}
	return servers
}
