package demographics

import (
	"slices"
	"strconv"
	"strings"
)

// Columns that a record derives from its native ones.
const (
	colNames       = "names"        // every part of every name, given or family
	colHouseNumber = "house_number" // found in the address
)

// DerivedColumns lists the columns that Values gives beside the native ones.
func DerivedColumns() []string { return []string{colNames, colHouseNumber} }

// Values gives what the record holds in a native, derived or extra column, in
// normal form: the alternatives, the current one first, or nothing.
func (r *Record) Values(column string) []string { return r.AppendValues(nil, column) }

// AppendValues appends what Values gives.
func (r *Record) AppendValues(into []string, column string) []string {
	switch column {
	case colFamilyName:
		return append(into, r.Family...)
	case colGivenNames:
		return append(into, r.Given...)
	case colNames:
		return r.appendAllNames(into)
	case colPostcode:
		return appendTexts(into, r.Postcodes, Postcode.Text)
	case colPhone:
		return appendTexts(into, r.Phones, Phone.Text)
	case colEmail:
		return appendTexts(into, r.Emails, Email.Text)
	}
	if value := r.single(column); value != "" {
		return append(into, value)
	}
	return into
}

// single gives a column that holds one value at most.
func (r *Record) single(column string) string {
	switch column {
	case colRecordID:
		return r.ID
	case colOrganisation:
		return r.Organisation
	case colAuthority:
		return r.Authority
	case colLocalID:
		return r.LocalID.Reveal()
	case colNHSNumber:
		return r.NHSNumber.Digits()
	case colBirthDate:
		return r.BirthDate.Text()
	case colBirthOrder:
		return positive(uint64(r.BirthOrder))
	case colMotherID:
		return r.MotherID.Reveal()
	case colSex:
		if r.Sex.Told() {
			return r.Sex.Code()
		}
		return ""
	case colAddress:
		return r.Address
	case colHouseNumber:
		return r.HouseNumber
	case colUPRN:
		return positive(uint64(r.UPRN))
	case colGPPractice:
		return r.GPPractice
	case colDeceasedDate:
		return r.DeceasedDate.Text()
	}
	return r.Extra[column]
}

func positive(n uint64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatUint(n, 10)
}

func appendTexts[T any](into []string, values []T, text func(T) string) []string {
	for _, v := range values {
		into = append(into, text(v))
	}
	return into
}

func (r *Record) appendAllNames(into []string) []string {
	before := len(into)
	for _, names := range [2][]string{r.Family, r.Given} {
		for _, name := range names {
			for part := range strings.FieldsSeq(name) {
				if !slices.Contains(into[before:], part) {
					into = append(into, part)
				}
			}
		}
	}
	return into
}
