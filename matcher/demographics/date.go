package demographics

import (
	"cmp"
	"fmt"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

// The precisions.
const (
	PrecisionNone  Precision = iota // no date
	PrecisionYear                   // 1980
	PrecisionMonth                  // 1980-02
	PrecisionDay                    // 1980-02-10
)

// Date is a date of which the day, or the day and the month, may be unknown; an
// unknown part is never filled in. It is comparable; the zero value is absent.
type Date struct {
	masked

	year  uint16
	month uint8
	day   uint8
}

// The years that a date of a person's life can have. Anything outside is a slip
// of the pen, such as 3003.
const (
	minYear = 1800
	maxYear = 2199
)

// errNoDate says what a date is, never what was there instead.
const errNoDate = expectation(
	"a date that exists, as yyyy, yyyy-mm, yyyy-mm-dd or dd/mm/yyyy, of the years 1800 to 2199",
)

// NewDate makes a date of a year, a month or 0, and a day or 0.
func NewDate(y, m, d int) (Date, error) {
	inRange := y >= minYear && y <= maxYear && m >= 0 && m <= 12 && d >= 0
	if !inRange || (m == 0 && d != 0) || (d > 0 && d > daysIn(y, m)) {
		return Date{}, errNoDate
	}
	return Date{year: uint16(y), month: uint8(m), day: uint8(d)}, nil //nolint:gosec // the ranges are checked above
}

// Year gives the year, 0 when absent.
func (d Date) Year() int { return int(d.year) }

// Month gives the month, 0 when unknown.
func (d Date) Month() int { return int(d.month) }

// Day gives the day of the month, 0 when unknown.
func (d Date) Day() int { return int(d.day) }

// IsZero says whether there is no date.
func (d Date) IsZero() bool { return d.year == 0 }

// Precision says how much of the date is known.
func (d Date) Precision() Precision {
	switch {
	case d.year == 0:
		return PrecisionNone
	case d.month == 0:
		return PrecisionYear
	case d.day == 0:
		return PrecisionMonth
	}
	return PrecisionDay
}

// Text gives "1980-02-10", "1980-02", "1980" or "".
func (d Date) Text() string {
	switch d.Precision() {
	case PrecisionNone:
		return ""
	case PrecisionYear:
		return fmt.Sprintf("%04d", d.year)
	case PrecisionMonth:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	case PrecisionDay:
		return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
	}
	return ""
}

// Default says whether systems fill in this date when they do not know it: the
// first of January of any year, and the null-like dates.
func (d Date) Default() bool { return (d.month == 1 && d.day == 1) || d.NullLike() }

// NullLike says whether the date is one that systems write for "none":
// 1899-12-31, 1900-01-01 and 1901-01-01.
func (d Date) NullLike() bool {
	switch d {
	case Date{year: 1899, month: 12, day: 31}, Date{year: 1900, month: 1, day: 1}, Date{year: 1901, month: 1, day: 1}:
		return true
	}
	return false
}

// Compare orders dates; an unknown part comes before every known one.
func (d Date) Compare(other Date) int {
	return cmp.Or(
		cmp.Compare(d.year, other.year),
		cmp.Compare(d.month, other.month),
		cmp.Compare(d.day, other.day),
	)
}

// EpochDay counts the days from 1970-01-01, for a date known to the day.
func (d Date) EpochDay() (days int32, ok bool) {
	if d.Precision() != PrecisionDay {
		return 0, false
	}
	const secondsPerDay = 24 * 60 * 60
	seconds := time.Date(d.Year(), time.Month(d.month), d.Day(), 0, 0, 0, 0, time.UTC).Unix()
	return int32(seconds / secondsPerDay), true //nolint:gosec // years are bounded
}

// daysIn gives the number of days of a month, 0 for no month.
func daysIn(year, month int) int {
	switch month {
	case 1, 3, 5, 7, 8, 10, 12:
		return 31
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 0
}
