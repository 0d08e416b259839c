package demographics

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// upperText gives s in upper case with single blanks, punctuation kept.
func upperText(s string) string {
	return strings.ToUpper(blankedText(s))
}

// blankedText gives s with single blanks in place of white space, control and
// invisible characters.
func blankedText(s string) string {
	if isBlankedASCII(s) {
		return s
	}
	fields := strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || isInvisible(r)
	})
	return strings.Join(fields, " ")
}

// isBlankedASCII finds printable ASCII with single blanks.
func isBlankedASCII(s string) bool {
	previous := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || (c == ' ' && previous == ' ') {
			return false
		}
		previous = c
	}
	return previous != ' ' || s == ""
}

// cleanAddress gives an address in upper case without diacritics, each run of
// punctuation as one blank; apostrophes are dropped, as in ST MARYS.
func cleanAddress(s string) string {
	var buffer [128]byte
	plain, ok := appendASCIIAddress(buffer[:0], s)
	if !ok {
		plain = appendAddress(buffer[:0], s)
	}
	if string(plain) == s {
		return s
	}
	return string(plain)
}

// appendASCIIAddress is the short way for what has ASCII only: nearly all.
func appendASCIIAddress(out []byte, s string) (_ []byte, ok bool) {
	gap := false
	for i := range len(s) {
		switch c := upperASCII(s[i]); {
		case c >= utf8.RuneSelf:
			return nil, false
		case isLetter(c), isDigit(c):
			if gap {
				out, gap = append(out, ' '), false
			}
			out = append(out, c)
		case c != '\'' && c != '`':
			gap = len(out) > 0
		}
	}
	return out, true
}

func appendAddress(out []byte, s string) []byte {
	var ignored []byte
	gap := false
	for _, r := range s {
		switch {
		case isApostrophe(r), isDiacritic(r), isInvisible(r):
		case !isWordRune(r):
			gap = len(out) > 0
		default:
			if gap {
				out, gap = append(out, ' '), false
			}
			out, ignored = appendFolded(out, ignored[:0], r)
		}
	}
	return out
}

// flatWords stand before the number of a home within a building.
var flatWords = wordSet(`FLAT APARTMENT APT UNIT ROOM STUDIO`)

// HouseNumber finds the number of the house in an address of normal form: its
// first number such as 12 or 12A, or the first two if nothing is between them
// ("12 14" for a range). The number or letter of a flat goes before it: "3 12"
// for FLAT 3 12 HIGH STREET. A house with a name only has none.
func HouseNumber(address string) string {
	flat, house := "", ""
	afterFlat := false
	for word := range strings.FieldsSeq(address) {
		isNumber := isHouseNumber(word)
		switch {
		case afterFlat && (isNumber || len(word) == 1):
			flat = word
		case isNumber && house != "":
			return joinNumbers(flat, house+" "+word)
		case isNumber:
			house = word
		case house != "":
			return joinNumbers(flat, house)
		}
		afterFlat = flatWords[word]
	}
	return joinNumbers(flat, house)
}

func joinNumbers(flat, house string) string { return strings.TrimSpace(flat + " " + house) }

// isHouseNumber finds one to five digits and at most one letter after them.
func isHouseNumber(word string) bool {
	const maxDigits = 5
	digits := 0
	for digits < len(word) && isDigit(word[digits]) {
		digits++
	}
	switch len(word) - digits {
	case 0:
	case 1:
		if !isLetter(word[digits]) {
			return false
		}
	default:
		return false
	}
	return digits > 0 && digits <= maxDigits
}
