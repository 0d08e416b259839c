package population

import (
	"strings"
	"testing"
)

// parsed is a message as a receiver takes it apart.
type parsed map[string][]string // fields by segment; field n of MSH at n-1

func parse(t *testing.T, text string) parsed {
	t.Helper()
	m := parsed{}
	for segment := range strings.SplitSeq(strings.TrimSuffix(text, "\r"), "\r") {
		fields := strings.Split(segment, "|")
		if _, twice := m[fields[0]]; twice || len(fields[0]) != 3 {
			t.Fatalf("segment %q", fields[0])
		}
		m[fields[0]] = fields
	}
	return m
}

func (m parsed) field(segment string, n int) string {
	if segment == "MSH" {
		n--
	}
	if fields := m[segment]; n < len(fields) {
		return fields[n]
	}
	return ""
}

// part gives a component, counted from 1, of a repetition, counted from 0.
func (m parsed) part(segment string, n, repetition, component int) string {
	repetitions := strings.Split(m.field(segment, n), "~")
	if repetition >= len(repetitions) {
		return ""
	}
	return nth(repetitions[repetition], component)
}

func nth(repetition string, component int) string {
	parts := strings.Split(repetition, "^")
	if component > len(parts) {
		return ""
	}
	return parts[component-1]
}

func (m parsed) event() string { return m.part("MSH", 9, 0, 2) }

// recordID is the one that truth.csv has.
func (m parsed) recordID() string {
	for repetition := range strings.SplitSeq(m.field("PID", 3), "~") {
		if nth(repetition, 5) == "RI" {
			return nth(repetition, 1)
		}
	}
	return ""
}

// fold takes a message into a record: an empty field says nothing, "" clears.
func (m parsed) fold(r *Record) {
	set := func(c Column, value string) {
		switch value {
		case "":
		case `""`:
			r[c] = ""
		default:
			r[c] = value
		}
	}
	r[Organisation] = m.field("MSH", 4)
	m.foldIdentifiers(r)
	m.foldNames(r)
	set(BirthDate, dashed(m.field("PID", 7)))
	set(Sex, map[string]string{"M": "1", "F": "2", "U": "0", "O": "9"}[m.field("PID", 8)])
	m.foldAddresses(r)
	m.foldTelecom(r)
	set(MotherID, m.part("PID", 21, 0, 1))
	set(EthnicCategory, m.field("PID", 22))
	set(BirthOrder, m.field("PID", 25))
	set(DeceasedDate, dashed(m.field("PID", 29)))
	set(DeathStatus, m.field("ZPD", 1))
	set(IdentityUnknown, m.field("PID", 31))
	set(Practice, m.part("PD1", 3, 0, 3))
	set(Confidentiality, map[string]string{"N": "U", "Y": "R"}[m.field("PD1", 12)])
	at := strings.TrimSuffix(m.field("EVN", 2), "+0000")
	r[UpdatedAt] = dashed(at[:8]) + "T" + at[8:10] + ":" + at[10:12] + ":" + at[12:] + "Z"
	if m.event() == eventDelete {
		r[Deleted] = "Y"
	}
}

func dashed(date string) string {
	if len(date) != 8 {
		return date
	}
	return date[:4] + "-" + date[4:6] + "-" + date[6:]
}

func (m parsed) foldIdentifiers(r *Record) {
	for repetition := range strings.SplitSeq(m.field("PID", 3), "~") {
		switch nth(repetition, 5) {
		case "MR":
			r[LocalID], r[Authority] = nth(repetition, 1), nth(repetition, 4)
		case "RI":
			r[RecordID] = nth(repetition, 1)
		case "NH":
			r[NHSNumber] = nth(repetition, 1)
		}
	}
	for code := range strings.SplitSeq(m.field("PID", 32), "~") {
		if status, ok := strings.CutPrefix(code, "NSTS"); ok {
			r[NHSNumberStatus] = status
		} else {
			r[BirthDateQuality] = code
		}
	}
}

func (m parsed) foldNames(r *Record) {
	r[FamilyName] = m.part("PID", 5, 0, 1)
	r[GivenNames] = strings.TrimSpace(m.part("PID", 5, 0, 2) + " " + m.part("PID", 5, 0, 3))
	r[PreviousFamilyName] = ""
	if strings.HasPrefix(m.part("PID", 5, 1, 7), "PREVIOUS") {
		r[PreviousFamilyName] = m.part("PID", 5, 1, 1)
	}
}

func (m parsed) foldAddresses(r *Record) {
	r[Address], r[UPRN], r[Postcode], r[PreviousPostcodes] = "", "", "", ""
	var former []string
	for repetition := range strings.SplitSeq(m.field("PID", 11), "~") {
		if nth(repetition, 12) != "" {
			former = append(former, nth(repetition, 5))
			continue
		}
		r[Address], r[Postcode] = nth(repetition, 1), nth(repetition, 5)
		if town := nth(repetition, 3); town != "" {
			r[Address] += ", " + town
		}
		r[UPRN] = strings.TrimSuffix(nth(repetition, 23), "&UPRN")
	}
	r[PreviousPostcodes] = strings.Join(former, ";")
}

func (m parsed) foldTelecom(r *Record) {
	if m.field("PID", 13) == "" {
		return
	}
	r[Phone], r[Email] = "", ""
	for repetition := range strings.SplitSeq(m.field("PID", 13), "~") {
		if nth(repetition, 2) == "NET" {
			r[Email] = nth(repetition, 4)
		} else if phone := nth(repetition, 1); phone != `""` {
			r[Phone] = phone
		}
	}
}
