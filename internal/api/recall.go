package api

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/recall"
)

// recall answers who was told what turned out wrong: to an organisation, its own
// calls, to those who answer for all, everybody's.
func (c *call) recall() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	r, err := c.findRecall()
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, resource: recalled(&r)}, nil
}

// findRecall finds the recall that the path names, as far as the caller may see it.
func (c *call) findRecall() (recall.Recall, error) {
	r, err := c.Recalls.Find(c.r.Context(), c.id)
	if errors.Is(err, recall.ErrNone) {
		return r, &problem{status: http.StatusNotFound, code: codeNotFound, text: "there is no such recall"}
	}
	if err != nil {
		return r, err
	}
	c.detail = r.ID
	if everybodys := c.Rules.May(c.who, auth.Recall, "") == nil; everybodys {
		return r, nil
	}
	return r.Of(c.who.Organisation), nil
}

// recalled writes a recall down.
func recalled(r *recall.Recall) *fhir.Parameters {
	open, from, version := r.Open(), int(r.From), int(r.Version)
	out := &fhir.Parameters{Parameter: []fhir.Parameter{
		{Name: "patient", Reference: fhir.Reference{Reference: "Patient/" + r.Identity}},
		{Name: "wrongFrom", Integer: &from},
		{Name: "rightFrom", Integer: &version},
		{Name: "open", Integer: &open},
	}}
	for i := range r.Calls {
		c := &r.Calls[i]
		served, known := int(c.Served), c.Known
		out.Parameter = append(out.Parameter, fhir.Parameter{Name: "call", Part: []fhir.Parameter{
			{Name: "request", Text: c.Event.Request},
			{Name: "when", DateTime: c.Event.At.UTC().Format(time.RFC3339)},
			{Name: "who", Text: c.Event.Who},
			{Name: "organisation", Identifier: fhir.Identifier{System: fhir.SystemODS, Value: c.Event.Organisation}},
			{Name: "operation", Code: c.Event.Operation},
			{Name: "version", Integer: &served},
			{Name: "acknowledged", Boolean: &known},
		}})
	}
	return out
}

// acknowledge takes it that an organisation knows of its calls: of those whose
// requests the body names, or of all if there is none.
func (c *call) acknowledge() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	requests, err := c.requests()
	if err != nil {
		return answer{}, err
	}
	r, err := c.findRecall()
	if err != nil {
		return answer{}, err
	}
	if err := c.Recalls.Acknowledge(c.r.Context(), &r, c.who.Organisation, c.who.Subject, c.Now(), requests...); err != nil {
		return answer{}, err
	}
	if r, err = c.findRecall(); err != nil {
		return answer{}, err
	}
	own := r.Of(c.who.Organisation)
	return answer{status: http.StatusOK, resource: recalled(&own)}, nil
}

// requests reads which requests are meant.
func (c *call) requests() (all []string, err error) {
	if c.r.ContentLength == 0 {
		return nil, nil
	}
	sent, err := c.body()
	if err != nil {
		return nil, err
	}
	p, ok := sent.(*fhir.Parameters)
	if !ok {
		return nil, &fhir.ElementError{Path: "Resource.resourceType", Expected: "Parameters"}
	}
	for i := range p.Parameter {
		if p.Parameter[i].Name != "request" || !isUUID(p.Parameter[i].Text) {
			return nil, &fhir.ElementError{Path: fmt.Sprintf("Parameters.parameter[%d]", i), Expected: "one named request, whose valueString is the id of a request"}
		}
		all = append(all, p.Parameter[i].Text)
	}
	return all, nil
}
