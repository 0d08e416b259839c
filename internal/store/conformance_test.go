package store_test

import (
	"path/filepath"
	"testing"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/audit/audittest"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/storetest"
	"github.com/lhcre/mpi/internal/testenv"
)

func openStore(t *testing.T, opt store.Options) *store.Store {
	t.Helper()
	opt.Environment = store.Synthetic
	if err := store.Migrate(t.Context(), opt); err != nil {
		t.Fatalf("migrating: %v", err)
	}
	s, err := store.Open(t.Context(), opt)
	if err != nil {
		t.Fatalf("opening: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	t.Run("a clock is put back", func(t *testing.T) {
		t.Parallel()
		storetest.RunClockPutBack(t, func(t *testing.T, clock storetest.Clock) storetest.Store {
			t.Helper()
			return openStore(t, store.Options{Path: filepath.Join(t.TempDir(), "mpi.db"), Now: clock})
		})
	})
	open := func(t *testing.T) *store.Store {
		t.Helper()
		return openStore(t, store.Options{Path: filepath.Join(t.TempDir(), "mpi.db")})
	}
	storetest.Run(t, func(t *testing.T) storetest.Store { t.Helper(); return open(t) })
	audittest.Run(t, func(t *testing.T) audit.Ledger { t.Helper(); return open(t) })
}

func TestServers(t *testing.T) {
	t.Parallel()
	for _, server := range testenv.Databases(t) {
		t.Run(server.Name, func(t *testing.T) {
			t.Parallel()
			open := func(t *testing.T) *store.Store {
				t.Helper()
				return openStore(t, store.Options{URL: server.NewDatabase(t), Connections: 2})
			}
			storetest.Run(t, func(t *testing.T) storetest.Store { t.Helper(); return open(t) })
			audittest.Run(t, func(t *testing.T) audit.Ledger { t.Helper(); return open(t) })
			storetest.RunClocks(t, func(t *testing.T, clocks ...storetest.Clock) (all []storetest.Store) {
				t.Helper()
				url := server.NewDatabase(t)
				for _, clock := range clocks {
					all = append(all, openStore(t, store.Options{URL: url, Connections: 2, Now: clock}))
				}
				return all
			})
		})
	}
}
