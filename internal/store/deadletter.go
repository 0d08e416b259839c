package store

import (
	"crypto/sha256"
	"fmt"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// DeadLetterID names a dead letter by where it came from and what it says, so
// that a message which is taken twice is one.
func DeadLetterID(d *linker.DeadLetter) string {
	sum := sha256.Sum256(d.Value)
	return identity.UUID5("lhcre mpi dead letter\x00", fmt.Sprintf("%q %d %d %x", d.Topic, d.Partition, d.Offset, sum))
}
