package demographics

import (
	"strings"
	"unicode"
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
	var plain, ignored []byte
	gap := false
	for _, r := range s {
		switch {
		case isApostrophe(r), isDiacritic(r), isInvisible(r):
		case !isWordRune(r):
			gap = len(plain) > 0
		default:
			if gap {
				plain, gap = append(plain, ' '), false
			}
			plain, ignored = appendFolded(plain, ignored[:0], r)
		}
	}
	return string(plain)
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
	digits := strings.TrimRightFunc(word, func(r rune) bool { return r >= 'A' && r <= 'Z' })
	if digits == "" || len(digits) > maxDigits || len(word)-len(digits) > 1 {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}
