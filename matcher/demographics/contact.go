package demographics

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
)

// UPRN is a unique property reference number; 0 is absent. It tells where a
// person lives, so it masks itself.
type UPRN uint64

// maxUPRNDigits is the greatest length of a UPRN.
const maxUPRNDigits = 12

// ParseUPRN reads a number of at most 12 digits; leading zeros do not count.
func ParseUPRN(s string) (u UPRN, ok bool) {
	s = strings.TrimSpace(s)
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 || len(s) > maxUPRNDigits {
		return 0, false
	}
	return UPRN(n), true
}

// String gives the mask.
func (UPRN) String() string { return mask }

// GoString gives the mask.
func (UPRN) GoString() string { return mask }

// Format writes the mask, whatever the verb and flags.
func (UPRN) Format(s fmt.State, _ rune) { writeMask(s) }

// LogValue gives the mask.
func (UPRN) LogValue() slog.Value { return slog.StringValue(mask) }

// MarshalText gives the mask.
func (UPRN) MarshalText() ([]byte, error) { return []byte(mask), nil }

// Email is an address in lower case. It is comparable; the zero value is absent.
type Email struct {
	masked

	text string
}

// maxEmailLength is the greatest length of an address by RFC 5321.
const maxEmailLength = 254

// ParseEmail reads an address with one @ and a domain with a dot.
func ParseEmail(s string) (e Email, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "mailto:")
	local, domain, found := strings.Cut(s, "@")
	switch {
	case !found || local == "" || len(s) > maxEmailLength || strings.IndexFunc(s, notInEmail) >= 0:
		return Email{}, false
	case strings.Contains(domain, "@") || !strings.Contains(strings.Trim(domain, "."), "."):
		return Email{}, false
	}
	return Email{text: s}, true
}

// Text gives the address.
func (e Email) Text() string { return e.text }

// IsZero says whether there is no address.
func (e Email) IsZero() bool { return e.text == "" }

func notInEmail(r rune) bool { return r <= ' ' || r == 0x7f || r == '\u00a0' }
