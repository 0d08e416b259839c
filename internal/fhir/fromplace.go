package fhir

import (
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

func (p *Patient) located(text func(string) string) {
	postcodes := parts(text("postcode"))
	home := Address{Line: linesOf(text("address"))}
	if len(postcodes) > 0 {
		home.PostalCode, postcodes = postcodes[0], postcodes[1:]
	}
	if uprn := text("uprn"); uprn != "" {
		home.Extension = []Extension{addressKey(uprn)}
	}
	if len(home.Line) > 0 || home.PostalCode != "" || home.Extension != nil {
		home.Use = useHome
		p.Address = append(p.Address, home)
	}
	for _, postcode := range postcodes {
		p.Address = append(p.Address, Address{Use: useTemporary, PostalCode: postcode})
	}
	for _, postcode := range parts(text("previous_postcodes")) {
		p.Address = append(p.Address, Address{Use: useOld, PostalCode: postcode})
	}
}

// linesOf cuts an address at its commas.
func linesOf(address string) []string {
	var lines []string
	for line := range strings.FieldsFuncSeq(address, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' }) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func addressKey(uprn string) Extension {
	return Extension{URL: extensionAddressKey, Extension: []Extension{
		{URL: "type", Coding: Coding{System: systemAddressKeyType, Code: codeUPRN}},
		{URL: "value", Text: uprn},
	}}
}

func (p *Patient) reached(text func(string) string) {
	for _, phone := range parts(text("phone")) {
		p.Telecom = append(p.Telecom, ContactPoint{System: systemPhone, Value: phone})
	}
	for _, email := range parts(text("email")) {
		p.Telecom = append(p.Telecom, ContactPoint{System: systemEmail, Value: email})
	}
	if code := text("gp_practice"); code != "" {
		p.GeneralPractitioner = []Reference{organisation(code)}
	}
}

func (p *Patient) died(text func(string) string) {
	p.DeceasedDateTime = dateOf(text("deceased_date"))
	status := strings.ToUpper(text("death_status"))
	if status == "" {
		return
	}
	p.Extension = append(p.Extension, Extension{URL: extensionDeathStatus, Extension: []Extension{
		{URL: "deathNotificationStatus", Concept: concept(systemDeathStatus, status)},
	}})
	if p.DeceasedDateTime == "" {
		known, err := demographics.ParseDeathStatus(status)
		dead := err == nil && known.Dead()
		p.DeceasedBoolean = &dead
	}
}

// governed tells who may see the record, and of the record itself.
func (p *Patient) governed(text func(string) string) {
	if code := strings.ToUpper(text("confidentiality")); code != "" {
		p.Meta.Security = []Coding{{System: systemConfidentiality, Code: code}}
	}
	p.Meta.LastUpdated = instantOf(text("updated_at"))
	if code := text("ethnic_category"); code != "" {
		p.Extension = append(p.Extension, Extension{URL: extensionEthnicCategory, Concept: concept(systemEthnicCategory, code)})
	}
	if isYes(text("identity_unknown")) {
		yes := true
		p.Extension = append(p.Extension, Extension{URL: extensionIdentityUnknown, Boolean: &yes})
	}
	active := !isYes(text("deleted"))
	p.Active = &active
}

func isYes(text string) bool {
	switch strings.ToUpper(text) {
	case "Y", "YES", "TRUE", "T", "1":
		return true
	}
	return false
}
