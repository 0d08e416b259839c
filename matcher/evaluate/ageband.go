package evaluate

import "github.com/lhcre/mpi/matcher/demographics"

// ageBand is a band of ages in whole years, the last one open.
type ageBand struct {
	name string
	to   int
}

// ageBands divides lives as they differ in records: newborns without a name,
// small children who move often, school, first moves and marriages, and so on.
func ageBands() []ageBand {
	const oldest = 200
	return []ageBand{{"0", 0}, {"1–4", 4}, {"5–15", 15}, {"16–24", 24}, {"25–44", 44}, {"45–64", 64}, {"65–84", 84}, {"85+", oldest}}
}

// bandOf gives the age band at a date, "" without a birth date or before birth.
// Where only the year or month of birth is known, the middle of it stands in.
func bandOf(birth, at demographics.Date) string {
	age, ok := ageAt(birth, at)
	if !ok {
		return ""
	}
	for _, band := range ageBands() {
		if age <= band.to {
			return band.name
		}
	}
	return ""
}

func ageAt(birth, at demographics.Date) (years int, ok bool) {
	if birth.IsZero() || at.IsZero() {
		return 0, false
	}
	const middleMonth, middleDay = 7, 15
	month, day := birth.Month(), birth.Day()
	if month == 0 {
		month = middleMonth
	}
	if day == 0 {
		day = middleDay
	}
	years = at.Year() - birth.Year()
	if at.Month() < month || at.Month() == month && at.Day() < day {
		years--
	}
	return years, years >= 0
}
