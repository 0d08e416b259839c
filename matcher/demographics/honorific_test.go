package demographics

import (
	"strings"
	"testing"
)

func TestHonorific(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"MOHAMMED": true, "MUHAMMAD": true, "MD": true, "SYEDA": true, "BIBI": true, "ABDUL": true,
		"": false, "ALI": false, "DANIEL": false, "MOHAMMED ALI": false, "MD PAUL": false,
	} {
		if Honorific(name) != want {
			t.Errorf("%q is an honorific: %v", name, !want)
		}
	}
}

// An honorific that names are never cleaned into would hold for nobody.
func TestHonorificsAreInNormalForm(t *testing.T) {
	t.Parallel()
	for name := range honorifics {
		clean := cleanGiven(strings.ToLower(name) + " Yusuf")
		if len(clean.alternatives) != 1 || clean.alternatives[0] != name+" YUSUF" {
			t.Errorf("%s is cleaned into %q", name, clean.alternatives)
		}
	}
}
