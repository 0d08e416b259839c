package matcher

// Dates are compared in normal form, as in 1980-02-10; a partial date has
// fewer parts and passes no predicate that needs all three.

const fullDate = len("2006-01-02")

func fullDates(x, y string) bool { return len(x) == fullDate && len(y) == fullDate }

// dayMonthSwapped holds when the years agree and day and month stand crosswise.
func dayMonthSwapped(x, y string) bool {
	return fullDates(x, y) && x != y && x[:4] == y[:4] && x[5:7] == y[8:] && x[8:] == y[5:7]
}

// oneDigitOut holds when exactly one digit differs.
func oneDigitOut(x, y string) bool {
	return fullDates(x, y) && differing(x, y) == 1
}

// digitsTransposed holds when two neighbouring digits of one part stand crosswise.
func digitsTransposed(x, y string) bool {
	if !fullDates(x, y) || differing(x, y) != 2 {
		return false
	}
	for i := range fullDate - 1 {
		if x[i] != y[i] {
			return x[i] == y[i+1] && x[i+1] == y[i]
		}
	}
	return false
}

func differing(x, y string) int {
	n := 0
	for i := range fullDate {
		if x[i] != y[i] {
			n++
		}
	}
	return n
}

// defaultDate holds when both are the same first of January, the date that
// stands for an unknown day.
func defaultDate(x, y string) bool {
	return fullDates(x, y) && x == y && x[5:] == "01-01"
}

// dateParts counts the parts, year, month and day, in which two dates agree.
func dateParts(x, y string) float64 {
	n := 0.0
	for _, part := range [][2]int{{0, 4}, {5, 7}, {8, 10}} {
		if len(x) >= part[1] && len(y) >= part[1] && x[part[0]:part[1]] == y[part[0]:part[1]] {
			n++
		}
	}
	return n
}
