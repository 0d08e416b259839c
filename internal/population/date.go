package population

import "time"

// day counts the days since 1 January 1970, negative before.
type day int

// Records were made from the first day to the last; what they tell may be
// older. People are as old as they are on the last day, whatever the clock.
const (
	firstFact day = 13_514 // 1 January 2007
	firstDay  day = 16_436 // 1 January 2015
	lastDay   day = 20_453 // 31 December 2025

	recordYears   = 11
	daysPerYear   = 365
	secondsPerDay = 24 * 60 * 60
	recentDays    = 2 * daysPerYear
	fourYears     = 4*daysPerYear + 1
)

func date(year, month, d int) day {
	return day(time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

func (d day) time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

func (d day) year() int { return d.time().Year() }

func (d day) String() string { return d.time().Format(time.DateOnly) }

// yearsBefore draws a day on which somebody of the given age on d was born.
func (d day) yearsBefore(r random, age int) day {
	return d - day(age*fourYears/4) - day(r.IntN(daysPerYear))
}

// years is a number of years in days.
func years(n int) day { return day(n * fourYears / 4) }

// ageOn gives completed years, near enough for habits.
func (d day) ageOn(on day) int { return int(on-d) * 4 / fourYears }
