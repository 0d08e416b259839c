package demographics

import (
	"testing"
	"time"
)

func TestSexCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		sex  Sex
		code string
		told bool
	}{
		{SexAbsent, "", false},
		{SexNotKnown, "0", false},
		{SexMale, "1", true},
		{SexFemale, "2", true},
		{SexIndeterminate, "9", false},
	} {
		if tt.sex.Code() != tt.code || tt.sex.Told() != tt.told {
			t.Errorf("sex %d: code %q, told %v: want %q, %v", uint8(tt.sex), tt.sex.Code(), tt.sex.Told(), tt.code, tt.told)
		}
		if back, err := ParseSex(tt.code); err != nil || back != tt.sex {
			t.Errorf("the code %q is not read back", tt.code)
		}
	}
}

func TestHidden(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"": false, "U": false, "R": true, "V": true} {
		if c, err := ParseConfidentiality(code); err != nil || c.Hidden() != want {
			t.Errorf("confidentiality %q: hidden %v, error %v", code, c.Hidden(), err)
		}
	}
}

func TestDead(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{"": false, "U": false, "1": true, "2": true} {
		if d, err := ParseDeathStatus(code); err != nil || d.Dead() != want {
			t.Errorf("death status %q: dead %v, error %v", code, d.Dead(), err)
		}
	}
}

// The date is that where the clock stood, not that of Greenwich.
func TestDateOf(t *testing.T) {
	t.Parallel()
	summer := time.FixedZone("summer", 3600)
	for _, tt := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2024, 2, 29, 23, 59, 59, 0, time.UTC), "2024-02-29"},
		{time.Date(2024, 7, 1, 0, 30, 0, 0, summer), "2024-07-01"},
		{time.Date(2024, 7, 1, 0, 30, 0, 0, summer).UTC(), "2024-06-30"},
		{time.Date(12024, 7, 1, 0, 0, 0, 0, time.UTC), ""},
	} {
		if got := DateOf(tt.at).Text(); got != tt.want {
			t.Errorf("%s is on %q, want %q", tt.at, got, tt.want)
		}
	}
}
