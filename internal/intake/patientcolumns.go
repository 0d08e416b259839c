package intake

import (
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

// wholeRecord clears the columns that a Patient does not tell, and leaves out those
// that are no demographics.
func wholeRecord(columns facts.Columns) facts.Columns {
	out := facts.Columns{}
	for _, column := range demographics.NativeColumns() {
		text, told := columns[column]
		if !isHead(column) && (told || !stays(column)) {
			out[column] = text
		}
	}
	return out
}

// stays says of which columns a Patient without them says nothing: labels of
// confidentiality outlast an update unless it lifts them, and for the others
// there is no element, only an extension of our own.
func stays(column string) bool {
	switch column {
	case "confidentiality", "identity_unknown", "mother_id":
		return true
	}
	return false
}

// isHead says which columns say whose record a message is about and since when,
// not who the person is.
func isHead(column string) bool {
	switch column {
	case facts.ColumnRecordID, facts.ColumnOrganisation, facts.ColumnAuthority, facts.ColumnLocalID,
		facts.ColumnUpdatedAt, facts.ColumnDeleted:
		return true
	}
	return false
}

// head is what the columns of a message say of the message itself.
type head struct {
	key          facts.Key
	organisation string
	updated      time.Time
	deleted      bool
}

// headOf reads the columns of a message that demographics do not depend on, and
// identity_unknown, which the fold takes as it is.
func headOf(columns facts.Columns) (head, error) {
	record, _, err := demographics.New(func(column string) string {
		switch {
		case column == facts.ColumnRecordID:
			return anyRecord
		case isHead(column), column == facts.ColumnIdentityUnknown:
			return columns[column]
		}
		return ""
	}, nil, demographics.Options{})
	if err != nil {
		return head{}, err
	}
	return head{
		key:          facts.Key{Authority: record.Authority, LocalID: record.LocalID.Reveal()},
		organisation: record.Organisation, updated: record.UpdatedAt, deleted: record.Deleted,
	}, nil
}

// anyRecord stands for the record_id, which of a message is worked out from the
// key.
const anyRecord = "-"

// A sender's number of a message is kept with everything that the message told.
const (
	longestControl  = 255
	expectedControl = "at most 255 bytes"
)

// keyOf gives a key in the form that a record's own has.
func keyOf(authority, localID string) (facts.Key, error) {
	h, err := headOf(facts.Columns{facts.ColumnAuthority: authority, facts.ColumnLocalID: localID})
	return h.key, err
}

// fact begins a fact that is dated when the message says, else when it arrived.
func (h head) fact(received time.Time) facts.Fact {
	at := h.updated
	if at.IsZero() {
		at = received.UTC()
	}
	return facts.Fact{Key: h.key, Organisation: h.organisation, Stamp: facts.Stamp{At: at}}
}
