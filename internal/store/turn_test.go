package store_test

import (
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

func TestTurnsAreOneOwnersAtATime(t *testing.T) {
	t.Parallel()
	for _, server := range testenv.Databases(t) {
		t.Run(server.Name, func(t *testing.T) {
			t.Parallel()
			s := openStore(t, store.Options{URL: server.NewDatabase(t), Connections: 2})
			wantAnyTurn(t, s, false)
			wantTurn(t, s, "one", time.Minute, true)
			wantTurn(t, s, "two", time.Minute, false)
			wantAnyTurn(t, s, true)
			wantTurn(t, s, "one", 0, true) // ends it
			wantAnyTurn(t, s, false)
			wantTurn(t, s, "two", 50*time.Millisecond, true)
			time.Sleep(100 * time.Millisecond) // two is dead
			wantAnyTurn(t, s, false)
			wantTurn(t, s, "one", time.Minute, true)
		})
	}
}

func wantTurn(t *testing.T, s *store.Store, owner string, lasts time.Duration, want bool) {
	t.Helper()
	if ours, err := s.TakeTurn(t.Context(), owner, lasts); err != nil || ours != want {
		t.Errorf("%s takes a turn: %v, %v, want %v", owner, ours, err, want)
	}
}

func wantAnyTurn(t *testing.T, s *store.Store, want bool) {
	t.Helper()
	if taken, err := s.AnyTurn(t.Context()); err != nil || taken != want {
		t.Errorf("it is somebody's turn: %v, %v, want %v", taken, err, want)
	}
}
