package fhir

import (
	"slices"
	"strings"
)

func (p *Patient) tellPlace(out func(column, text string)) {
	main := p.mainAddress()
	var now, former []string
	if main != none {
		home := &p.Address[main]
		out("address", home.words())
		out("uprn", home.uprn())
		now = append(now, home.PostalCode)
	}
	for i := range p.Address {
		address := &p.Address[i]
		switch {
		case i == main || !address.isHome():
		case p.isFormer(address):
			former = append(former, address.PostalCode)
		default:
			now = append(now, address.PostalCode)
		}
	}
	out("postcode", joined(now))
	out("previous_postcodes", joined(former))
}

// words gives an address without its postcode: its lines, else its text.
func (a *Address) words() string {
	var words []string
	for _, line := range append(slices.Clip(a.Line), a.District, a.City) {
		if line = strings.TrimSpace(line); line != "" {
			words = append(words, line)
		}
	}
	if len(words) == 0 {
		return a.Text
	}
	return strings.Join(words, ", ")
}

// uprn gives the property's number, which one of several keys may tell.
func (a *Address) uprn() string {
	for i := range a.Extension {
		key := &a.Extension[i]
		if !hasName(key.URL, nameAddressKey) || key.keyType() != codeUPRN {
			continue
		}
		if at := extension(key.Extension, "value"); at != none {
			return key.Extension[at].Text
		}
	}
	return ""
}

func (e *Extension) keyType() string {
	at := extension(e.Extension, "type")
	if at == none {
		return ""
	}
	kind := &e.Extension[at]
	if kind.Coding.Code != "" {
		return strings.ToUpper(kind.Coding.Code)
	}
	return strings.ToUpper(firstCode(kind.Concept.Coding))
}

// tellContacts leaves out what is told to be of the past.
func (p *Patient) tellContacts(out func(column, text string)) {
	var phones, emails []string
	for i := range p.Telecom {
		contact := &p.Telecom[i]
		if contact.Use == useOld || p.ended(contact.Period) {
			continue
		}
		switch contact.System {
		case systemPhone, "sms":
			phones = append(phones, strings.TrimPrefix(contact.Value, "tel:"))
		case systemEmail:
			emails = append(emails, contact.Value)
		}
	}
	out("phone", joined(phones))
	out("email", joined(emails))
	if at := p.practice(); at != none {
		out("gp_practice", p.GeneralPractitioner[at].Organisation())
	}
}
