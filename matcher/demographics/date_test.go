package demographics

import (
	"strings"
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"1980": "1980", "1980-02": "1980-02", "198002": "1980-02", "1980-02-10": "1980-02-10",
		"19800210": "1980-02-10", "10/02/1980": "1980-02-10", "10-02-1980": "1980-02-10",
		"10-Feb-1980": "1980-02-10", "10-FEB-1980": "1980-02-10", " 1980-02-10 ": "1980-02-10",
		"1980-02-10T23:59:59Z": "1980-02-10", "1980-02-10 00:00:00": "1980-02-10", "2000-02-29": "2000-02-29",
	} {
		if date, err := ParseDate(in); err != nil || date.Text() != want {
			t.Errorf("%q: %q, %v, want %q", in, date.Text(), err, want)
		}
	}
	for _, in := range []string{
		"", "80", "10/02/80", "1980-13-01", "1980-00-10", "1980-02-00", "1980-00", "198013", "1981-02-29",
		"1900-02-29", "31/04/1980", "1980-2-10", "25/09/3003", "1799-12-31", "10-Foo-1980", "10-ANF-1980",
		"1980-02-10X", "1980-02-101", "1980/02/10", "10.02.1980", "Feb 1980", "0000-00-00", "02/13/1980",
	} {
		date, err := ParseDate(in)
		if err == nil || !date.IsZero() {
			t.Errorf("%q was read as %q", in, date.Text())
		}
		if err != nil && len(in) > len("1980") && strings.Contains(err.Error(), in) {
			t.Errorf("the error tells the value: %v", err)
		}
	}
}

func TestNewDate(t *testing.T) {
	t.Parallel()
	for _, parts := range [][3]int{{1980, 0, 1}, {1980, 2, 30}, {1980, -1, 0}, {1980, 1, -1}, {1980, 13, 1}, {0, 1, 1}, {70_000, 1, 1}} {
		if _, err := NewDate(parts[0], parts[1], parts[2]); err == nil {
			t.Errorf("%v was taken", parts)
		}
	}
}

// The calendar is checked against the one of package time, day by day.
func TestDatesFollowTheCalendar(t *testing.T) {
	t.Parallel()
	previous := Date{}
	end := time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(1850, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(end); at = at.AddDate(0, 0, 1) {
		date, err := ParseDate(at.Format(time.DateOnly))
		days, ok := date.EpochDay()
		if err != nil || !ok || int64(days) != floorDays(at) {
			t.Fatalf("%s: day %d, %v", at.Format(time.DateOnly), days, err)
		}
		if date.Compare(previous) != 1 || previous.Compare(date) != -1 {
			t.Fatalf("%s is out of order", at.Format(time.DateOnly))
		}
		previous = date
	}
}

func floorDays(at time.Time) int64 {
	const perDay = 24 * 60 * 60
	return (at.Unix() - (at.Unix()%perDay+perDay)%perDay) / perDay
}

func TestPartialDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Precision{
		"1980": PrecisionYear, "1980-02": PrecisionMonth, "1980-02-10": PrecisionDay,
	} {
		date := mustDate(t, text)
		if date.Precision() != want {
			t.Errorf("%s has precision %d", text, date.Precision())
		}
		if _, ok := date.EpochDay(); ok != (want == PrecisionDay) {
			t.Errorf("%s counts as a day: %v", text, ok)
		}
	}
	if mustDate(t, "1980").Compare(mustDate(t, "1980-01")) != -1 {
		t.Error("an unknown month does not come first")
	}
	if mustDate(t, "1980").Compare(mustDate(t, "1980")) != 0 {
		t.Error("a date does not equal itself")
	}
	if d := mustDate(t, "1980-02-10"); d.Year() != 1980 || d.Month() != 2 || d.Day() != 10 {
		t.Error("the parts of a date are not what was read")
	}
	if (Date{}).Precision() != PrecisionNone || (Date{}).Text() != "" {
		t.Error("no date has a text")
	}
}

func TestDefaultDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]bool{ // default, null-like
		"1980-01-01": {true, false}, "1900-01-01": {true, true}, "1901-01-01": {true, true},
		"1899-12-31": {true, true}, "1980-01-02": {false, false}, "1980-01": {false, false}, "1980": {false, false},
	} {
		date := mustDate(t, text)
		if got := [2]bool{date.Default(), date.NullLike()}; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func mustDate(t *testing.T, text string) Date {
	t.Helper()
	date, err := ParseDate(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return date
}
