package facts

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
)

// NumberState is what the national service says of an NHS number.
type NumberState uint8

// The states. Current takes back what was said before.
const (
	NumberCurrent    NumberState = iota + 1
	NumberSuperseded             // two numbers were one person's: another one stands for both
	NumberInvalid                // nobody's any more
	NumberDisputed               // it is not settled whose it is
)

// String gives the state as files and messages write it.
func (s NumberState) String() string {
	switch s {
	case NumberCurrent:
		return "current"
	case NumberSuperseded:
		return "superseded"
	case NumberInvalid:
		return "invalid"
	case NumberDisputed:
		return "disputed"
	}
	return "unknown"
}

// ParseNumberState reads a state, in letters of either case.
func ParseNumberState(text string) (state NumberState, ok bool) {
	for s := NumberCurrent; s <= NumberDisputed; s++ {
		if strings.EqualFold(text, s.String()) {
			return s, true
		}
	}
	return 0, false
}

// NumberFact is one thing that was told of an NHS number.
type NumberFact struct {
	Number demographics.NHSNumber
	// SupersededBy is the number that stands in its place if it is superseded.
	SupersededBy demographics.NHSNumber
	State        NumberState
	At           time.Time // since when it is so
	// Hash is of what is told, however it was written, so that the same fact in
	// a file and in a message is one fact.
	Hash Hash
}

// NewNumberFact makes a fact with its hash.
func NewNumberFact(number demographics.NHSNumber, state NumberState, by demographics.NHSNumber, at time.Time) NumberFact {
	at = at.UTC()
	told := strings.Join([]string{number.Digits(), state.String(), by.Digits(), at.Format(time.RFC3339Nano)}, ",")
	return NumberFact{Number: number, SupersededBy: by, State: state, At: at, Hash: sha256.Sum256([]byte(told))}
}

// Compare orders what was told of one number, the older first.
func (f NumberFact) Compare(other NumberFact) int {
	return cmp.Or(f.At.Compare(other.At), bytes.Compare(f.Hash[:], other.Hash[:]),
		cmp.Compare(f.State, other.State), compareNumbers(f.SupersededBy, other.SupersededBy))
}

// Check says what is wrong with a fact that arrived at a time, if anything.
func (f NumberFact) Check(received time.Time) error {
	if f.At.After(received.Add(ahead)) {
		return ErrAhead
	}
	return nil
}

func compareNumbers(a, b demographics.NHSNumber) int { return cmp.Compare(a.Uint64(), b.Uint64()) }
