package fhir

import (
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/matcher/demographics"
)

// FromColumns makes a patient of native columns; value gives a column's text, ""
// when it is absent. What a column says wrongly is written as it is, so that who
// reads the patient sees the same mistake.
func FromColumns(value func(column string) string) Patient {
	var p Patient
	text := func(column string) string { return strings.TrimSpace(value(column)) }
	p.identify(text)
	p.called(text)
	p.born(text)
	p.located(text)
	p.reached(text)
	p.died(text)
	p.governed(text)
	return p
}

// isResourceID says whether a text can be a Patient.id.
func isResourceID(text string) bool {
	const most = 64
	if text == "" || len(text) > most {
		return false
	}
	for i := range len(text) {
		c := text[i]
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

func (p *Patient) identify(text func(string) string) {
	if id := text("record_id"); isResourceID(id) {
		p.ID = id
	} else if id != "" {
		p.Identifier = append(p.Identifier, Identifier{System: SystemRecordID, Value: id})
	}
	number, status := text("nhs_number"), text("nhs_number_status")
	if number != "" || status != "" {
		p.Identifier = append(p.Identifier, nhsNumber(number, status))
	}
	authority, local := text("authority"), text("local_id")
	if authority != "" || local != "" {
		p.Identifier = append(p.Identifier, Identifier{
			Type: concept(systemIdentifierType, codeMedicalRecord), System: SystemOf(authority), Value: local,
		})
	}
	if code := text("organisation"); code != "" {
		p.ManagingOrganization = organisation(code)
	}
}

func nhsNumber(number, status string) Identifier {
	id := Identifier{System: SystemNHSNumber, Value: compactNumber(number)}
	if code := statusCode(status); code != "" {
		id.Extension = []Extension{{URL: extensionNHSStatus, Concept: concept(systemNHSStatus, code)}}
	}
	return id
}

// compactNumber takes the blanks out of a number that is ten digits without them.
func compactNumber(text string) string {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' || r == '\t' {
			return -1
		}
		return r
	}, text)
	if len(digits) == 10 && strings.Trim(digits, "0123456789") == "" {
		return digits
	}
	return text
}

// statusCode gives the two digits of a status however it is told.
func statusCode(text string) string {
	status, err := demographics.ParseNHSNumberStatus(text)
	if err != nil {
		return text
	}
	return status.String()
}

// SystemOf gives the system of an authority's identifiers: itself when it is a
// URI.
func SystemOf(authority string) string {
	if authority == "" || strings.Contains(authority, ":") {
		return authority
	}
	return SystemAuthority + authority
}

func organisation(code string) Reference {
	return Reference{Type: "Organization", Identifier: Identifier{System: SystemODS, Value: code}}
}

func concept(system, code string) CodeableConcept {
	return CodeableConcept{Coding: []Coding{{System: system, Code: code}}}
}

func (p *Patient) called(text func(string) string) {
	family, given := text("family_name"), parts(text("given_names"))
	name := HumanName{Family: family}
	if len(given) > 0 {
		name.Given, given = strings.Fields(given[0]), given[1:]
	}
	if family != "" || len(name.Given) > 0 {
		name.Use = "usual"
		p.Name = append(p.Name, name)
	}
	for _, other := range given {
		p.Name = append(p.Name, HumanName{Use: "nickname", Given: strings.Fields(other)})
	}
	for _, former := range parts(text("previous_family_name")) {
		p.Name = append(p.Name, HumanName{Use: useOld, Family: former})
	}
}

// parts gives the values of a column that may hold several.
func parts(text string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '|' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (p *Patient) born(text func(string) string) {
	p.BirthDate = dateOf(text("birth_date"))
	if quality := text("birth_date_quality"); quality != "" {
		p.BirthDateMore.Extension = []Extension{{URL: extensionBirthDateQuality, Code: quality}}
	}
	if order, err := strconv.Atoi(text("birth_order")); err == nil {
		p.MultipleBirthInteger = &order
	}
	if mother := text("mother_id"); mother != "" {
		p.Extension = append(p.Extension, Extension{
			URL:        extensionMotherID,
			Identifier: Identifier{System: SystemOf(text("authority")), Value: mother},
		})
	}
	p.Gender = genderOf(text("sex"))
}

// dateOf gives a date as FHIR writes it.
func dateOf(text string) string {
	date, err := demographics.ParseDate(text)
	if err != nil {
		return text
	}
	return date.Text()
}

func genderOf(text string) string {
	sex, err := demographics.ParseSex(text)
	if err != nil {
		return text
	}
	switch sex {
	case demographics.SexMale:
		return "male"
	case demographics.SexFemale:
		return "female"
	case demographics.SexIndeterminate:
		return "other"
	case demographics.SexNotKnown:
		return "unknown"
	case demographics.SexAbsent:
	}
	return ""
}

// instantOf gives a time as FHIR writes it.
func instantOf(text string) string {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.Format(time.RFC3339)
	}
	return text
}
