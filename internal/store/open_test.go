package store_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// wantError makes sure that an error says what it has to.
func wantError(t *testing.T, err error, words string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		t.Errorf("the error is %v, want one that says %q", err, words)
	}
}

// elsewhere is every kind of store, empty, with a way to change it behind its back.
func elsewhere(t *testing.T) map[string]store.Options {
	t.Helper()
	return map[string]store.Options{
		"PostgreSQL": {URL: testenv.PostgreSQL(t).NewDatabase(t), Environment: store.Synthetic},
		"SQLite":     {Path: filepath.Join(t.TempDir(), "mpi #1.db"), Environment: store.Synthetic},
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, opt := range elsewhere(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := store.Open(t.Context(), opt)
			wantError(t, err, "mpi migrate")
			for range 2 { // a second time changes nothing
				if err := store.Migrate(t.Context(), opt); err != nil {
					t.Fatal(err)
				}
			}
			live := opt
			live.Environment = store.Live
			const mismatch = "the store's environment is synthetic, this program is configured for live"
			_, err = store.Open(t.Context(), live)
			wantError(t, err, mismatch)
			wantError(t, store.Migrate(t.Context(), live), mismatch)
		})
	}
}

func TestOpenRefusesAnotherSchema(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ change, says string }{
		{"INSERT INTO migration VALUES (9999, 'later', '', 0)", "a newer program is needed"},
		{"DELETE FROM migration WHERE number > 20", "is at version 20 and this program needs"},
		{"DELETE FROM migration WHERE number = 3", "the migration 3 is missing"},
		{"UPDATE migration SET sha256 = '' WHERE number = 5", "the migration 5 was another"},
	} {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			opt := store.Options{URL: testenv.PostgreSQL(t).NewDatabase(t), Environment: store.Synthetic}
			if err := store.Migrate(t.Context(), opt); err != nil {
				t.Fatal(err)
			}
			execute(t, opt.URL, c.change)
			_, err := store.Open(t.Context(), opt)
			wantError(t, err, c.says)
		})
	}
}

func execute(t *testing.T, url, statement string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context()))
	if _, err := c.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		opt  store.Options
		says string
	}{
		{store.Options{Environment: store.Live}, "neither a URL nor a path"},
		{store.Options{URL: "postgres://x", Path: "x", Environment: store.Live}, "both a URL and a path"},
		{store.Options{URL: "mysql://x", Environment: store.Live}, "begins with postgres://"},
		{store.Options{Path: "x", Environment: "test"}, `the environment is "test"`},
		{store.Options{URL: "postgres://127.0.0.1:1/x?connect_timeout=2", Environment: store.Live}, "connecting to the store"},
		{store.Options{Path: filepath.Join(t.TempDir(), "none"), Environment: store.Live}, "there is no store"},
	} {
		_, err := store.Open(t.Context(), c.opt)
		wantError(t, err, c.says)
	}
}

// TestErrorsTellNothingPersonal puts a record into the store that it cannot hold.
func TestErrorsTellNothingPersonal(t *testing.T) {
	t.Parallel()
	s := openStore(t, store.Options{URL: testenv.PostgreSQL(t).NewDatabase(t)})
	lane, _, err := s.TakeLane(t.Context(), "own", "test")
	if err != nil {
		t.Fatal(err)
	}
	var r linker.Record
	r.Key.Authority, r.Key.LocalID = "RM1", "secret\x00" // no text in PostgreSQL
	r.ID, r.Version = r.Key.Record(), 1
	err = s.Update(t.Context(), lane, 1, func(tx linker.Tx, _ int64) error { return tx.PutRecords([]linker.Record{r}) })
	wantError(t, err, "SQLSTATE 22021")
	if strings.Contains(err.Error(), "secret") {
		t.Error("the error tells a local identifier")
	}
	r.ID = "not a UUID secret"
	err = s.Update(t.Context(), lane, 1, func(tx linker.Tx, _ int64) error { return tx.PutRecords([]linker.Record{r}) })
	wantError(t, err, "an id is not a UUID")
}

func TestGivingUp(t *testing.T) {
	t.Parallel()
	for name, opt := range elsewhere(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStore(t, opt)
			lane, _, err := s.TakeLane(t.Context(), "own", "test")
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			err = s.Update(ctx, lane, 1, func(tx linker.Tx, _ int64) error {
				cancel()
				_, err := tx.Wide()
				return err
			})
			wantError(t, err, "context canceled")
			ctx, cancel = context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			if err := s.Update(ctx, lane, 1, func(linker.Tx, int64) error { return nil }); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}
