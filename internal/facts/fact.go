package facts

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"time"
)

// Kind says what a fact does.
type Kind uint8

// The kinds of fact.
const (
	Tell    Kind = iota + 1 // columns of the record
	Delete                  // the organisation no longer holds the record
	Merge                   // the record is the same as Other, which survives (A40, replaced-by)
	Unmerge                 // the record is not the same as Other after all (A37)
)

// Fact is one thing that a message says of one record.
type Fact struct {
	Key   Key
	Kind  Kind
	Stamp Stamp
	// Organisation is the ODS code of the organisation that tells it.
	Organisation string
	// Columns are told by Tell.
	Columns Columns
	// Other is the other record of Merge and Unmerge.
	Other Key
}

// Hash is the SHA-256 of the bytes of a message.
type Hash [sha256.Size]byte

// Stamp orders the facts about a record. It depends on the message alone, never
// on when or where it arrived.
type Stamp struct {
	At      time.Time // when it became so, as the sender says
	Control string    // the sender's number of the message
	Hash    Hash      // of the message
	Part    int       // the place within the message, counted from 0
}

// Compare orders stamps, the older first.
func (s Stamp) Compare(other Stamp) int {
	return cmp.Or(s.At.Compare(other.At), cmp.Compare(s.Control, other.Control),
		bytes.Compare(s.Hash[:], other.Hash[:]), cmp.Compare(s.Part, other.Part))
}

// IsZero says whether nothing has been told.
func (s Stamp) IsZero() bool { return s.At.IsZero() && s.Control == "" && s.Hash == Hash{} }

// Columns are native columns and their texts, as they were told. A column that
// is not there says nothing; one that is empty clears what was told before.
type Columns map[string]string

// Completed gives the columns with those that a told one speaks for: a number
// without a status has none, an address without a postcode has none.
func (c Columns) Completed() Columns {
	out := make(Columns, len(c))
	for name, text := range c {
		out[name] = text
		for _, other := range spokenFor(name) {
			if _, told := c[other]; !told {
				out[other] = ""
			}
		}
	}
	return out
}

// spokenFor lists the columns that a column, when told, speaks for.
func spokenFor(column string) []string {
	switch column {
	case ColumnNHSNumber:
		return []string{ColumnNHSNumberStatus}
	case ColumnBirthDate:
		return []string{ColumnBirthDateQuality}
	case ColumnAddress, ColumnPostcode:
		return []string{ColumnAddress, ColumnPostcode, ColumnUPRN}
	}
	return nil
}

// The native columns that this package itself looks at.
const (
	ColumnRecordID           = "record_id"
	ColumnOrganisation       = "organisation"
	ColumnAuthority          = "authority"
	ColumnLocalID            = "local_id"
	ColumnNHSNumber          = "nhs_number"
	ColumnNHSNumberStatus    = "nhs_number_status"
	ColumnFamilyName         = "family_name"
	ColumnPreviousFamilyName = "previous_family_name"
	ColumnBirthDate          = "birth_date"
	ColumnBirthDateQuality   = "birth_date_quality"
	ColumnAddress            = "address"
	ColumnUPRN               = "uprn"
	ColumnPostcode           = "postcode"
	ColumnPreviousPostcodes  = "previous_postcodes"
	ColumnIdentityUnknown    = "identity_unknown"
	ColumnStay               = "stay"       // one of the states below
	ColumnStaySince          = "stay_since" // when the patient was admitted, or discharged
	ColumnStayWard           = "stay_ward"
	ColumnStayVisit          = "stay_visit" // the visit's number
	ColumnUpdatedAt          = "updated_at"
	ColumnDeleted            = "deleted"
)

// The states of a stay in hospital.
const (
	StayIn        = "in"
	StayOut       = "out"
	StayCancelled = "cancelled" // the patient was not admitted after all
)
