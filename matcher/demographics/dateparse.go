package demographics

import "strings"

// monthNames gives the month for the first three letters of its English name.
const monthNames = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"

// ParseDate reads yyyy, yyyy-mm, yyyy-mm-dd, yyyymmdd, yyyymm, dd/mm/yyyy,
// dd-mm-yyyy, dd-Mmm-yyyy and timestamps that begin with yyyy-mm-dd. Dates that
// do not exist and years of two digits are errors, which never hold the value.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	y, m, d, ok := readDate(s)
	if !ok {
		return Date{}, errNoDate
	}
	return NewDate(y, m, d)
}

// readDate finds the parts of a date by its shape: N is a digit, A a letter.
func readDate(s string) (y, m, d int, ok bool) {
	if isTimestamp(s) {
		s = s[:len("yyyy-mm-dd")]
	}
	if isISODay(s) { // nearly all
		m, d = number(s[5:7]), number(s[8:])
		return number(s[:4]), m, d, m > 0 && d > 0
	}
	y, m, d, ok = readYearFirst(s)
	if !ok {
		y, m, d, ok = readDayFirst(s)
	}
	return y, m, d, ok
}

// isISODay finds yyyy-mm-dd.
func isISODay(s string) bool {
	const pattern = "NNNN-NN-NN"
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		if isDigit(s[i]) != (pattern[i] == 'N') || pattern[i] == '-' && s[i] != '-' {
			return false
		}
	}
	return true
}

// isTimestamp finds yyyy-mm-ddT… and yyyy-mm-dd ….
func isTimestamp(s string) bool {
	const length = len("yyyy-mm-dd")
	return len(s) > length && isISODay(s[:length]) && (s[length] == 'T' || s[length] == ' ')
}

func readYearFirst(s string) (y, m, d int, ok bool) {
	switch shape(s) {
	case "NNNN":
		return number(s), 0, 0, true
	case "NNNN-NN":
		m = number(s[5:])
		return number(s[:4]), m, 0, m > 0
	case "NNNNNN":
		m = number(s[4:])
		return number(s[:4]), m, 0, m > 0
	case "NNNNNNNN":
		m, d = number(s[4:6]), number(s[6:])
		return number(s[:4]), m, d, m > 0 && d > 0
	}
	return 0, 0, 0, false
}

func readDayFirst(s string) (y, m, d int, ok bool) {
	switch shape(s) {
	case "NN/NN/NNNN", "NN-NN-NNNN":
		m, d = number(s[3:5]), number(s[:2])
		return number(s[6:]), m, d, m > 0 && d > 0
	case "NN-AAA-NNNN":
		m, d = monthByName(s[3:6]), number(s[:2])
		return number(s[7:]), m, d, m > 0 && d > 0
	}
	return 0, 0, 0, false
}

// shape writes N for a digit and A for a letter; a text too long for a date has
// no shape.
func shape(s string) string {
	var buffer [len("dd-Mmm-yyyy")]byte
	if len(s) > len(buffer) {
		return ""
	}
	for i := range len(s) {
		buffer[i] = shapeOf(s[i])
	}
	return string(buffer[:len(s)])
}

func shapeOf(c byte) byte {
	switch {
	case isDigit(c):
		return 'N'
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		return 'A'
	}
	return c
}

// number reads digits that shape has found.
func number(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

func monthByName(name string) int {
	at := strings.Index(monthNames, strings.ToUpper(name))
	if at < 0 || at%3 != 0 {
		return 0
	}
	return at/3 + 1
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
