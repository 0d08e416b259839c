package facts

import (
	"errors"
	"fmt"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
)

// ahead is how far the date of a fact may lie after its arrival.
const ahead = 24 * time.Hour

// ErrAhead says that a fact is dated later than can be.
var ErrAhead = errors.New("the event is dated more than 24 hours after it arrived")

// Check says what is wrong with a fact that arrived at a time, if anything. What
// passes can be folded with anything else that does, and be standardised.
func (f *Fact) Check(received time.Time, opt demographics.Options) error {
	switch {
	case f.Key.Authority == "":
		return errors.New("the authority of the local identifier is missing")
	case f.Key.LocalID == "":
		return errors.New("the local identifier is missing")
	case f.Stamp.At.IsZero():
		return errors.New("the time of the event is missing")
	case f.Stamp.At.After(received.Add(ahead)):
		return ErrAhead
	}
	switch f.Kind {
	case Tell:
		content := Fold(*f)
		if _, _, err := content.Record(f.Key, nil, opt); err != nil {
			return fmt.Errorf("checking what is told: %w", err)
		}
	case Merge, Unmerge:
		return f.checkOther()
	case Delete:
	default:
		return errors.New("the kind of fact is unknown")
	}
	return nil
}

func (f *Fact) checkOther() error {
	switch {
	case f.Other.Authority == "" || f.Other.LocalID == "":
		return errors.New("the other identifier of a merge is missing")
	case f.Other == f.Key:
		return errors.New("a record cannot be merged with itself")
	case f.Other.Authority != f.Key.Authority:
		return errors.New("a merge joins two identifiers of one authority")
	}
	return nil
}
