package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/reports"
)

// reportWrongLink takes Patient/{identity}/$report-wrong-link: whoever has the person
// in front of them says that records are linked wrongly. From then on answers say that
// the person is disputed, until a reviewer has decided.
func (c *call) reportWrongLink() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	p, viewer, err := c.named()
	if err != nil {
		return answer{}, err
	}
	r, err := c.readReport(&p, viewer)
	if err != nil {
		return answer{}, err
	}
	if err := c.Disputes.Report(c.r.Context(), r); err != nil {
		return answer{}, err
	}
	c.detail = "report " + r.ID
	c.noteServed(&p)
	return answer{status: http.StatusCreated, resource: &fhir.Parameters{Parameter: []fhir.Parameter{
		{Name: "report", Text: r.ID},
		{Name: "patient", Reference: fhir.Reference{Reference: "Patient/" + p.ID}},
		{Name: "status", Code: "open"},
	}}}, nil
}

// readReport reads what is said to be wrong: a reason, and the records that are meant.
func (c *call) readReport(p *people.Person, viewer people.Viewer) (r reports.Report, err error) {
	sent, err := c.body()
	if err != nil {
		return r, err
	}
	parameters, ok := sent.(*fhir.Parameters)
	if !ok {
		return r, &fhir.ElementError{Path: "Resource.resourceType", Expected: "Parameters"}
	}
	view := p.For(viewer, &c.Survivorship)
	r = reports.Report{ID: c.NewID(), Identity: p.ID, Version: p.Version, At: c.Now(), Who: c.who.Subject, Organisation: c.who.Organisation}
	for i := range parameters.Parameter {
		one, path := &parameters.Parameter[i], fmt.Sprintf("Parameters.parameter[%d]", i)
		switch {
		case one.Name == "reason" && r.Reason == "" && slices.Contains(reports.Reasons(), reports.Reason(one.Code)):
			r.Reason = reports.Reason(one.Code)
		case one.Name == "record":
			id, ok := c.recordIn(&view, one.Identifier)
			if !ok {
				return r, &fhir.ElementError{Path: path + ".valueIdentifier", Expected: "an identifier of a record of the patient's"}
			}
			r.Records = append(r.Records, id)
		default:
			return r, &fhir.ElementError{Path: path, Expected: "one named reason, whose valueCode is " + reasons() + ", and any named record"}
		}
	}
	if r.Reason == "" {
		return r, &fhir.ElementError{Path: "Parameters.parameter", Expected: "one named reason, whose valueCode is " + reasons()}
	}
	return r, nil
}

func reasons() string {
	var all []string
	for _, r := range reports.Reasons() {
		all = append(all, string(r))
	}
	return strings.Join(all, ", ")
}

// recordIn finds a record that the caller may know of.
func (c *call) recordIn(view *people.View, id fhir.Identifier) (identity.RecordID, bool) {
	authority, _ := c.Organisations.Authority(id.System)
	key := recordOf(authority, id.Value)
	at := slices.IndexFunc(view.Records, func(h people.Holding) bool { return h.Key == key })
	if at < 0 {
		return "", false
	}
	return view.Records[at].Record, true
}
