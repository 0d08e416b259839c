package demographics

import (
	"strings"
	"testing"
)

func TestParseSex(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Sex{
		"": SexAbsent, "0": SexNotKnown, "1": SexMale, "2": SexFemale, "9": SexIndeterminate,
		"m": SexMale, "F": SexFemale, "U": SexNotKnown, "I": SexIndeterminate, "x": SexIndeterminate,
		"male": SexMale, "Female": SexFemale, "\tf": SexFemale, "other": SexIndeterminate, "unknown": SexNotKnown,
	} {
		if got, err := ParseSex(in); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	checkRefused(t, ParseSex, "3", "W", "man", "MF", "10")
}

func TestParseConfidentiality(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Confidentiality{
		"": ConfidentialityAbsent, "U": Unrestricted, "r": Restricted, "\tV": VeryRestricted,
	} {
		if got, err := ParseConfidentiality(in); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	checkRefused(t, ParseConfidentiality, "N", "S", "REDACTED", "RR", "restricted")
}

func TestParseDeathStatus(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]DeathStatus{"": DeathNone, "1": DeathInformal, "2": DeathFormal, "u": DeathRemoved} {
		if got, err := ParseDeathStatus(in); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	checkRefused(t, ParseDeathStatus, "0", "3", "dead")
}

// checkRefused wants an error that says what was expected, and not what was told.
func checkRefused[T comparable](t *testing.T, parse func(string) (T, error), texts ...string) {
	t.Helper()
	for _, in := range texts {
		var none T
		got, err := parse(in)
		if err == nil || got != none || !strings.HasPrefix(err.Error(), "expected ") {
			t.Errorf("%q was read: %v", in, err)
		}
	}
}
