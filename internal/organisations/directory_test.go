package organisations

import (
	"strings"
	"testing"
)

func region(t *testing.T) *Directory {
	t.Helper()
	d, err := Read("testdata/organisations.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDirectoryKnowsWhoseAnAuthorityIs(t *testing.T) {
	t.Parallel()
	d := region(t)
	for authority, want := range map[string]string{"RM3": "RM3", "RM3-MATERNITY": "RM3", "P88001": "P88001", "R0A": ""} {
		o, ok := d.Owner(authority)
		if o.Code != want || ok != (want != "") {
			t.Errorf("Owner(%q) = %q, %t, want %q", authority, o.Code, ok, want)
		}
	}
	if o, ok := d.Of(" rm3 "); !ok || o.Name != "Salford Royal" || !o.Notices || o.STP != "QOP" {
		t.Errorf("Of(rm3) = %+v, %t", o, ok)
	}
	if len(d.All()) != 2 {
		t.Errorf("%d organisations, want 2", len(d.All()))
	}
}

// An authority has one system and the other way round, whether the file names it,
// it is made of the authority's name, or the authority is a URI itself.
func TestSystemAndAuthorityAreInverse(t *testing.T) {
	t.Parallel()
	for _, d := range []*Directory{region(t), nil} {
		for _, authority := range []string{"RM3", "RM3-MATERNITY", "P88001", "nobody's", "https://example.org/id/mrn"} {
			if got, _ := d.Authority(d.System(authority)); got != authority {
				t.Errorf("%q has the system %q, which is that of %q", authority, d.System(authority), got)
			}
		}
	}
	d := region(t)
	if got := d.System("RM3"); got != "https://salford.example/id/pas" {
		t.Errorf("System(RM3) = %q", got)
	}
	for system, want := range map[string]bool{
		"https://salford.example/id/pas":        true,
		"urn:lhcre:mpi:authority:RM3-MATERNITY": true,
		"urn:lhcre:mpi:authority:R0A":           false,
		"https://example.org/id/mrn":            false,
	} {
		if _, known := d.Authority(system); known != want {
			t.Errorf("Authority(%q) is known: %t, want %t", system, known, want)
		}
	}
}

func TestNobodyIsKnownWithoutAFile(t *testing.T) {
	t.Parallel()
	var d *Directory
	if _, ok := d.Of("RM3"); ok || d.All() != nil {
		t.Error("a directory of nothing knows somebody")
	}
	if _, ok := d.Owner("RM3"); ok {
		t.Error("a directory of nothing knows whose an authority is")
	}
}

func TestBadFilesAreRefusedByFieldAndPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"organisations: [{name: A}]":                                                   "organisations[0].code: expected an ODS code",
		"organisations: [{code: 'R M', name: A}]":                                      "organisations[0].code: expected an ODS code",
		"organisations: [{code: RM3, name: A}, {code: rm3, name: B}]":                  "organisations[1].code: RM3 is there twice",
		"organisations: [{code: RM3}]":                                                 "organisations[0].name: expected",
		"organisations: [{code: RM3, name: A, stp: '!'}]":                              "organisations[0].stp: expected",
		"organisations: [{code: RM3, name: A, authorities: [{system: 'urn:x:y'}]}]":    "organisations[0].authorities[0].name: expected",
		"organisations: [{code: RM3, name: A, authorities: [{name: P}, {name: P}]}]":   "organisations[0].authorities[1].name: P is there twice",
		"organisations: [{code: RM3, name: A, authorities: [{name: P, system: pas}]}]": "organisations[0].authorities[0].system: expected a URI",
		"organisations: [{code: RM3, name: A, telephone: 1}]":                          "line 1: field telephone not found",
		"organisations: [{code: RM3, name: A, notices: perhaps}]":                      "line 1",
		"organisations: [{code: A11, name: A, authorities: [{name: P, system: 'urn:x:y'}]}, {code: A12, name: B, authorities: [{name: Q, system: 'urn:x:y'}]}]": "organisations[1].authorities[0].system: urn:x:y is there twice",
	} {
		if _, err := Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
	if _, err := Parse(nil); err != nil {
		t.Errorf("an empty file: %v", err)
	}
	if _, err := Read("testdata/none.yaml"); err == nil {
		t.Error("a file that is not there was read")
	}
}
