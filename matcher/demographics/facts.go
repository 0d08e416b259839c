package demographics

import "time"

// Code gives the NHS code of the sex, "" when it is absent.
func (s Sex) Code() string {
	switch s {
	case SexNotKnown:
		return "0"
	case SexMale:
		return "1"
	case SexFemale:
		return "2"
	case SexIndeterminate:
		return "9"
	case SexAbsent:
	}
	return ""
}

// Told says whether the sex is told as male or female, the two that compare.
func (s Sex) Told() bool { return s == SexMale || s == SexFemale }

// Hidden says whether the person's whereabouts are hidden.
func (c Confidentiality) Hidden() bool { return c == Restricted || c == VeryRestricted }

// Dead says whether the status tells of a death.
func (d DeathStatus) Dead() bool { return d == DeathInformal || d == DeathFormal }

// DateOf gives the calendar date of an instant, in its own time zone.
func DateOf(t time.Time) Date {
	date, err := NewDate(t.Year(), int(t.Month()), t.Day())
	if err != nil {
		return Date{}
	}
	return date
}

// Contested says whether the sender doubts that the number is this person's:
// status 05, trace needs to be resolved.
func (s NHSNumberStatus) Contested() bool { return s == StatusUnresolved }
