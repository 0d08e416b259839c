package facts

import (
	"cmp"
	"fmt"
	"log/slog"

	"github.com/lhcre/mpi/internal/identity"
)

// Key names a record: who gave the local identifier, and the identifier. It
// masks itself when it is formatted or logged, for a local identifier is
// personal.
type Key struct {
	Authority string
	LocalID   string
}

// Record gives the id of the record with the key: a UUID made of its name, the
// same wherever it is worked out.
func (k Key) Record() identity.RecordID {
	return identity.RecordID(identity.UUID5("lhcre mpi record\x00", k.Authority+"\x00"+k.LocalID))
}

// IsZero says whether there is no key.
func (k Key) IsZero() bool { return k == Key{} }

// Compare orders keys by authority, then local identifier.
func (k Key) Compare(other Key) int {
	return cmp.Or(cmp.Compare(k.Authority, other.Authority), cmp.Compare(k.LocalID, other.LocalID))
}

const mask = "[masked]"

// Format writes the mask, whatever the verb and flags.
func (Key) Format(s fmt.State, _ rune) { _, _ = fmt.Fprint(s, mask) }

// LogValue gives the mask.
func (Key) LogValue() slog.Value { return slog.StringValue(mask) }
