package population

// Column is a native column of the engine's CSV.
type Column int

// The native columns in their order.
const (
	RecordID Column = iota
	Organisation
	Authority
	LocalID
	NHSNumber
	NHSNumberStatus
	FamilyName
	GivenNames
	PreviousFamilyName
	BirthDate
	BirthDateQuality
	BirthOrder
	MotherID
	Sex
	Address
	UPRN
	Postcode
	PreviousPostcodes
	Phone
	Email
	Practice
	DeceasedDate
	DeathStatus
	Confidentiality
	IdentityUnknown
	EthnicCategory
	UpdatedAt
	Deleted
	columnCount
)

// Header gives the names of the columns.
func Header() []string {
	return []string{
		"record_id", "organisation", "authority", "local_id", "nhs_number", "nhs_number_status",
		"family_name", "given_names", "previous_family_name", "birth_date", "birth_date_quality",
		"birth_order", "mother_id", "sex", "address", "uprn", "postcode", "previous_postcodes",
		"phone", "email", "gp_practice", "deceased_date", "death_status", "confidentiality",
		"identity_unknown", "ethnic_category", "updated_at", "deleted",
	}
}

// Record holds the value of every native column.
type Record [columnCount]string

// ErrorKind names what is wrong or out of date in a record.
type ErrorKind string

// The kinds of errors.
const (
	ErrorGivenSpelling    ErrorKind = "given_spelling"
	ErrorGivenShortened   ErrorKind = "given_shortened"
	ErrorGivenOther       ErrorKind = "given_other"
	ErrorGivenReordered   ErrorKind = "given_reordered"
	ErrorBothNames        ErrorKind = "both_names"
	ErrorFamilySpelling   ErrorKind = "family_spelling"
	ErrorFamilyShortened  ErrorKind = "family_shortened"
	ErrorFamilyOther      ErrorKind = "family_other"
	ErrorNamesReversed    ErrorKind = "names_reversed"
	ErrorBabyName         ErrorKind = "baby_name"
	ErrorEarlierName      ErrorKind = "earlier_family_name"
	ErrorEarlierAddress   ErrorKind = "earlier_address"
	ErrorBirthDate        ErrorKind = "birth_date"
	ErrorBirthDateDefault ErrorKind = "birth_date_default"
	ErrorSex              ErrorKind = "sex"
	ErrorPostcode         ErrorKind = "postcode"
	ErrorNumberMissing    ErrorKind = "nhs_number_missing"
	ErrorNumberSuperseded ErrorKind = "nhs_number_superseded"
	ErrorNumberPerson     ErrorKind = "nhs_number_of_another_person"
	ErrorNumberTyping     ErrorKind = "nhs_number_typing"
	ErrorNumberSwapped    ErrorKind = "nhs_number_swapped_twins"
	ErrorSiblings         ErrorKind = "nhs_number_swapped_siblings"
	ErrorPlaceholder      ErrorKind = "nhs_number_placeholder"
	ErrorFieldMissing     ErrorKind = "field_missing"
)

// TwinTruth is what is true of a twin, whatever the record says.
type TwinTruth struct {
	Birth     string // equal for the two twins of a birth
	OtherName string // the other twin's first given name
	OwnNumber bool   // the record holds the twin's own NHS number
}

// Row is a record with the truth about it.
type Row struct {
	Record    Record
	PersonID  string
	Household uint64
	Twin      *TwinTruth // of a twin
	Culture   Culture
	Errors    []ErrorKind

	life []version // oldest first, the last is the record as it is; only where lives are asked for
}
