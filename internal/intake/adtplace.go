package intake

import (
	"cmp"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/hl7v2"
)

// place tells where the person lives and lived.
func (t *telling) place() error {
	field := t.pid.Get(11)
	var home hl7v2.Repetition
	best, former, now := notHome, []string(nil), []string(nil)
	for _, r := range field {
		switch rank := rankOfAddress(r, t.day); {
		case words(r)+r.Value(5)+uprnOf(r) == "":
		case rank == formerAddress:
			former = append(former, r.Value(5))
		case rank < best:
			best, home = rank, r
			now = append([]string{r.Value(5)}, now...)
		case rank < notHome:
			now = append(now, r.Value(5))
		}
	}
	t.tell(field, facts.Columns{
		columnAddress: words(home), columnUPRN: uprnOf(home),
		columnPostcode: listed(now...), columnPreviousPostcodes: listed(former...),
	})
	return nil
}

// The ranks of addresses, from the home on.
const (
	permanentAddress = iota
	temporaryAddress
	notHome
	formerAddress
)

// rankOfAddress reads the type of an address and the end of its period, which
// the versions of HL7 have in different places.
func rankOfAddress(r hl7v2.Repetition, day string) int {
	kind := strings.ToUpper(strings.TrimSpace(r.Value(7)))
	if isPast(r.Part(12, 2), day) || isPast(r.Value(14), day) || strings.HasPrefix(kind, "PREV") || kind == "OLD" {
		return formerAddress
	}
	switch kind {
	case "", "H", "HOME", "P", "L":
		return permanentAddress
	case "B", "O", "BA", "BI", "BDL", "F", "M", "N", "S": // work, bad, bills, birth, country of origin, post
		return notHome
	}
	return temporaryAddress
}

// words gives an address without its postcode.
func words(r hl7v2.Repetition) string {
	street := r.Part(1, 1)
	if street == "" {
		street = r.Part(1, 3) + " " + r.Part(1, 2) // the number, and the name of the street
	}
	var lines []string
	for _, line := range []string{street, r.Value(2), r.Value(3), r.Value(4)} {
		if line = tidy(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, ", ")
}

// uprnOf gives the number of the property, which an address has as its identifier.
func uprnOf(r hl7v2.Repetition) string {
	if kind := strings.ToUpper(r.Part(23, 2)); kind != "" && kind != "UPRN" {
		return ""
	}
	return r.Part(23, 1)
}

// contacts tells telephones and e-mail addresses, those at home and at work.
func (t *telling) contacts() error {
	home := t.pid.Get(13)
	var phones, emails []string
	for _, field := range []hl7v2.Field{home, t.pid.Get(14)} {
		for _, r := range field {
			phone, email := contactOf(r)
			phones, emails = append(phones, phone), append(emails, email)
		}
	}
	t.tell(home, facts.Columns{columnPhone: listed(phones...), columnEmail: listed(emails...)})
	return nil
}

// contactOf reads one contact. Faxes, modems and pagers reach nobody.
func contactOf(r hl7v2.Repetition) (phone, email string) {
	switch strings.ToUpper(r.Value(3)) {
	case "FX", "MD", "BP", "SAT":
		return "", ""
	}
	phone, email = r.Value(1), r.Value(4)
	switch {
	case strings.Contains(phone, "@"):
		return "", cmp.Or(email, phone)
	case strings.EqualFold(r.Value(2), "NET"):
		return "", email
	case phone == "":
		phone = cmp.Or(r.Value(12), dialled(r))
	}
	return phone, email
}

// dialled puts a number together from its parts.
func dialled(r hl7v2.Repetition) string {
	country, area, local := strings.TrimPrefix(r.Value(5), "+"), r.Value(6), r.Value(7)
	switch {
	case local == "":
		return ""
	case country == "":
		return area + local
	}
	return "+" + country + strings.TrimPrefix(area+local, "0")
}

// practice tells the code of the GP practice: PD1-3, else a code in PD1-4 that
// is one of a practice and not of a doctor.
func (t *telling) practice() error {
	field := t.pd1.Get(3)
	var code string
	for _, r := range field {
		code = cmp.Or(code, r.Value(3), r.Value(10), practiceCode(r.Value(1)))
	}
	for _, r := range t.pd1.Get(4) {
		code = cmp.Or(code, practiceCode(r.Value(1)), practiceCode(r.Value(14)))
	}
	t.tell(field, facts.Columns{columnPractice: code})
	return nil
}

// practiceCode gives a text that has the form of a practice's code: a letter and
// five digits.
func practiceCode(text string) string {
	text = strings.ToUpper(strings.TrimSpace(text))
	if len(text) != 6 || text[0] < 'A' || text[0] > 'Z' || !areDigits(text[1:]) {
		return ""
	}
	return text
}
