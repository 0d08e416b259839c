package demographics

import (
	"encoding/binary"
	"time"
)

// DecodeCompact reads what AppendCompact wrote. What it gives back equals the
// record of then, but for an UpdatedAt that was not in UTC: that becomes the
// same instant in UTC.
func DecodeCompact(b []byte) (Record, error) {
	d := compactReader{}
	d.open(b)
	var r Record
	d.who(&r)
	d.person(&r)
	d.place(&r)
	d.state(&r)
	if d.refused == "" && (len(d.fields) > 0 || d.texts != "") {
		d.refuse("nothing after a compact record")
	}
	if d.refused != "" {
		return Record{}, d.refused
	}
	return r, nil
}

// compactReader takes a compact record apart; the first refusal stays, and all
// that is read after it is zero.
type compactReader struct {
	presence uint32
	texts    string // what is left of the texts
	fields   []byte // what is left of the fields
	refused  expectation
}

const compactHead = 1 + 4

// open reads the head and the texts; the text of a UUID goes before them.
func (d *compactReader) open(b []byte) {
	if len(b) < compactHead || b[0] != compactVersion {
		d.refuse("a compact record of version 1")
		return
	}
	d.presence = binary.LittleEndian.Uint32(b[1:])
	d.fields = b[compactHead:]
	size := d.count()
	texts := d.fields[:size]
	d.fields = d.fields[size:]
	if d.presence&hasUUID == 0 {
		d.texts = string(texts)
		return
	}
	var buffer [512]byte
	d.texts = string(append(appendUUID(buffer[:0], d.bytes(len(idBytes{}))), texts...))
}

type idBytes [16]byte

func (d *compactReader) who(r *Record) {
	if d.presence&hasUUID != 0 {
		r.ID = d.cut(uuidText)
	} else {
		r.ID = d.text(hasID)
	}
	r.Organisation = d.text(hasOrganisation)
	r.Authority = d.text(hasAuthority)
	r.LocalID = Private(d.text(hasLocalID))
	if n := d.number(hasNHSNumber); n != 0 {
		r.NHSNumber = NHSNumberFromUint64(n)
		d.want(!r.NHSNumber.IsZero(), "an NHS number")
	}
	r.NHSStatus = code(d, hasNHSStatus, StatusBabyDeferred)
}

// person reads the names into one slice of two parts.
func (d *compactReader) person(r *Record) {
	family, given := d.length(hasFamily), d.length(hasGiven)
	if family+given > 0 {
		names := make([]string, family+given)
		for i := range names {
			names[i] = d.bare()
		}
		if family > 0 {
			r.Family = names[:family:family]
		}
		if given > 0 {
			r.Given = names[family:]
		}
	}
	r.PlaceholderGiven = d.flag(hasPlaceholderGiven)
	r.BirthDate = d.date(hasBirthDate)
	r.BirthDateDefault = d.flag(hasBirthDateDefault)
	r.BirthOrder = code[uint8](d, hasBirthOrder, 255)
	r.MotherID = Private(d.text(hasMotherID))
	r.Sex = code(d, hasSex, SexIndeterminate)
}

func (d *compactReader) place(r *Record) {
	r.Address = d.text(hasAddress)
	r.HouseNumber = d.house(r.Address)
	r.UPRN = UPRN(d.number(hasUPRN))
	r.Postcodes = texts(d, hasPostcodes, func(s string) Postcode { return Postcode{text: s} })
	r.NoFixedAbode = d.flag(hasNoFixedAbode)
	r.Phones = texts(d, hasPhones, func(s string) Phone { return Phone{text: s} })
	r.Emails = texts(d, hasEmails, func(s string) Email { return Email{text: s} })
	r.GPPractice = d.text(hasGPPractice)
}

func (d *compactReader) state(r *Record) {
	r.DeceasedDate = d.date(hasDeceasedDate)
	r.DeathStatus = code(d, hasDeathStatus, DeathRemoved)
	r.Confidentiality = code(d, hasConfidentiality, VeryRestricted)
	r.IdentityUnknown = d.flag(hasIdentityUnknown)
	r.EthnicCategory = d.text(hasEthnicCategory)
	r.UpdatedAt = d.time(hasUpdatedAt)
	r.Deleted = d.flag(hasDeleted)
	columns := d.length(hasExtra)
	if columns == 0 {
		return
	}
	r.Extra = make(map[string]string, columns)
	for range columns {
		column := d.bare()
		r.Extra[column] = d.bare()
	}
}

func (d *compactReader) house(address string) string {
	if d.presence&hasHouseInAddress == 0 {
		return d.text(hasHouseNumber)
	}
	at, size := d.uvarint(), d.uvarint()
	if at > uint64(len(address)) || size > uint64(len(address))-at {
		d.refuse("a house number within its address")
		return ""
	}
	return address[at : at+size]
}

func (d *compactReader) date(bit uint32) Date {
	if d.presence&bit == 0 {
		return Date{}
	}
	date, ok := unpackDate(d.uvarint())
	d.want(ok, "a packed date")
	return date
}

func (d *compactReader) time(bit uint32) time.Time {
	if d.presence&bit == 0 {
		return time.Time{}
	}
	seconds, size := binary.Varint(d.fields)
	if size <= 0 {
		d.refuse("a whole number")
		return time.Time{}
	}
	d.fields = d.fields[size:]
	nanoseconds := d.uvarint()
	d.want(nanoseconds < uint64(time.Second), "nanoseconds below a second")
	if d.refused != "" {
		return time.Time{}
	}
	return time.Unix(seconds, int64(nanoseconds)).UTC() //nolint:gosec // below a second
}
