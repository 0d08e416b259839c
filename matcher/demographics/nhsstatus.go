package demographics

import (
	"strings"
)

// NHSNumberStatus is the sender's claim about an NHS number, 1 to 8 as in the
// NHS Data Dictionary; 0 is not told.
type NHSNumberStatus uint8

// The statuses.
const (
	StatusNone         NHSNumberStatus = iota
	StatusVerified                     // 01 present and verified
	StatusNotTraced                    // 02 present but not traced
	StatusRequired                     // 03 trace required
	StatusNoMatch                      // 04 trace attempted, no match or several
	StatusUnresolved                   // 05 trace needs to be resolved
	StatusInProgress                   // 06 trace in progress
	StatusNotRequired                  // 07 not present and trace not required
	StatusBabyDeferred                 // 08 trace postponed, baby under six weeks
)

// Verified says whether the sender checked the number with the national service.
func (s NHSNumberStatus) Verified() bool { return s == StatusVerified }

// String gives the two-digit code, or "" when not told.
func (s NHSNumberStatus) String() string {
	if s == StatusNone || s > StatusBabyDeferred {
		return ""
	}
	return "0" + string('0'+rune(s))
}

// nhsStatusNames holds the retired textual codes and, spelt with hyphens, the
// display names.
var nhsStatusNames = map[string]NHSNumberStatus{
	"number-present-and-verified":                                      StatusVerified,
	"number-present-but-not-traced":                                    StatusNotTraced,
	"trace-required":                                                   StatusRequired,
	"trace-attempted-no-match-or-multiple-match-found":                 StatusNoMatch,
	"trace-needs-to-be-resolved":                                       StatusUnresolved,
	"trace-needs-to-be-resolved-nhs-number-or-patient-detail-conflict": StatusUnresolved,
	"trace-in-progress":                                                StatusInProgress,
	"number-not-present-and-trace-not-required":                        StatusNotRequired,
	"trace-postponed":                                                  StatusBabyDeferred,
	"trace-postponed-baby-under-six-weeks-old":                         StatusBabyDeferred,
	"ni": StatusNone,
}

// ParseNHSNumberStatus reads "01" to "08", "1" to "8", the retired textual codes
// and the display names; "" and the null flavour NI are none.
func ParseNHSNumberStatus(s string) (NHSNumberStatus, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return StatusNone, nil
	}
	digit := strings.TrimPrefix(s, "0")
	if len(digit) == 1 && digit[0] >= '1' && digit[0] <= '8' {
		return NHSNumberStatus(digit[0] - '0'), nil
	}
	status, ok := nhsStatusNames[slug(s)]
	if !ok {
		return StatusNone, expectation("a status code, 01 to 08")
	}
	return status, nil
}

// slug lower-cases s and joins its words with hyphens.
func slug(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}
