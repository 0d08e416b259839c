package population

import (
	"strings"

	"github.com/lhcre/mpi/internal/hl7v2"
)

// recordAuthority is the authority of the record ids that truth.csv names.
const recordAuthority = "urn:mpi:record"

// patient is PID: all that the record says of the person.
func (m *teller) patient() hl7v2.Segment {
	r := m.record
	s := hl7v2.NewSegment("PID", 33)
	s.Set(1, hl7v2.Text("1"))
	s.Set(3, m.identifiers())
	s.Set(5, m.names())
	if m.event == eventMerge {
		return s // a merge says nothing else about the person
	}
	s.Set(7, hl7v2.Text(compactDate(r[BirthDate])))
	s.Set(8, hl7v2.Text(sexOf(r[Sex])))
	s.Set(11, m.addresses())
	s.Set(13, m.telecom())
	if r[MotherID] != "" {
		s.Set(21, hl7v2.Field{m.localID(r[MotherID])})
	}
	s.Set(22, hl7v2.Text(r[EthnicCategory]))
	if r[BirthOrder] != "" {
		s.Set(24, hl7v2.Text("Y"))
		s.Set(25, hl7v2.Text(r[BirthOrder]))
	}
	if r[DeceasedDate] != "" {
		s.Set(29, hl7v2.Text(compactDate(r[DeceasedDate])))
		s.Set(30, hl7v2.Text("Y"))
	}
	s.Set(31, hl7v2.Text(r[IdentityUnknown]))
	s.Set(32, m.reliability())
	s.Set(33, hl7v2.Text(timestamp(m.at)))
	return s
}

// sexOf gives the code of HL7 for that of the NHS.
func sexOf(code string) string {
	switch code {
	case "1":
		return "M"
	case "2":
		return "F"
	case "0":
		return "U"
	case "9":
		return "O"
	}
	return ""
}

func (m *teller) localID(id string) hl7v2.Repetition {
	return hl7v2.Parts(id, "", "", m.record[Authority], "MR")
}

func (m *teller) identifiers() hl7v2.Field {
	r := m.record
	all := hl7v2.Field{m.localID(r[LocalID]), hl7v2.Parts(r[RecordID], "", "", recordAuthority, "RI")}
	if r[NHSNumber] != "" {
		all = append(all, hl7v2.Parts(r[NHSNumber], "", "", "NHS", "NH"))
	}
	return all
}

func (m *teller) names() hl7v2.Field {
	r := m.record
	given, further, _ := strings.Cut(r[GivenNames], " ")
	all := hl7v2.Field{hl7v2.Parts(r[FamilyName], given, further)}
	if r[PreviousFamilyName] != "" {
		kind := "PREVIOUS"
		if r[Sex] == "2" {
			kind = "PREVIOUS-MAIDEN"
		}
		all = append(all, hl7v2.Parts(r[PreviousFamilyName], "", "", "", "", "", kind))
	}
	return all
}

// addresses gives the present one, with its UPRN as the address identifier,
// and the postcodes of earlier ones with the day that each was left.
func (m *teller) addresses() hl7v2.Field {
	r := m.record
	street, town := r[Address], ""
	if at := strings.LastIndex(street, ", "); at >= 0 {
		street, town = street[:at], street[at+2:]
	}
	var all hl7v2.Field
	if r[Address]+r[Postcode]+r[UPRN] != "" {
		const addressIdentifier = 23
		now := make(hl7v2.Repetition, addressIdentifier)
		now[0], now[2], now[4], now[6] = hl7v2.Component{street}, hl7v2.Component{town}, hl7v2.Component{r[Postcode]}, hl7v2.Component{"H"}
		if r[UPRN] != "" {
			now[22] = hl7v2.Component{r[UPRN], "UPRN"}
		}
		all = append(all, now)
	}
	for i, code := range strings.Split(r[PreviousPostcodes], ";") {
		if code != "" && i < len(m.former) {
			former := hl7v2.Parts("", "", "", "", code, "", "H", "", "", "", "", "")
			former[11] = hl7v2.Component{"", compactDate(m.former[i].String())}
			all = append(all, former)
		}
	}
	return all
}

func (m *teller) telecom() hl7v2.Field {
	var all hl7v2.Field
	if phone := m.record[Phone]; phone != "" {
		equipment := "PH"
		if strings.HasPrefix(phone, "07") {
			equipment = "CP"
		}
		all = append(all, hl7v2.Parts(phone, "PRN", equipment))
	}
	if email := m.record[Email]; email != "" {
		all = append(all, hl7v2.Parts("", "NET", "Internet", email))
	}
	return all
}

// reliability tells how far the sender trusts what it sends.
func (m *teller) reliability() hl7v2.Field {
	var all hl7v2.Field
	if status := m.record[NHSNumberStatus]; status != "" {
		all = append(all, hl7v2.Parts("NSTS"+status))
	}
	if quality := m.record[BirthDateQuality]; quality != "" {
		all = append(all, hl7v2.Parts(quality))
	}
	return all
}
