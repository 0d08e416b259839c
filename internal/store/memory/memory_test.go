package memory_test

import (
	"testing"

	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/internal/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) storetest.Store { return memory.New() })
}

func TestClockPutBack(t *testing.T) {
	t.Parallel()
	storetest.RunClockPutBack(t, func(_ *testing.T, clock storetest.Clock) storetest.Store {
		s := memory.New()
		s.Now = clock
		return s
	})
}
