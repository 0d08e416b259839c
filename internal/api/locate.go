package api

import (
	"net/http"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

// locate answers Patient/{identity}/$locate, the record locator: which organisations
// hold a record, and of how many records what is shown is made. Whoever treats the
// person has to know that there may be more.
func (c *call) locate() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	p, viewer, err := c.named()
	if err != nil {
		return answer{}, err
	}
	further, err := c.People.Further(c.r.Context(), &p)
	if err != nil {
		return answer{}, err
	}
	view := c.show(&p, viewer)
	assembled, disputed := len(view.Records), c.Disputes.Disputed(view.ID)
	out := &fhir.Parameters{Parameter: []fhir.Parameter{
		{Name: "patient", Reference: fhir.Reference{Reference: "Patient/" + view.ID}},
		{Name: "assembledFrom", Integer: &assembled},
		{Name: "possibleFurtherRecords", Integer: &further},
		{Name: "withheld", Boolean: &view.Withheld},
		{Name: "disputed", Boolean: &disputed},
	}}
	for i := range view.Records {
		out.Parameter = append(out.Parameter, c.located(&view.Records[i]))
	}
	return answer{status: http.StatusOK, resource: out, version: view.Version}, nil
}

// located says who holds a record, under which number, and when they last told of it.
func (c *call) located(h *people.Holding) fhir.Parameter {
	id := c.identifier(h)
	parts := []fhir.Parameter{{Name: "identifier", Identifier: id}}
	if code := c.organisationOf(h); code != "" {
		parts = append(parts, fhir.Parameter{Name: "organisation", Identifier: fhir.Identifier{System: fhir.SystemODS, Value: code}})
		if o, known := c.Organisations.Of(code); known {
			parts = append(parts, fhir.Parameter{Name: "name", Text: o.Name})
		}
	}
	if !h.Updated.IsZero() {
		parts = append(parts, fhir.Parameter{Name: "lastSeen", DateTime: h.Updated.UTC().Format(time.RFC3339)})
	}
	if practice := h.Golden[columnPractice].Text; practice != "" {
		parts = append(parts, fhir.Parameter{Name: "registeredWith", Identifier: fhir.Identifier{System: fhir.SystemODS, Value: practice}})
	}
	return fhir.Parameter{Name: "record", Part: parts}
}

const columnPractice = "gp_practice"

// organisationOf is who tells of a record, or whose its authority is.
func (c *call) organisationOf(h *people.Holding) string {
	if h.Organisation != "" {
		return h.Organisation
	}
	o, _ := c.Organisations.Owner(h.Key.Authority)
	return o.Code
}

// recordOf gives the key of a record as its organisation names it.
func recordOf(authority, localID string) facts.Key {
	return facts.Key{Authority: authority, LocalID: localID}
}
