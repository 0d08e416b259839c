package demographics

import "strconv"

// NHSNumber is a ten-digit number with a right check digit that is no
// placeholder. It is comparable; the zero value is absent.
type NHSNumber struct {
	masked

	n uint64
}

// maxNHSNumber is the greatest number of ten digits.
const maxNHSNumber = 9_999_999_999

// ClassifyNHSNumber reads an NHS number and says of what class it is, by the
// default deny-list. The number is zero unless it has ten digits, a right check
// digit and is no placeholder; whether it may be used, Usable says.
func ClassifyNHSNumber(s string) (NHSNumber, NHSNumberClass) {
	return DenyList{}.Classify(s)
}

// NHSNumberFromUint64 gives back what Uint64 gave; a number that cannot be an
// NHS number gives the zero value.
func NHSNumberFromUint64(n uint64) NHSNumber {
	if n > maxNHSNumber || !rightCheckDigit(n) || repeatsOrFrames(n) {
		return NHSNumber{}
	}
	return NHSNumber{n: n}
}

// IsZero says whether there is no number.
func (n NHSNumber) IsZero() bool { return n.n == 0 }

// Uint64 gives the number as an integer, 0 when absent.
func (n NHSNumber) Uint64() uint64 { return n.n }

// Digits gives the ten digits, as they are sent, or "" when absent.
func (n NHSNumber) Digits() string {
	if n.IsZero() {
		return ""
	}
	const width = 10_000_000_000 // its leading 1 keeps the leading zeros
	return strconv.FormatUint(width+n.n, 10)[1:]
}

// Spaced gives the digits as they are shown, 3 3 4, or "" when absent.
func (n NHSNumber) Spaced() string {
	d := n.Digits()
	if d == "" {
		return ""
	}
	return d[:3] + " " + d[3:6] + " " + d[6:]
}

// readTenDigits reads exactly ten digits; blanks, no-break spaces and hyphens
// between them are passed over, anything else is refused.
func readTenDigits(s string) (n uint64, ok bool) {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			n = n*10 + uint64(r-'0')
			if digits++; digits > 10 {
				return 0, false
			}
		case r == ' ' || r == '-' || r == '\t' || r == '\r' || r == '\n' || r == '\u00a0':
		default:
			return 0, false
		}
	}
	return n, digits == 10
}

// rightCheckDigit applies modulus 11. A remainder of 1 would need a check digit
// of 10, so no tenth digit makes it right.
func rightCheckDigit(n uint64) bool {
	check := n % 10
	var sum uint64
	for weight, rest := uint64(2), n/10; weight <= 10; weight, rest = weight+1, rest/10 {
		sum += weight * (rest % 10)
	}
	return (sum+check)%11 == 0
}
