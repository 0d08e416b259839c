package demographics

import "slices"

// The notes that remarks carry.
const (
	noteUnreadable  = "treated as missing: not readable"
	notePlaceholder = "treated as missing: a placeholder"
	noteNoName      = "treated as missing: not a name"
	noteShortened   = "shortened"
	noteNullLike    = "treated as missing: a null-like date"
	noteDefault     = "may be a default"
	noteEstimated   = "estimated: only the year is kept"
)

func (s *standardiser) names() {
	r := &s.record
	familyText, givenText := s.text(colFamilyName), s.text(colGivenNames)
	family, given := cleanFamily(familyText), cleanGiven(givenText)
	previous := cleanFamily(s.text(colPreviousFamilyName))

	r.Family = family.alternatives
	for _, name := range previous.alternatives {
		r.Family = appendNew(r.Family, name)
	}
	r.Given = given.alternatives
	r.PlaceholderGiven = given.placeholder && len(given.alternatives) == 0
	r.BirthOrder = given.birthOrder
	r.IdentityUnknown = isStranger(family, given)

	s.remarkName(colFamilyName, familyText, family)
	s.remarkName(colGivenNames, givenText, given)
}

// isStranger finds the names given to patients whom nobody knows, such as
// UNKNOWN MALE.
func isStranger(family, given names) bool {
	nameless := len(family.alternatives) == 0 && len(given.alternatives) == 0
	return nameless && (family.unknown || given.unknown) && (family.saysSex || given.saysSex)
}

func (s *standardiser) remarkName(column, text string, n names) {
	switch {
	case text == "":
	case len(n.alternatives) == 0 && n.placeholder:
		s.remark(column, notePlaceholder)
	case len(n.alternatives) == 0:
		s.remark(column, noteNoName)
	case n.truncated:
		s.remark(column, noteShortened)
	}
}

// appendNew appends a value that is not there yet.
func appendNew[T comparable](values []T, value T) []T {
	if slices.Contains(values, value) {
		return values
	}
	return append(values, value)
}

// quality says how a birth date is known.
type quality uint8

const (
	qualityKnown quality = iota
	qualityDefault
	qualityEstimated
)

var qualityCodes = map[string]quality{
	"": qualityKnown, "KNOWN": qualityKnown, "VERIFIED": qualityKnown,
	"UD": qualityDefault, "DEFAULT": qualityDefault, "UNKNOWN": qualityDefault,
	"ED": qualityEstimated, "ESTIMATED": qualityEstimated,
}

func parseQuality(s string) (quality, error) {
	return parseCode(qualityCodes, s, "one of known, default, unknown, estimated, UD, ED")
}

// firstBirthYear is the year before which no patient was born.
const firstBirthYear = 1895

// birth reads the birth date. One told to be a default is absent, and of one
// told to be estimated only the year is kept.
func (s *standardiser) birth() {
	r := &s.record
	r.Sex = coded(s, colSex, ParseSex)
	if order := coded(s, colBirthOrder, parseBirthOrder); order > 0 {
		r.BirthOrder = order
	}
	date := s.date(colBirthDate)
	if !date.IsZero() && date.Year() < firstBirthYear {
		s.reject(colBirthDate, "a birth date from 1895-01-01 on")
	}
	told := coded(s, colBirthDateQuality, parseQuality)
	if !date.IsZero() {
		s.judgeBirthDate(date, told)
	}
}

func (s *standardiser) judgeBirthDate(date Date, told quality) {
	r := &s.record
	switch told {
	case qualityDefault:
		s.remark(colBirthDate, "treated as missing: told to be a default")
	case qualityEstimated:
		r.BirthDate, r.BirthDateDefault = Date{year: date.year}, true
		s.remark(colBirthDate, noteEstimated)
	case qualityKnown:
		r.BirthDate, r.BirthDateDefault = date, date.Default()
		if r.BirthDateDefault {
			s.remark(colBirthDate, noteDefault)
		}
	}
}

// date reads a date; one that does not exist rejects the record, a null-like
// one is absent.
func (s *standardiser) date(column string) Date {
	text := s.text(column)
	if text == "" {
		return Date{}
	}
	date, err := ParseDate(text)
	if err != nil {
		s.reject(column, string(errNoDate))
	}
	if date.NullLike() {
		s.remark(column, noteNullLike)
		return Date{}
	}
	return date
}

// parseBirthOrder reads 1 to 7; 8, not applicable, and 9, not known, are 0.
func parseBirthOrder(s string) (uint8, error) {
	switch {
	case s == "", s == "8", s == "9":
		return 0, nil
	case len(s) == 1 && s[0] >= '1' && s[0] <= '7':
		return s[0] - '0', nil
	}
	return 0, expectation("a birth order, 1 to 9")
}
