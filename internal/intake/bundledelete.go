package intake

import (
	"errors"
	"net/url"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/matcher/demographics"
)

// remove reads an entry that takes a patient out. It names the patient as
// Patient?identifier=system|value, or by an id that another entry explains.
func (m *patientMessage) remove(entry *fhir.BundleEntry, from origin) error {
	target := entry.Request.URL
	if !strings.Contains("/"+target, "/Patient/") && !strings.Contains("/"+target, "/Patient?") {
		return nil // something else than a patient
	}
	identifier := m.known.of(target)
	if identifier == nil {
		identifier = asked(target)
	}
	if identifier != nil {
		if authority, id, ok := identifier.Local(); ok {
			return m.removeKey(authority, id, from)
		}
	}
	return &fhir.ElementError{
		Path:     from.path + ".request.url",
		Expected: "Patient?identifier=system|value, or the id of a Patient in the same Bundle",
	}
}

func (m *patientMessage) removeKey(authority, id string, from origin) error {
	about, err := headOf(facts.Columns{
		facts.ColumnAuthority: authority, facts.ColumnLocalID: id, facts.ColumnUpdatedAt: from.dated.text,
	})
	if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
		path := from.path + ".request.url"
		if bad.Column == facts.ColumnUpdatedAt {
			path = from.dated.path
		}
		return &fhir.ElementError{Path: path, Expected: bad.Expected}
	}
	fact := about.fact(m.received)
	fact.Kind = facts.Delete
	return m.add(&fact, from)
}

// asked gives the identifier that a condition names, nil if it names none.
func asked(target string) *fhir.Identifier {
	_, query, _ := strings.Cut(target, "?")
	values, err := url.ParseQuery(query)
	if err != nil || len(values) != 1 || len(values["identifier"]) != 1 {
		return nil
	}
	system, value, found := strings.Cut(values.Get("identifier"), "|")
	if !found {
		return nil
	}
	return &fhir.Identifier{System: system, Value: value}
}
