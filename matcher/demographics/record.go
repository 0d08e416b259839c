package demographics

import (
	"fmt"
	"time"
)

// Record is one patient record in standard form, as New makes it. It masks
// itself as a whole when it is formatted or logged.
type Record struct {
	masked

	ID           string
	Organisation string
	Authority    string
	LocalID      Private

	NHSNumber NHSNumber
	NHSStatus NHSNumberStatus

	// Family holds the alternatives of the family name: the current name first,
	// then its other spellings, aliases and previous names, without repeats.
	Family []string
	// Given holds the alternatives of the given names, each the blank-separated
	// names in their order ("MARIA LUISA"): the current ones first, aliases after.
	Given []string
	// PlaceholderGiven says that the given name was one like "BABY OF" or "TWIN
	// ONE" and nothing better was told; Given is empty then.
	PlaceholderGiven bool

	BirthDate Date
	// BirthDateDefault says that the date, as a pattern or by its stated quality,
	// may be a default or an estimate.
	BirthDateDefault bool
	// BirthOrder is the place among a multiple birth, 1 to 7; 0 is not told.
	BirthOrder uint8
	MotherID   Private
	Sex        Sex

	// Address is upper case with single blanks and no punctuation.
	Address string
	// HouseNumber is what HouseNumber finds in the address.
	HouseNumber string
	UPRN        UPRN
	// Postcodes holds standard postcodes, the current one first.
	Postcodes    []Postcode
	NoFixedAbode bool

	Phones     []Phone
	Emails     []Email
	GPPractice string

	DeceasedDate Date
	DeathStatus  DeathStatus

	Confidentiality Confidentiality
	// IdentityUnknown marks a pseudo person: nothing of it is scored.
	IdentityUnknown bool
	EthnicCategory  string
	UpdatedAt       time.Time
	Deleted         bool

	// Extra holds other named columns in upper case with single blanks, or as
	// they are written if the name stands in backquotes; a column without a value
	// is left out.
	Extra map[string]string
}

// NativeColumns lists the columns of the native layout, in order.
func NativeColumns() []string {
	return []string{
		colRecordID, colOrganisation, colAuthority, colLocalID,
		colNHSNumber, colNHSNumberStatus,
		colFamilyName, colGivenNames, colPreviousFamilyName,
		colBirthDate, colBirthDateQuality, colBirthOrder, colMotherID, colSex,
		colAddress, colUPRN, colPostcode, colPreviousPostcodes,
		colPhone, colEmail, colGPPractice,
		colDeceasedDate, colDeathStatus,
		colConfidentiality, colIdentityUnknown, colEthnicCategory,
		colUpdatedAt, colDeleted,
	}
}

// The columns of the native layout.
const (
	colRecordID           = "record_id"
	colOrganisation       = "organisation"
	colAuthority          = "authority"
	colLocalID            = "local_id"
	colNHSNumber          = "nhs_number"
	colNHSNumberStatus    = "nhs_number_status"
	colFamilyName         = "family_name"
	colGivenNames         = "given_names"
	colPreviousFamilyName = "previous_family_name"
	colBirthDate          = "birth_date"
	colBirthDateQuality   = "birth_date_quality"
	colBirthOrder         = "birth_order"
	colMotherID           = "mother_id"
	colSex                = "sex"
	colAddress            = "address"
	colUPRN               = "uprn"
	colPostcode           = "postcode"
	colPreviousPostcodes  = "previous_postcodes"
	colPhone              = "phone"
	colEmail              = "email"
	colGPPractice         = "gp_practice"
	colDeceasedDate       = "deceased_date"
	colDeathStatus        = "death_status"
	colConfidentiality    = "confidentiality"
	colIdentityUnknown    = "identity_unknown"
	colEthnicCategory     = "ethnic_category"
	colUpdatedAt          = "updated_at"
	colDeleted            = "deleted"
)

// Options says how records are standardised. The zero value is for synthetic
// data and the default deny-list.
type Options struct {
	Environment Environment
	DenyList    DenyList
}

// Remark is a data-quality note: a value was treated as missing, or repaired.
// It never holds the value.
type Remark struct {
	Column string
	Note   string
}

// FieldError rejects a record. It names the column and what was expected there,
// never the value.
type FieldError struct {
	Column   string
	Expected string
}

// Error says which column expected what.
func (e *FieldError) Error() string {
	return fmt.Sprintf("column %s: expected %s", e.Column, e.Expected)
}
