package demographics

import "strings"

// Phone is a telephone number, digits only: a British one in national form,
// a foreign one begun with 00. It is comparable; the zero value is absent.
type Phone struct {
	masked

	text string
}

// The lengths of a number that is kept.
const (
	minPhone = 9
	maxPhone = 17
)

// ParsePhone reads a number. What follows the digits, such as "(mum)", is
// passed over; +44, 0044 and 44 become 0, and a 0 lost before ten digits is put
// back. Numbers of one repeated digit and counted-up ones are refused.
func ParsePhone(s string) (p Phone, ok bool) {
	foreign := strings.HasPrefix(strings.TrimLeft(s, " (\t"), "+")
	digits := leadingDigits(s)
	if foreign {
		digits = "00" + digits
	}
	digits = national(digits)
	if len(digits) < minPhone || len(digits) > maxPhone || isJunkPhone(digits) {
		return Phone{}, false
	}
	return Phone{text: digits}, true
}

// Text gives the digits.
func (p Phone) Text() string { return p.text }

// IsZero says whether there is no number.
func (p Phone) IsZero() bool { return p.text == "" }

// leadingDigits gives the digits before the first letter, whatever is between.
func leadingDigits(s string) string {
	var buffer [maxPhone + 3]byte
	n := 0
	for i := 0; i < len(s) && n < len(buffer); i++ {
		c := s[i]
		if isLetter(upperASCII(c)) || c >= 0x80 {
			break
		}
		if isDigit(c) {
			buffer[n] = c
			n++
		}
	}
	if s[:min(n, len(s))] == string(buffer[:n]) {
		return s[:n]
	}
	return string(buffer[:n])
}

// national takes the country code 44 away.
func national(digits string) string {
	const abroad, britain, withCountry, withoutZero = "0044", "44", 12, 10
	rest, found := strings.CutPrefix(digits, abroad)
	if !found && len(digits) >= withCountry {
		rest, found = strings.CutPrefix(digits, britain)
	}
	switch {
	case found:
		return "0" + strings.TrimLeft(rest, "0")
	case len(digits) == withoutZero && digits[0] != '0':
		return "0" + digits
	}
	return digits
}

// isJunkPhone finds numbers made up to fill a field: the same digit from the
// third on, or counted up.
func isJunkPhone(digits string) bool {
	const body = 2
	return strings.Trim(digits[body:], digits[body:body+1]) == "" ||
		digits == "01234567890" || digits == "0123456789" || digits == "123456789"
}
