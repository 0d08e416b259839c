package demographics

import (
	"regexp"
	"strings"
	"testing"
)

func TestParsePostcode(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		in, text, outcode, sector, area string
		class                           PostcodeClass
	}{
		{"SW1A 1AA", "SW1A 1AA", "SW1A", "SW1A 1", "SW", PostcodeStandard},
		{" sw1a1aa ", "SW1A 1AA", "SW1A", "SW1A 1", "SW", PostcodeStandard},
		{"M11AA", "M1 1AA", "M1", "M1 1", "M", PostcodeStandard},
		{"m1_1-a.a", "M1 1AA", "M1", "M1 1", "M", PostcodeStandard},
		{"gir0aa", "GIR 0AA", "GIR", "GIR 0", "GIR", PostcodeStandard},
		{"zz99 3vz", "", "", "", "", PostcodeNoFixedAbode},
		{"ZZ993WZ", "", "", "", "", PostcodePseudo},
		{"ZZ99 6CZ", "", "", "", "", PostcodePseudo},
		{"SW1A", "SW1A ", "SW1A", "", "SW", PostcodePartial},
		{"sw1a 1", "SW1A 1", "SW1A", "SW1A 1", "SW", PostcodePartial},
		{"M1", "M1 ", "M1", "", "M", PostcodePartial},
		{"M11", "M11 ", "M11", "", "M", PostcodePartial},
		{" M1 1 ", "M1 1", "M1", "M1 1", "M", PostcodePartial},
		{"", "", "", "", "", PostcodeBad},
		{"ZZ99", "", "", "", "", PostcodeBad},
		{"ZZ1111Z", "", "", "", "", PostcodeBad},
		{"ZZ000AA", "", "", "", "", PostcodeBad},
		{"ZZ12", "", "", "", "", PostcodeBad},
		{"M1 1AAA", "", "", "", "", PostcodeBad},
		{"SW1A 1AA and more", "", "", "", "", PostcodeBad},
	} {
		postcode, class := ParsePostcode(test.in)
		got := [4]string{postcode.Text(), postcode.Outcode(), postcode.Sector(), postcode.Area()}
		want := [4]string{test.text, test.outcode, test.sector, test.area}
		if class != test.class || got != want || postcode.IsZero() != (test.text == "") {
			t.Errorf("%q: %s %q, want %s %q", test.in, class, got, test.class, want)
		}
	}
}

// The hand-written form is checked against the published pattern: every pair of
// characters of postcodes of every shape is replaced by every other.
func TestPostcodesFollowThePattern(t *testing.T) {
	t.Parallel()
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0189"
	pattern := regexp.MustCompile(postcodePattern)
	for _, shape := range []string{"M1 1AA", "M11 1AA", "M1A 1AA", "SO1 1AA", "SO16 1AA", "SW1A 1AA", "GIR 0AA"} {
		for i := range shape {
			for j := range i {
				for _, a := range letters {
					for _, b := range letters {
						checkByPattern(t, pattern, shape[:j]+string(a)+shape[j+1:i]+string(b)+shape[i+1:])
					}
				}
			}
		}
	}
}

func checkByPattern(t *testing.T, pattern *regexp.Regexp, text string) {
	t.Helper()
	if strings.LastIndexByte(text, ' ') != len(text)-incodeLength-1 {
		return
	}
	if _, class := ParsePostcode(text); (class == PostcodeStandard) != pattern.MatchString(text) {
		t.Errorf("%s is %s", text, class)
	}
}

func TestPostcodeClassNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for class := PostcodeBad; class <= PostcodeNoFixedAbode; class++ {
		seen[class.String()] = true
	}
	if len(seen) != 5 || seen["invalid class"] {
		t.Errorf("names %v", seen)
	}
}
