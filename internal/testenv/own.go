package testenv

import (
	"os"
	"testing"
)

// NewPostgreSQL starts a server for one test, which may stop, kill or pause it.
func NewPostgreSQL(tb testing.TB, options PostgreSQLOptions) *Server {
	tb.Helper()
	dir := newFolder(tb)
	server, err := startPostgreSQL(tb.Context(), dir, dir, options)
	require(tb, err)
	atEnd(tb, server.Stop) // killed, it would leave shared memory behind
	return server
}

// NewKafka starts a broker for one test, which may stop, kill or pause it.
func NewKafka(tb testing.TB, options KafkaOptions) *Broker {
	tb.Helper()
	dir := newFolder(tb)
	broker, err := startKafka(tb.Context(), dir, dir, options)
	require(tb, err)
	atEnd(tb, broker.Kill) // quick: nobody reads its data any more
	return broker
}

// newFolder makes a folder outside [testing.TB.TempDir], which only its own
// user can enter: PostgreSQL's is another.
func newFolder(tb testing.TB) string {
	tb.Helper()
	//nolint:usetesting // see above
	dir, err := os.MkdirTemp("", "mpi-test-")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Error(err)
		}
	})
	return dir
}

func atEnd(tb testing.TB, end func() error) {
	tb.Helper()
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Error(err)
		}
	})
}
