package demographics

import (
	"encoding/binary"
	"maps"
	"slices"
	"time"
)

// The compact form of a record, all lengths and counts as varints:
//
//	version   1 byte
//	presence  4 bytes, a bit for each field that is there
//	texts     length, then every text one after the other, without separators
//	fields    each that is there, in order: a number, or the length of its text
//
// The texts come together so that a reader makes one string of them.
const compactVersion = 1

// Bits of presence, in the order of the fields.
const (
	hasUUID uint32 = 1 << iota // the id is a UUID in lower case: 16 bytes
	hasID
	hasOrganisation
	hasAuthority
	hasLocalID
	hasNHSNumber
	hasNHSStatus
	hasFamily
	hasGiven
	hasPlaceholderGiven
	hasBirthDate
	hasBirthDateDefault
	hasBirthOrder
	hasMotherID
	hasSex
	hasAddress
	hasHouseNumber
	hasHouseInAddress // the house number is a part of the address
	hasUPRN
	hasPostcodes
	hasNoFixedAbode
	hasPhones
	hasEmails
	hasGPPractice
	hasDeceasedDate
	hasDeathStatus
	hasConfidentiality
	hasIdentityUnknown
	hasEthnicCategory
	hasUpdatedAt
	hasDeleted
	hasExtra
)

// AppendCompact appends the whole record in a compact form that DecodeCompact
// reads. Equal records give equal bytes.
func (r *Record) AppendCompact(out []byte) []byte {
	var fields [128]byte
	var texts [384]byte
	w := compactWriter{fields: fields[:0], texts: texts[:0]}
	w.who(r)
	w.person(r)
	w.place(r)
	w.state(r)
	out = append(out, compactVersion)
	out = binary.LittleEndian.AppendUint32(out, w.presence)
	out = binary.AppendUvarint(out, uint64(len(w.texts)))
	out = append(out, w.texts...)
	return append(out, w.fields...)
}

// compactWriter gathers the parts of a compact record.
type compactWriter struct {
	presence uint32
	texts    []byte
	fields   []byte
}

func (w *compactWriter) who(r *Record) {
	if id, ok := parseLowerUUID(r.ID); ok {
		w.presence |= hasUUID
		w.fields = append(w.fields, id[:]...)
	} else {
		w.text(hasID, r.ID)
	}
	w.text(hasOrganisation, r.Organisation)
	w.text(hasAuthority, r.Authority)
	w.text(hasLocalID, r.LocalID.Reveal())
	w.number(hasNHSNumber, r.NHSNumber.n)
	w.number(hasNHSStatus, uint64(r.NHSStatus))
}

func (w *compactWriter) person(r *Record) {
	w.number(hasFamily, uint64(len(r.Family)))
	w.number(hasGiven, uint64(len(r.Given)))
	eachText(w, r.Family, func(s string) string { return s })
	eachText(w, r.Given, func(s string) string { return s })
	w.flag(hasPlaceholderGiven, r.PlaceholderGiven)
	w.date(hasBirthDate, r.BirthDate)
	w.flag(hasBirthDateDefault, r.BirthDateDefault)
	w.number(hasBirthOrder, uint64(r.BirthOrder))
	w.text(hasMotherID, r.MotherID.Reveal())
	w.number(hasSex, uint64(r.Sex))
}

func (w *compactWriter) place(r *Record) {
	w.text(hasAddress, r.Address)
	w.house(r)
	w.number(hasUPRN, uint64(r.UPRN))
	w.number(hasPostcodes, uint64(len(r.Postcodes)))
	eachText(w, r.Postcodes, Postcode.Text)
	w.flag(hasNoFixedAbode, r.NoFixedAbode)
	w.number(hasPhones, uint64(len(r.Phones)))
	eachText(w, r.Phones, Phone.Text)
	w.number(hasEmails, uint64(len(r.Emails)))
	eachText(w, r.Emails, Email.Text)
	w.text(hasGPPractice, r.GPPractice)
}

func (w *compactWriter) state(r *Record) {
	w.date(hasDeceasedDate, r.DeceasedDate)
	w.number(hasDeathStatus, uint64(r.DeathStatus))
	w.number(hasConfidentiality, uint64(r.Confidentiality))
	w.flag(hasIdentityUnknown, r.IdentityUnknown)
	w.text(hasEthnicCategory, r.EthnicCategory)
	w.time(hasUpdatedAt, r.UpdatedAt)
	w.flag(hasDeleted, r.Deleted)
	w.number(hasExtra, uint64(len(r.Extra)))
	if len(r.Extra) == 0 {
		return
	}
	for _, column := range slices.Sorted(maps.Keys(r.Extra)) {
		w.bare(column)
		w.bare(r.Extra[column])
	}
}

func (w *compactWriter) flag(bit uint32, set bool) {
	if set {
		w.presence |= bit
	}
}

// number writes a number that is absent when it is 0.
func (w *compactWriter) number(bit uint32, n uint64) {
	if n == 0 {
		return
	}
	w.presence |= bit
	w.fields = binary.AppendUvarint(w.fields, n)
}

// text writes a text that is absent when it is empty.
func (w *compactWriter) text(bit uint32, s string) {
	if s == "" {
		return
	}
	w.presence |= bit
	w.bare(s)
}

// bare writes a text that is always there.
func (w *compactWriter) bare(s string) {
	w.fields = binary.AppendUvarint(w.fields, uint64(len(s)))
	w.texts = append(w.texts, s...)
}

func eachText[T any](w *compactWriter, values []T, text func(T) string) {
	for _, value := range values {
		w.bare(text(value))
	}
}

// date packs a date into 18 bits of a varint.
func (w *compactWriter) date(bit uint32, d Date) {
	if !d.IsZero() {
		w.number(bit, packDate(d))
	}
}

// time writes an instant; its time zone is not kept.
func (w *compactWriter) time(bit uint32, at time.Time) {
	if at.IsZero() {
		return
	}
	w.presence |= bit
	w.fields = binary.AppendVarint(w.fields, at.Unix())
	w.fields = binary.AppendUvarint(w.fields, uint64(at.Nanosecond())) //nolint:gosec // 0 to 999,999,999
}
