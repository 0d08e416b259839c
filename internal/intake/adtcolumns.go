package intake

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/hl7v2"
)

// telling collects the columns that a patient's segments tell.
type telling struct {
	*adtPatient
	key     facts.Key
	day     string // of the event
	columns facts.Columns
}

func (a *adt) columns(p *adtPatient, key facts.Key) (facts.Columns, error) {
	t := &telling{adtPatient: p, key: key, day: a.day(), columns: facts.Columns{}}
	for _, part := range []func() error{
		t.number, t.names, t.birth, t.sex, t.place, t.contacts, t.practice, t.death, t.state, t.reliability,
	} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	t.stay(a.event, a.stamp.At)
	return t.columns, nil
}

// tell tells columns that one field holds. If it has no value for any of them,
// the field says nothing, or clears them all if it is Null.
func (t *telling) tell(field hl7v2.Field, values facts.Columns) {
	silent := !field.HasNull()
	for _, text := range values {
		silent = silent && text == ""
	}
	if silent {
		return
	}
	for column, text := range values {
		t.columns[column] = tidy(text)
	}
}

// coded tells a column of a field that holds one of a few codes.
func (t *telling) coded(s *hl7v2.Segment, number int, column, expects string, read func(code string) (text string, ok bool)) error {
	field := s.Get(number)
	code := strings.ToUpper(strings.TrimSpace(field.Value(1)))
	text := ""
	if code != "" {
		var ok bool
		if text, ok = read(code); !ok {
			return expected(fmt.Sprintf("%s-%d", s.Name, number), expects)
		}
	}
	t.tell(field, facts.Columns{column: text})
	return nil
}

// tidy makes one line of a text.
func tidy(text string) string {
	if !strings.ContainsFunc(text, unicode.IsControl) {
		return strings.TrimSpace(text)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text))
}

// listed puts values into a column that may hold several; what stands between
// them is not part of any.
func listed(values ...string) string {
	var all []string
	for _, value := range values {
		value = tidy(strings.NewReplacer(";", " ", "|", " ").Replace(value))
		if value != "" && !slices.Contains(all, value) {
			all = append(all, value)
		}
	}
	return strings.Join(all, ";")
}

// fieldOf names the field that a column is told by, for whoever has to mend it.
func fieldOf(column string) string {
	switch column {
	case columnNHSNumberStatus, columnBirthDateQuality:
		return "PID-32"
	case columnNHSNumber, columnLocalID, columnAuthority:
		return "PID-3"
	case columnFamilyName, columnGivenNames, columnPreviousFamilyName:
		return "PID-5"
	case columnBirthDate:
		return "PID-7"
	case columnSex:
		return "PID-8"
	case columnAddress, columnPostcode, columnUPRN, columnPreviousPostcodes:
		return "PID-11"
	case columnPhone, columnEmail:
		return "PID-13"
	case columnMotherID:
		return "PID-21"
	case columnEthnicCategory:
		return "PID-22"
	case columnBirthOrder:
		return "PID-25"
	case columnDeceasedDate:
		return "PID-29"
	case columnIdentityUnknown:
		return "PID-31"
	case columnDeathStatus:
		return "ZPD-1"
	case columnPractice:
		return "PD1-3"
	case columnConfidentiality:
		return "PD1-12"
	case columnOrganisation:
		return "MSH-4"
	}
	return "column " + column
}

// The columns that messages tell.
const (
	columnOrganisation       = facts.ColumnOrganisation
	columnAuthority          = facts.ColumnAuthority
	columnLocalID            = facts.ColumnLocalID
	columnNHSNumber          = facts.ColumnNHSNumber
	columnNHSNumberStatus    = facts.ColumnNHSNumberStatus
	columnFamilyName         = facts.ColumnFamilyName
	columnGivenNames         = "given_names"
	columnPreviousFamilyName = facts.ColumnPreviousFamilyName
	columnBirthDate          = facts.ColumnBirthDate
	columnBirthDateQuality   = facts.ColumnBirthDateQuality
	columnBirthOrder         = "birth_order"
	columnMotherID           = "mother_id"
	columnSex                = "sex"
	columnAddress            = facts.ColumnAddress
	columnUPRN               = facts.ColumnUPRN
	columnPostcode           = facts.ColumnPostcode
	columnPreviousPostcodes  = facts.ColumnPreviousPostcodes
	columnPhone              = "phone"
	columnEmail              = "email"
	columnPractice           = "gp_practice"
	columnDeceasedDate       = "deceased_date"
	columnDeathStatus        = "death_status"
	columnConfidentiality    = "confidentiality"
	columnIdentityUnknown    = facts.ColumnIdentityUnknown
	columnEthnicCategory     = "ethnic_category"
)
