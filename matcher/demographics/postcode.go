package demographics

import "strings"

// Postcode is a postcode of standard form, such as "SW1A 1AA", or the beginning of
// one as far as the outcode or the sector. It is comparable; the zero value is absent.
type Postcode struct {
	masked

	text string
}

// PostcodeClass says what a text in a postcode's place is.
type PostcodeClass uint8

// The classes.
const (
	PostcodeBad          PostcodeClass = iota // no postcode
	PostcodeStandard                          // of standard form
	PostcodePartial                           // an outcode alone, or with the sector
	PostcodePseudo                            // ZZ99: a country or "not known"
	PostcodeNoFixedAbode                      // ZZ99 3VZ
)

// String gives the name of the class.
func (c PostcodeClass) String() string {
	switch c {
	case PostcodeBad:
		return "bad"
	case PostcodeStandard:
		return "standard"
	case PostcodePartial:
		return "partial"
	case PostcodePseudo:
		return "pseudo"
	case PostcodeNoFixedAbode:
		return "no fixed abode"
	}
	return "invalid class"
}

// Pseudo says whether the class stands for no place that could be compared.
func (c PostcodeClass) Pseudo() bool { return c == PostcodePseudo || c == PostcodeNoFixedAbode }

// The second part of a postcode is a digit and two letters.
const incodeLength = 3

// ParsePostcode reads a postcode however it is spaced or cased, and says of
// what class it is; it is zero unless that is PostcodeStandard or PostcodePartial.
func ParsePostcode(s string) (Postcode, PostcodeClass) {
	var buffer [len("SW1A1AA") + 1]byte
	n := 0
	for i := range len(s) {
		c := upperASCII(s[i])
		if !isDigit(c) && !isLetter(c) {
			continue
		}
		if n == len(buffer) {
			return Postcode{}, PostcodeBad
		}
		buffer[n] = c
		n++
	}
	return classifyPostcode(s, buffer[:n])
}

// classifyPostcode judges the letters and digits of a postcode. A source that
// is already in normal form is kept rather than copied.
func classifyPostcode(source string, compact []byte) (Postcode, PostcodeClass) {
	cut := len(compact) - incodeLength
	switch {
	case cut >= 2 && isStandard(compact[:cut], compact[cut:]):
		return normalPostcode(source, compact[:cut], compact[cut:]), PostcodeStandard
	case string(compact) == "ZZ993VZ":
		return Postcode{}, PostcodeNoFixedAbode
	case isPseudo(compact):
		return Postcode{}, PostcodePseudo
	case isPartial(compact):
		return partialPostcode(source, compact), PostcodePartial
	}
	return Postcode{}, PostcodeBad
}

func normalPostcode(source string, out, in []byte) Postcode {
	if cut := len(out); len(source) == cut+1+incodeLength && source[cut] == ' ' &&
		source[:cut] == string(out) && source[cut+1:] == string(in) {
		return Postcode{text: source}
	}
	return Postcode{text: string(out) + " " + string(in)}
}

// partialPostcode keeps the blank that ends the outcode, so that what is cut out of a
// postcode is cut out of this as well; a sector's digit comes after it. A blank in the
// source tells M1 1 from M11.
func partialPostcode(source string, compact []byte) Postcode {
	last := len(compact) - 1
	spaced := strings.ContainsRune(strings.TrimSpace(source), ' ')
	sector := spaced && isDigit(compact[last]) && isOutcode(compact[:last])
	if isOutcode(compact) && !sector {
		return Postcode{text: string(compact) + " "}
	}
	return Postcode{text: string(compact[:last]) + " " + string(compact[last:])}
}

// IsZero says whether there is no postcode.
func (p Postcode) IsZero() bool { return p.text == "" }

// Text gives the postcode, "SW1A 1AA"; of an outcode alone with the blank behind it.
func (p Postcode) Text() string { return p.text }

// Outcode gives the first part, "SW1A".
func (p Postcode) Outcode() string {
	outcode, _, _ := strings.Cut(p.text, " ")
	return outcode
}

// Sector gives the outcode and the digit after it, "SW1A 1"; "" of an outcode alone.
func (p Postcode) Sector() string {
	blank := strings.IndexByte(p.text, ' ')
	if blank < 0 || blank+2 > len(p.text) {
		return ""
	}
	return p.text[:blank+2]
}

// Area gives the letters that it begins with, "SW".
func (p Postcode) Area() string {
	end := 0
	for end < len(p.text) && isLetter(p.text[end]) {
		end++
	}
	return p.text[:end]
}
