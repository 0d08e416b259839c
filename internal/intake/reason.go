package intake

import (
	"errors"

	"github.com/lhcre/mpi/internal/facts"
)

// Reason says in a word why messages could not be taken; the words of the error
// are in the dead letter.
type Reason string

// The reasons.
const (
	ReasonFormat  Reason = "format"  // it cannot be decoded, or nothing says what it is
	ReasonContent Reason = "content" // it can be decoded, and says what cannot be
	ReasonTime    Reason = "time"    // it is dated too far ahead
)

func reasonOf(err error) Reason {
	switch {
	case errors.Is(err, facts.ErrAhead):
		return ReasonTime
	case errors.Is(err, errImpossible):
		return ReasonContent
	}
	return ReasonFormat
}
