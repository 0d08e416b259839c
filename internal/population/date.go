package population

import "time"

// day counts the days since 1 January 1970, negative before.
type day int

const secondsPerDay = 24 * 60 * 60

func date(year, month, d int) day {
	return day(time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

func (d day) time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

func (d day) year() int { return d.time().Year() }

func (d day) String() string { return d.time().Format(time.DateOnly) }

// Records were made from first day to last; people are as old as they are on
// the last one, whatever the clock says.
func firstDay() day { return date(2015, 1, 1) }

func lastDay() day { return date(2025, 12, 31) }

const (
	daysPerYear  = 365
	recentYears  = 2
	recentDays   = recentYears * daysPerYear
	fourYearDays = 4*daysPerYear + 1
)

// yearsBefore draws a day on which somebody turned the given age or was a
// little older, as seen from the day d.
func (d day) yearsBefore(r random, age int) day {
	return d - day(age*fourYearDays/4) - day(r.IntN(daysPerYear))
}

// ageOn gives completed years, near enough for habits.
func (d day) ageOn(on day) int { return int(on-d) * 4 / fourYearDays }
