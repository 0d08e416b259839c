package testenv

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Server is a running SQL server.
type Server struct {
	*Instance

	// Name of the kind: PostgreSQL or CockroachDB.
	Name string
	// URL connects to the database that every new server has.
	URL string

	made atomic.Int64 // databases so far
}

func newServer(name, url string) *Server {
	return &Server{Instance: &Instance{}, Name: name, URL: url}
}

func (s *Server) answers(ctx context.Context) error { return s.Exec(ctx, "SELECT 1") }

// NewDatabase makes an empty database for one test and gives its URL; the end
// of the test drops it.
func (s *Server) NewDatabase(tb testing.TB) string {
	tb.Helper()
	name := fmt.Sprintf("test_%d", s.made.Add(1))
	address, err := s.CreateDatabase(tb.Context(), name)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		// The context of a test ends before its clean-up.
		if err := s.dropDatabase(context.WithoutCancel(tb.Context()), name); err != nil {
			tb.Error(err)
		}
	})
	return address
}

// CreateDatabase makes an empty database and gives its URL.
func (s *Server) CreateDatabase(ctx context.Context, name string) (string, error) {
	if err := s.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()); err != nil {
		return "", fmt.Errorf("making the database %s: %w", name, err)
	}
	address, err := url.Parse(s.URL)
	if err != nil {
		return "", fmt.Errorf("reading the server's URL: %w", err)
	}
	address.Path = "/" + name
	return address.String(), nil
}

func (s *Server) dropDatabase(ctx context.Context, name string) error {
	if s.PID() == 0 {
		return nil // stopped, and its data with it
	}
	how := " WITH (FORCE)" // connections that a test forgot do not hold it up
	if s.Name == cockroachName {
		how = " CASCADE"
	}
	if err := s.Exec(ctx, "DROP DATABASE "+pgx.Identifier{name}.Sanitize()+how); err != nil {
		return fmt.Errorf("dropping the database %s: %w", name, err)
	}
	return nil
}

// Exec runs one statement on a connection of its own.
func (s *Server) Exec(ctx context.Context, statement string) (err error) {
	conn, err := pgx.Connect(ctx, s.URL)
	if err != nil {
		return fmt.Errorf("connecting to %s: %w", s.Name, err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("executing on %s: %w", s.Name, err)
	}
	return nil
}

// NewRoute makes a route to the server, and gives the URL of a database by it.
func (s *Server) NewRoute(ctx context.Context, database string) (*Route, string, error) {
	at, err := url.Parse(database)
	if err != nil {
		return nil, "", fmt.Errorf("reading the server's URL: %w", err)
	}
	route, err := StartRoute(ctx, at.Host)
	if err != nil {
		return nil, "", err
	}
	at.Host = route.Address
	return route, at.String(), nil
}
