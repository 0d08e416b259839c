package population

// birthDate makes mistakes in a birth date.
func (m *mistakes) birthDate(r random, e *entry) {
	switch {
	case m.happens(r, e, m.rates.BirthDate):
		e.Record[BirthDate] = m.wrongDate(r, e.person.born).String()
		e.wrong(ErrorBirthDate)
	case m.happens(r, e, m.rates.BirthDateDefault):
		e.Record[BirthDate] = date(e.person.born.year(), 1, 1).String()
		e.wrong(ErrorBirthDateDefault)
	}
}

func (m *mistakes) wrongDate(r random, born day) day {
	t := born.time()
	parts := [3]int{t.Year(), int(t.Month()), t.Day()}
	for {
		wrong := parts
		if r.chance(m.rates.BirthDateOnePart) {
			wrongPart(r, &wrong)
		} else {
			wrongParts(r, &wrong)
		}
		if d := date(wrong[0], wrong[1], wrong[2]); wrong != parts && validDate(wrong, d) {
			return d
		}
	}
}

func validDate(parts [3]int, d day) bool {
	t := d.time()
	return parts == [3]int{t.Year(), int(t.Month()), t.Day()} && d <= lastDay && parts[0] > 1899
}

// wrongPart errs in the day, the month or the year at their measured shares.
func wrongPart(r random, parts *[3]int) {
	switch draw := r.IntN(582); {
	case draw < 274:
		parts[2] = wrongNumber(r, parts[2], 274, 74, 8, 1, 31)
	case draw < 274+172:
		parts[1] = wrongNumber(r, parts[1], 172, 64, 7, 1, 12)
	default:
		parts[0] = wrongNumber(r, parts[0], 136, 55, 2, parts[0]-12, parts[0]+12)
	}
}

// wrongNumber is out by one, has its last two digits swapped or is any other.
func wrongNumber(r random, value, all, byOne, swaps, low, high int) int {
	switch draw := r.IntN(all); {
	case draw < byOne:
		return value + 1 - 2*r.IntN(2)
	case draw < byOne+swaps:
		return value/100*100 + value%10*10 + value/10%10
	}
	return r.between(low, high)
}

// wrongParts swaps day and month or errs in two parts.
func wrongParts(r random, parts *[3]int) {
	if r.IntN(42) < 3 {
		parts[1], parts[2] = parts[2], parts[1]
		return
	}
	keep := r.IntN(3)
	for i := range parts {
		if i != keep {
			parts[i] = [3]int{parts[0] + r.between(-10, 10), r.between(1, 12), r.between(1, 28)}[i]
		}
	}
}
