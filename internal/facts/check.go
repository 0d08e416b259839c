package facts

import (
	"errors"
	"fmt"
	"strings"
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
		if _, _, err := demographics.New(f.column, nil, opt); err != nil {
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

// column gives what a native column of the record holds if it was told nothing
// but this: what Fold gives, without the making of it.
func (f *Fact) column(column string) string {
	switch column {
	case ColumnRecordID:
		return anyRecord
	case ColumnAuthority:
		return f.Key.Authority
	case ColumnLocalID:
		return f.Key.LocalID
	case ColumnOrganisation:
		return f.Organisation
	case ColumnUpdatedAt:
		return f.Stamp.At.UTC().Format(time.RFC3339)
	case ColumnDeleted:
		return ""
	case ColumnIdentityUnknown:
		if isYes(f.Columns[column]) {
			return "Y"
		}
		return ""
	case ColumnPreviousFamilyName, ColumnPreviousPostcodes:
		return strings.Join(splitList(f.Columns[column]), listMark)
	}
	return f.Columns[column]
}

// anyRecord stands for the id of the record, which any key has.
const anyRecord = "-"

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
