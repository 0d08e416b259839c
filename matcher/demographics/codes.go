package demographics

import (
	"strings"
)

// Sex is the administrative sex of a record; no value ever vetoes a match.
type Sex uint8

// The sexes.
const (
	SexAbsent        Sex = iota // nothing was told
	SexNotKnown                 // told as not known
	SexMale                     //
	SexFemale                   //
	SexIndeterminate            // not specified, indeterminate, other
)

var sexCodes = map[string]Sex{
	"":              SexAbsent,
	"0":             SexNotKnown,
	"1":             SexMale,
	"2":             SexFemale,
	"9":             SexIndeterminate,
	"U":             SexNotKnown,
	"N":             SexNotKnown,
	"M":             SexMale,
	"F":             SexFemale,
	"I":             SexIndeterminate,
	"X":             SexIndeterminate,
	"A":             SexIndeterminate,
	"O":             SexIndeterminate,
	"UNKNOWN":       SexNotKnown,
	"NOT KNOWN":     SexNotKnown,
	"MALE":          SexMale,
	"FEMALE":        SexFemale,
	"OTHER":         SexIndeterminate,
	"INDETERMINATE": SexIndeterminate,
	"NOT SPECIFIED": SexIndeterminate,
}

// ParseSex reads the NHS codes 0, 1, 2, 9, the letters of HL7 v2 and the words
// of FHIR, in any case; "" is absent.
func ParseSex(s string) (Sex, error) {
	return parseCode(sexCodes, s, "one of 0, 1, 2, 9, M, F, U, I, X, male, female, other, unknown")
}

// Confidentiality says who may see where a person lives.
type Confidentiality uint8

// The confidentialities.
const (
	ConfidentialityAbsent Confidentiality = iota
	Unrestricted                          // U
	Restricted                            // R
	VeryRestricted                        // V
)

var confidentialityCodes = map[string]Confidentiality{
	"": ConfidentialityAbsent, "U": Unrestricted, "R": Restricted, "V": VeryRestricted,
}

// ParseConfidentiality reads U, R and V in any case; "" is absent.
func ParseConfidentiality(s string) (Confidentiality, error) {
	return parseCode(confidentialityCodes, s, "one of U, R, V")
}

// DeathStatus says how a death is known.
type DeathStatus uint8

// The death statuses.
const (
	DeathNone     DeathStatus = iota
	DeathInformal             // 1: heard of
	DeathFormal               // 2: registered
	DeathRemoved              // U: told by mistake and taken back
)

var deathCodes = map[string]DeathStatus{"": DeathNone, "1": DeathInformal, "2": DeathFormal, "U": DeathRemoved}

// ParseDeathStatus reads 1, 2 and U; "" is none.
func ParseDeathStatus(s string) (DeathStatus, error) {
	return parseCode(deathCodes, s, "one of 1, 2, U")
}

var booleanCodes = map[string]bool{
	"": false, "N": false, "NO": false, "FALSE": false, "F": false, "0": false,
	"Y": true, "YES": true, "TRUE": true, "T": true, "1": true,
}

func parseBool(s string) (bool, error) {
	return parseCode(booleanCodes, s, "Y or N, true or false, 1 or 0")
}

// parseCode looks a code up in any case; the error says what was expected.
func parseCode[T any](codes map[string]T, s, expected string) (T, error) {
	value, ok := codes[strings.ToUpper(strings.TrimSpace(s))]
	if !ok {
		return value, expectation(expected)
	}
	return value, nil
}
