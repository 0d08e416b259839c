package store

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/testenv"
)

// soon is the deadline of the stores in these tests.
const soon = 2 * time.Second

// openSilent opens a store, with a lane, on a server.
func openSilent(t *testing.T, url string) (*Store, linker.Lane) {
	t.Helper()
	return openWithLaneIn(t, Options{URL: url, Environment: Synthetic, Connections: 4, Deadline: soon})
}

func ownPostgreSQL(t *testing.T) *testenv.Server {
	t.Helper()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	return testenv.NewPostgreSQL(t, testenv.PostgreSQLOptions{})
}

func do(t *testing.T, what func() error) {
	t.Helper()
	if err := what(); err != nil {
		t.Fatal(err)
	}
}

// wantSilence makes sure that a call gives up in time and says why.
func wantSilence(t *testing.T, what, says string, call func() error) {
	t.Helper()
	began := time.Now()
	err := call()
	if took := time.Since(began); took > 2*soon+soon/2 {
		t.Errorf("%s took %s, with a deadline of %s", what, took, soon)
	}
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("%s gave %v, want an error that says %q", what, err, says)
	}
}

// fill makes all connections of a store.
func fill(t *testing.T, s *Store) {
	t.Helper()
	var all, together sync.WaitGroup
	together.Add(4)
	for range 4 {
		all.Go(func() {
			err := s.View(t.Context(), func(linker.Reader) error {
				together.Done()
				together.Wait()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

// TestPausedServer pauses the server in the middle of every kind of transaction.
func TestPausedServer(t *testing.T) {
	t.Parallel()
	server := ownPostgreSQL(t)
	s, lane := openSilent(t, server.NewDatabase(t))
	fill(t, s)
	ctx := t.Context()
	var begun, calls sync.WaitGroup
	paused := make(chan struct{})
	meanwhile := func() {
		begun.Done()
		<-paused
	}
	begun.Add(2)
	const silent = "the store has not answered within 2s"
	calls.Go(func() {
		wantSilence(t, "an update", silent, func() error {
			return s.Update(ctx, lane, 1, func(tx linker.Tx, _ int64) error { meanwhile(); return second(tx.Wide()) })
		})
	})
	calls.Go(func() {
		wantSilence(t, "a view", silent, func() error {
			return s.View(ctx, func(r linker.Reader) error { meanwhile(); return second(r.Wide()) })
		})
	})
	begun.Wait()
	do(t, server.Pause)
	close(paused)
	calls.Go(func() { wantSilence(t, "a glance", silent, func() error { return second(s.Marks(ctx)) }) })
	calls.Wait()
	wantSilence(t, "a new connection", "connecting to the store", func() error { return second(s.Marks(ctx)) })
	do(t, server.Continue)
	wantNumbers(t, s, lane, 1)
}

func second[V any](_ V, err error) error { return err }

// wantNumbers makes sure that a store works, and how many numbers its lane has
// given by then.
func wantNumbers(t *testing.T, s *Store, lane linker.Lane, want int64) {
	t.Helper()
	if err := s.Update(t.Context(), lane, 1, func(linker.Tx, int64) error { return nil }); err != nil {
		t.Fatal(err)
	}
	marks, err := s.Marks(t.Context())
	if err != nil || marks[0].Seq != want {
		t.Errorf("the marks are %v, %v, want %d numbers", marks, err, want)
	}
}

// TestCommitWithoutAnAnswer pauses the server when the commit is on its way: it
// happens once the server goes on, when nobody waits for it any more.
func TestCommitWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	server := ownPostgreSQL(t)
	s, lane := openSilent(t, server.NewDatabase(t))
	times := 0
	err := s.Update(t.Context(), lane, 5, func(linker.Tx, int64) error {
		if times++; times > 1 {
			return nil
		}
		time.AfterFunc(soon*3/2, func() {
			if err := server.Continue(); err != nil {
				t.Error(err)
			}
		})
		return server.Pause()
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the transaction ran %d times", times)
	wantNumbers(t, s, lane, 6)
}

// TestCommitThatIsLost cuts the network before the commit. The server holds the
// transaction until it takes its client for dead.
func TestCommitThatIsLost(t *testing.T) {
	t.Parallel()
	server := testenv.PostgreSQL(t)
	route, url, err := server.NewRoute(t.Context(), server.NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(route.Stop)
	s, lane := openSilent(t, url)
	times := 0
	err = s.Update(t.Context(), lane, 5, func(linker.Tx, int64) error {
		if times++; times > 1 {
			return nil
		}
		time.AfterFunc(soon*3/2, func() {
			if err := route.Mend(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		})
		return route.Cut()
	})
	if err != nil || times != 2 {
		t.Errorf("the transaction ran %d times and gave %v, want twice", times, err)
	}
	wantNumbers(t, s, lane, 6)
}

// oneWay leads to a server, of which nothing is heard any more when it is deaf.
type oneWay struct {
	net.Listener

	deaf atomic.Bool
}

func (o *oneWay) serve(to string) {
	for {
		client, err := o.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		go func() { _, _ = io.Copy(server, client); _ = server.Close() }()
		go func() { _, _ = io.Copy(o.hearing(client), server); _ = client.Close() }()
	}
}

func (o *oneWay) hearing(client io.Writer) io.Writer {
	return writer(func(p []byte) (int, error) {
		if o.deaf.Load() {
			return len(p), nil
		}
		return client.Write(p)
	})
}

type writer func(p []byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// TestAnswerThatIsLost commits, and loses what the server says to it.
func TestAnswerThatIsLost(t *testing.T) {
	t.Parallel()
	at, err := url.Parse(testenv.PostgreSQL(t).NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	route := &oneWay{Listener: listener}
	t.Cleanup(func() { _ = route.Close() })
	go route.serve(at.Host)
	at.Host = listener.Addr().String()
	s, lane := openSilent(t, at.String())
	times := 0
	err = s.Update(t.Context(), lane, 5, func(linker.Tx, int64) error {
		times++
		route.deaf.Store(true)
		time.AfterFunc(soon*3/2, func() { route.deaf.Store(false) })
		return nil
	})
	if err != nil || times != 1 {
		t.Errorf("the transaction ran %d times and gave %v, want once", times, err)
	}
	wantNumbers(t, s, lane, 6)
}

// TestCommitThatIsLate asks what became of a commit that has not reached the server
// yet: nobody knows until it has.
func TestCommitThatIsLate(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]bool{"COMMIT": true, "ROLLBACK": false} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			s, lane := openSilent(t, testenv.PostgreSQL(t).NewDatabase(t))
			late, err := s.engine.(*pgEngine).acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer late.Release()
			for _, statement := range []string{"BEGIN ISOLATION LEVEL SERIALIZABLE", "UPDATE lane SET turn = turn + 1"} {
				if _, err := late.Exec(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			var sent atomic.Bool
			answer := make(chan error, 1)
			time.AfterFunc(soon/3, func() {
				sent.Store(true)
				_, err := late.Exec(context.WithoutCancel(t.Context()), command)
				answer <- err
			})
			happened, err := s.settle(t.Context(), lane, 1)
			if !sent.Load() || err != nil || happened != want {
				t.Errorf("it is said %t, %v, the %s sent: %t; want %t, after it", happened, err, command, sent.Load(), want)
			}
			do(t, func() error { return <-answer })
		})
	}
}

// TestKilledServer counts what fails once a server that was killed is back, on
// connections that were in use a moment before it died.
func TestKilledServer(t *testing.T) {
	t.Parallel()
	server := ownPostgreSQL(t)
	s, lane := openSilent(t, server.NewDatabase(t))
	fill(t, s)
	do(t, server.Kill)
	do(t, func() error { return server.Restart(t.Context()) })
	failed := 0
	for range 10 {
		if _, err := s.Marks(t.Context()); err != nil {
			t.Log(err)
			failed++
		}
	}
	if failed > 1 {
		t.Errorf("%d attempts failed after the server was back, want one at most", failed)
	}
	wantNumbers(t, s, lane, 1)
}

// TestServerSide makes sure that the server gives up on its side too, and before
// those who wait for the rows do.
func TestServerSide(t *testing.T) {
	t.Parallel()
	s, _ := openSilent(t, testenv.PostgreSQL(t).NewDatabase(t))
	err := s.engine.glance(t.Context(), func(ctx context.Context, c conn) error {
		for setting, want := range map[string]string{"statement_timeout": "2s", "idle_in_transaction_session_timeout": "1333ms"} {
			var got string
			if err := c.(*pgConn).conn.QueryRow(ctx, "SHOW "+setting).Scan(&got); err != nil || got != want {
				return fmt.Errorf("%s is %s, want %s: %w", setting, got, want, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
