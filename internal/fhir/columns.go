package fhir

import (
	"strconv"
	"strings"
)

// Columns tells the native columns of a patient, those with a value only. The
// elements that a column comes from, Path names.
func (p *Patient) Columns(tell func(column, text string)) {
	out := func(column, text string) {
		if text != "" {
			tell(column, text)
		}
	}
	p.tellIdentifiers(out)
	p.tellNames(out)
	p.tellBirth(out)
	p.tellPlace(out)
	p.tellContacts(out)
	p.tellDeath(out)
	p.tellState(out)
}

func (p *Patient) tellIdentifiers(out func(column, text string)) {
	if at := p.recordIdentifier(); at != none {
		out("record_id", p.Identifier[at].Value)
	} else {
		out("record_id", p.ID)
	}
	if at := p.nhsIdentifier(); at != none {
		out("nhs_number", p.Identifier[at].Value)
		out("nhs_number_status", p.Identifier[at].status())
	}
	if at := p.localIdentifier(); at != none {
		out("authority", AuthorityOf(p.Identifier[at].System))
		out("local_id", p.Identifier[at].Value)
	}
	out("organisation", p.ManagingOrganization.Organisation())
}

// status gives the verification status, whichever of the code systems tells it.
// Codes of other systems, "not known" and "not nil" say nothing.
func (i *Identifier) status() string {
	at := extension(i.Extension, nameNHSStatus)
	if at == none {
		return ""
	}
	for _, coding := range i.Extension[at].Concept.Coding {
		ours := coding.System == "" || hasName(coding.System, nameNHSStatus)
		if ours && !strings.EqualFold(coding.Code, "nn") {
			return coding.Code
		}
	}
	return ""
}

// AuthorityOf gives the authority that a system names: the system itself, unless it
// is of SystemOf's making.
func AuthorityOf(system string) string { return strings.TrimPrefix(system, SystemAuthority) }

func (p *Patient) tellNames(out func(column, text string)) {
	main := p.mainName()
	if main == none {
		return
	}
	family, given := p.Name[main].parts()
	var families, givens []string
	for i := range p.Name {
		if i == main {
			continue
		}
		otherFamily, otherGiven := p.Name[i].parts()
		if !strings.EqualFold(otherFamily, family) {
			families = append(families, otherFamily)
		}
		if !strings.EqualFold(otherGiven, given) {
			givens = append(givens, otherGiven)
		}
	}
	out("family_name", family)
	out("given_names", joined(append([]string{given}, givens...)))
	out("previous_family_name", joined(families))
}

// parts gives the family name and the given names; of a name told as one text,
// what its comma or its last blank parts.
func (n *HumanName) parts() (family, given string) {
	given = strings.TrimSpace(strings.Join(n.Given, " "))
	if n.Family != "" || given != "" || n.Text == "" {
		return n.Family, given
	}
	if family, given, found := strings.Cut(n.Text, ","); found {
		return strings.TrimSpace(family), strings.TrimSpace(given)
	}
	words := strings.Fields(n.Text)
	last := max(0, len(words)-1)
	return strings.Join(words[last:], " "), strings.Join(words[:last], " ")
}

// joined puts several values into one column.
func joined(values []string) string {
	var b strings.Builder
	for _, value := range values {
		if value == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(value)
	}
	return b.String()
}

func (p *Patient) tellBirth(out func(column, text string)) {
	out("birth_date", p.BirthDate)
	if at := extension(p.BirthDateMore.Extension, extensionBirthDateQuality); at != none {
		out("birth_date_quality", p.BirthDateMore.Extension[at].Code)
	}
	if p.MultipleBirthInteger != nil {
		out("birth_order", strconv.Itoa(*p.MultipleBirthInteger))
	}
	if at := extension(p.Extension, extensionMotherID); at != none {
		out("mother_id", p.Extension[at].Identifier.Value)
	}
	out("sex", p.Gender)
}

func (p *Patient) tellDeath(out func(column, text string)) {
	out("deceased_date", p.DeceasedDateTime)
	if at := extension(p.Extension, nameDeathStatus); at != none {
		out("death_status", p.Extension[at].deathStatus())
	} else if p.DeceasedBoolean != nil && *p.DeceasedBoolean {
		out("death_status", "1") // told, and no more than that
	}
}

// deathStatus reads the status as UK Core nests it, or told straight away.
func (e *Extension) deathStatus() string {
	codings := e.Concept.Coding
	if at := extension(e.Extension, "deathNotificationStatus"); at != none {
		codings = e.Extension[at].Concept.Coding
	}
	return firstCode(codings)
}

func firstCode(codings []Coding) string {
	at := first(codings, func(c *Coding) bool { return c.Code != "" })
	if at == none {
		return ""
	}
	return codings[at].Code
}

func (p *Patient) tellState(out func(column, text string)) {
	out("confidentiality", p.confidentiality())
	if at := extension(p.Extension, extensionIdentityUnknown); at != none {
		if unknown := p.Extension[at].Boolean; unknown != nil && *unknown {
			out("identity_unknown", "Y")
		}
	}
	if at := extension(p.Extension, nameEthnic); at != none {
		out("ethnic_category", firstCode(p.Extension[at].Concept.Coding))
	}
	out("updated_at", p.Meta.LastUpdated)
	if p.Active != nil && !*p.Active {
		out("deleted", "Y")
	}
}

// confidentiality gives the strictest of the codes. A code that nobody knows
// stands before all others, so that it is refused and not passed over.
func (p *Patient) confidentiality() string {
	found, strictest := "", -1
	for _, label := range p.Meta.Security {
		if !hasName(label.System, "v3-Confidentiality") || label.Code == "" {
			continue
		}
		code, rank := confidentialityOf(label.Code)
		if rank > strictest {
			found, strictest = code, rank
		}
	}
	return found
}

// confidentialityOf gives the code of the three that stands for one of HL7's.
func confidentialityOf(code string) (text string, rank int) {
	switch strings.ToUpper(code) {
	case "U", "L", "M", "N":
		return "U", 0
	case "R":
		return "R", 1
	case "V", "REDACTED":
		return "V", 2
	}
	return code, 3
}
