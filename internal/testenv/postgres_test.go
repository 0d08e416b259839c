package testenv_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lhcre/mpi/internal/testenv"
)

func TestEachDatabaseIsItsOwn(t *testing.T) {
	t.Parallel()
	for _, server := range testenv.Databases(t) {
		t.Run(server.Name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				address := server.NewDatabase(t)
				execute(t, address, "CREATE TABLE patient (id int PRIMARY KEY)") // fails in a database that has it
			}
		})
	}
}

func TestPostgreSQLCommitsAreSynchronous(t *testing.T) {
	t.Parallel()
	server := testenv.PostgreSQL(t)
	address := server.NewDatabase(t)
	for setting, want := range map[string]string{
		"synchronous_commit":            "on",
		"fsync":                         "off",
		"default_transaction_isolation": "read committed",
		"lc_collate":                    "C",
	} {
		if got := query[string](t, address, "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
}

func TestPostgreSQLKeepsDataAcrossRestartAndKill(t *testing.T) {
	t.Parallel()
	server := testenv.NewPostgreSQL(t, testenv.PostgreSQLOptions{
		Fsync: true, MaxConnections: 20, Settings: map[string]string{"work_mem": "1234kB"},
	})
	address := server.NewDatabase(t)
	execute(t, address, "CREATE TABLE kept (n int)")
	for setting, want := range map[string]string{"fsync": "on", "work_mem": "1234kB", "max_connections": "20"} {
		if got := query[string](t, address, "SHOW "+setting); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}

	for i, end := range []func() error{server.Stop, server.Kill} {
		execute(t, address, "INSERT INTO kept VALUES (1)")
		pid := server.PID()
		must(t, end())
		wantGone(t, pid)
		if err := server.Exec(t.Context(), "SELECT 1"); err == nil {
			t.Error("a stopped server answers")
		}
		must(t, server.Restart(t.Context()))
		if got := query[int](t, address, "SELECT count(*) FROM kept"); got != i+1 {
			t.Errorf("%d rows after a restart, want %d", got, i+1)
		}
	}
}

func TestPausedPostgreSQLAnswersLater(t *testing.T) {
	t.Parallel()
	server := testenv.NewPostgreSQL(t, testenv.PostgreSQLOptions{})
	t.Cleanup(func() { must(t, server.Pause()) }) // paused or not, its test's end ends it
	conn, err := pgx.Connect(t.Context(), server.URL)
	must(t, err)
	defer conn.Close(context.WithoutCancel(t.Context()))

	must(t, server.Pause())
	answered := make(chan error, 1)
	go func() {
		_, err := conn.Exec(t.Context(), "SELECT 1") // on a connection whose process is paused with its parent
		answered <- err
	}()
	select {
	case err := <-answered:
		t.Errorf("a paused server answers (%v)", err)
	case <-time.After(300 * time.Millisecond):
		must(t, server.Continue())
		must(t, <-answered)
	}
}

func TestPostgreSQLKeepsItsFolder(t *testing.T) {
	t.Parallel()
	testenv.PostgreSQL(t) // skips where there is none
	dir := newFolder(t)
	for want := range 2 {
		server, err := testenv.StartPostgreSQL(t.Context(), dir, testenv.PostgreSQLOptions{})
		must(t, err)
		if want == 0 {
			execute(t, server.URL, "CREATE TABLE kept (n int)")
		}
		if got := query[int](t, server.URL, "SELECT count(*) FROM kept"); got != want {
			t.Errorf("%d rows, want %d", got, want)
		}
		execute(t, server.URL, "INSERT INTO kept VALUES (1)")
		must(t, server.Stop())
	}
}

func execute(t *testing.T, address, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	defer conn.Close(t.Context())
	_, err = conn.Exec(t.Context(), statement)
	must(t, err)
}

func query[T any](t *testing.T, address, statement string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	defer conn.Close(t.Context())
	var got T
	must(t, conn.QueryRow(t.Context(), statement).Scan(&got))
	return got
}
