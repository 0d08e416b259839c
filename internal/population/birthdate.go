package population

// birthDate makes mistakes in a birth date.
func (m *mistakes) birthDate(r random, e *entry) {
	switch {
	case e.happens(r, m.rates.BirthDate):
		e.Record[BirthDate] = m.wrongDate(r, e.person.born).String()
		e.wrong(ErrorBirthDate)
	case e.happens(r, m.rates.BirthDateDefault):
		e.Record[BirthDate] = date(e.person.born.year(), 1, 1).String()
		e.wrong(ErrorBirthDateDefault)
	}
}

// slipInDate makes one kind of mistake in year, month and day.
type slipInDate func(r random, parts *[3]int)

// wrongDate draws a kind of mistake and then mistakes of that kind until one
// gives another date that exists; not every kind can with every date.
func (m *mistakes) wrongDate(r random, born day) day {
	t := born.time()
	parts := [3]int{t.Year(), int(t.Month()), t.Day()}
	for {
		slip := slipInParts(r)
		if r.chance(m.rates.BirthDateOnePart) {
			slip = slipInPart(r)
		}
		for range 8 {
			wrong := parts
			slip(r, &wrong)
			if d := date(wrong[0], wrong[1], wrong[2]); wrong != parts && validDate(wrong, d) {
				return d
			}
		}
	}
}

func validDate(parts [3]int, d day) bool {
	t := d.time()
	return parts == [3]int{t.Year(), int(t.Month()), t.Day()} && d <= lastDay && parts[0] > 1899
}

// The counts are those measured among 624 wrong birth dates of NHS records.
const (
	wrongDays, dayByOne, dayCrosswise       = 274, 74, 8
	wrongMonths, monthByOne, monthCrosswise = 172, 64, 7
	wrongYears, yearByOne, yearCrosswise    = 136, 55, 2
	wrongInParts, dayForMonth               = 42, 3
	yearsOut                                = 12
)

// slipInPart errs in the day, the month or the year.
func slipInPart(r random) slipInDate {
	switch draw := r.IntN(wrongDays + wrongMonths + wrongYears); {
	case draw < wrongDays:
		return slipInNumber(r, 2, [3]int{wrongDays, dayByOne, dayCrosswise}, 1, 31)
	case draw < wrongDays+wrongMonths:
		return slipInNumber(r, 1, [3]int{wrongMonths, monthByOne, monthCrosswise}, 1, 12)
	}
	return slipInNumber(r, 0, [3]int{wrongYears, yearByOne, yearCrosswise}, -yearsOut, yearsOut)
}

// slipInNumber is out by one, has its last two digits crosswise or is any
// other number; counts are all of these, the first and the second.
func slipInNumber(r random, part int, counts [3]int, low, high int) slipInDate {
	switch draw := r.IntN(counts[0]); {
	case draw < counts[1]:
		return func(r random, parts *[3]int) { parts[part] += 1 - 2*r.IntN(2) }
	case draw < counts[1]+counts[2]:
		return func(_ random, parts *[3]int) { parts[part] = crosswise(parts[part]) }
	}
	return func(r random, parts *[3]int) {
		right, wrong := parts[part], r.between(low, high)
		if part == 0 {
			wrong += right
		}
		if out := wrong - right; out*out > 1 && wrong != crosswise(right) {
			parts[part] = wrong
		}
	}
}

func crosswise(n int) int { return n/100*100 + n%10*10 + n/10%10 }

// slipInParts has day and month crosswise or errs in two parts.
func slipInParts(r random) slipInDate {
	if r.IntN(wrongInParts) < dayForMonth {
		return func(_ random, parts *[3]int) { parts[1], parts[2] = parts[2], parts[1] }
	}
	keep := r.IntN(3)
	return func(r random, parts *[3]int) {
		others := [3]int{parts[0] + r.between(-10, 10), r.between(1, 12), r.between(1, 28)}
		for i := range parts {
			if i != keep {
				parts[i] = others[i]
			}
		}
	}
}
