package intake

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a machine without time zones must read times as any other

	"github.com/lhcre/mpi/internal/hl7v2"
)

const hl7Day = "20060102"

// london is the zone of a time that tells none.
var london = sync.OnceValues(func() (*time.Location, error) { return time.LoadLocation("Europe/London") })

var (
	errNoTime = errors.New("expected a time that exists, as yyyymmddhhmmss+zzzz or the beginning of it")
	errNoDate = errors.New("expected a date that exists, as yyyymmdd, yyyymm or yyyy")
)

// parseTime reads a time of HL7, which stands for its first moment where it is
// told in part. The answer is in the time of the United Kingdom.
func parseTime(text string) (time.Time, error) {
	zone, err := london()
	if err != nil {
		return time.Time{}, fmt.Errorf("finding the time of the United Kingdom: %w", err)
	}
	told := zone
	digits := strings.TrimSpace(text)
	if at := strings.IndexAny(digits, "+-"); at >= 0 {
		offset, err := time.Parse("-0700", digits[at:])
		if err != nil {
			return time.Time{}, errNoTime
		}
		digits, told = digits[:at], offset.Location()
	}
	digits, fraction, _ := strings.Cut(digits, ".")
	if !areDigits(digits) || !areDigits(fraction) || len(fraction) > 9 || fraction != "" && len(digits) != len("20060102150405") {
		return time.Time{}, errNoTime
	}
	at, err := time.ParseInLocation(layoutOf(digits), digits, told)
	if err != nil || len(digits) < len("2006") {
		return time.Time{}, errNoTime
	}
	return at.Add(fractionOf(fraction)).In(zone), nil
}

// layoutOf gives the layout of a time by its length; "" where there is none.
func layoutOf(digits string) string {
	const whole = "20060102150405"
	if len(digits) > len(whole) || len(digits)%2 != 0 {
		return ""
	}
	return whole[:len(digits)]
}

func fractionOf(digits string) time.Duration {
	part, unit := time.Duration(0), time.Second
	for i := range len(digits) {
		unit /= 10
		part += time.Duration(digits[i]-'0') * unit
	}
	return part
}

func areDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// dateOf reads a date, which may be followed by a time, as yyyy-mm-dd or the
// beginning of it. Its second component says how much of it is known.
func dateOf(field hl7v2.Field) (string, error) {
	text := strings.TrimSpace(field.Value(1))
	if text == "" {
		return "", nil
	}
	if _, err := parseTime(text); err != nil {
		return "", errNoDate
	}
	if at := strings.IndexAny(text, "+-."); at >= 0 {
		text = text[:at]
	}
	text = text[:min(len(text), known(field.Value(2)))]
	parts := []string{text[:4]}
	for at := 4; at+2 <= len(text); at += 2 {
		parts = append(parts, text[at:at+2])
	}
	return strings.Join(parts, "-"), nil
}

// known gives how many digits of a date are known.
func known(precision string) int {
	switch precision {
	case "Y":
		return len("2006")
	case "L":
		return len("200601")
	}
	return len(hl7Day)
}

// isPast says whether the end of a period had come on a day.
func isPast(end, day string) bool {
	end = strings.TrimSpace(end)
	return len(end) >= len(hl7Day) && areDigits(end[:len(hl7Day)]) && end[:len(hl7Day)] <= day
}
