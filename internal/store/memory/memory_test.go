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
