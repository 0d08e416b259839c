package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/matcher/demographics"
)

// mostMatches are in one answer, whatever was asked for.
const mostMatches = 50

// question is what $match was asked.
type question struct {
	patient     *fhir.Patient
	path        string // of the patient
	onlyCertain bool
	count       int
}

// match answers Patient/$match (ITI-119): who somebody could be, the best first.
func (c *call) match() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	sent, err := c.body()
	if err != nil {
		return answer{}, err
	}
	q, err := readQuestion(sent)
	if err != nil {
		return answer{}, err
	}
	asked, remarks, err := q.record(c.Options)
	if err != nil {
		return answer{}, err
	}
	if err := c.known(); err != nil {
		return answer{}, err
	}
	found, err := c.Matcher.Match(c.r.Context(), asked)
	if err != nil {
		return answer{}, err
	}
	if !found.Looked {
		return answer{}, q.tooLittle()
	}
	all := q.wanted(found.Candidates)
	shown := all[:min(len(all), q.count)]
	bundle := searchset(len(shown))
	for i := range shown {
		view := c.show(&shown[i].Person, viewer)
		bundle.Entry = append(bundle.Entry, c.matched(&shown[i], &view))
	}
	q.warn(bundle, remarks, found.TooCommon || len(all) > mostMatches)
	return answer{status: http.StatusOK, resource: bundle}, nil
}

// readQuestion reads Parameters, or a Patient alone.
func readQuestion(sent fhir.Resource) (*question, error) {
	q := &question{count: mostMatches, path: "Patient"}
	switch r := sent.(type) {
	case *fhir.Patient:
		q.patient = r
	case *fhir.Parameters:
		for i := range r.Parameter {
			if err := q.take(&r.Parameter[i], fmt.Sprintf("Parameters.parameter[%d]", i)); err != nil {
				return nil, err
			}
		}
	default:
		return nil, &fhir.ElementError{Path: "Resource.resourceType", Expected: "Parameters or Patient"}
	}
	if q.patient == nil {
		return nil, &problem{status: http.StatusBadRequest, code: codeRequired, where: "Parameters.parameter", text: "Parameters.parameter: expected one named resource, with a Patient"}
	}
	return q, nil
}

// take takes a parameter, each of which may be there once.
func (q *question) take(p *fhir.Parameter, path string) error {
	switch p.Name {
	case "resource":
		patient, ok := p.Resource.(*fhir.Patient)
		if !ok || q.patient != nil {
			return &fhir.ElementError{Path: path + ".resource", Expected: "one Patient"}
		}
		q.patient, q.path = patient, path+".resource"
	case "onlyCertainMatches":
		if p.Boolean == nil {
			return &fhir.ElementError{Path: path + ".valueBoolean", Expected: "true or false"}
		}
		q.onlyCertain = *p.Boolean
	case "count":
		if p.Integer == nil || *p.Integer < 1 {
			return &fhir.ElementError{Path: path + ".valueInteger", Expected: "a whole number, 1 or more"}
		}
		q.count = min(*p.Integer, mostMatches)
	default:
		return &fhir.ElementError{Path: path + ".name", Expected: "resource, onlyCertainMatches or count"}
	}
	return nil
}

// askedWith are the columns that may be asked with: those that tell who somebody is.
func askedWith() []string {
	return []string{
		facts.ColumnAuthority, facts.ColumnLocalID, facts.ColumnNHSNumber, facts.ColumnNHSNumberStatus,
		facts.ColumnFamilyName, "given_names", facts.ColumnPreviousFamilyName, facts.ColumnBirthDate, facts.ColumnBirthDateQuality,
		"birth_order", "mother_id", "sex", facts.ColumnAddress, facts.ColumnUPRN, facts.ColumnPostcode, facts.ColumnPreviousPostcodes,
		"phone", "email", "gp_practice", "deceased_date", "death_status",
	}
}

// record is the patient asked for as it is compared.
func (q *question) record(opt demographics.Options) (demographics.Record, []demographics.Remark, error) {
	columns := facts.Columns{facts.ColumnRecordID: "-"}
	q.patient.Columns(func(column, text string) {
		if slices.Contains(askedWith(), column) {
			columns[column] = text
		}
	})
	r, remarks, err := demographics.New(func(column string) string { return columns[column] }, nil, opt)
	if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
		return r, nil, &fhir.ElementError{Path: q.at(bad.Column), Expected: bad.Expected}
	}
	if err != nil {
		return r, nil, err
	}
	return r, remarks, nil
}

// tooLittle is that there is nothing to look by.
func (q *question) tooLittle() error {
	return &problem{
		status: http.StatusBadRequest, code: codeRequired, where: q.path,
		text: q.path + ": expected an identifier, or names with a birth date or a postcode, or a telephone number",
	}
}

// at names the element that a column came from.
func (q *question) at(column string) string { return q.path + q.patient.Path(column)[len("Patient"):] }

// wanted leaves what was asked for: if only one who is certain, then nobody unless
// there is exactly one.
func (q *question) wanted(found []find.Candidate) []find.Candidate {
	if !q.onlyCertain {
		return found
	}
	found = slices.DeleteFunc(found, func(c find.Candidate) bool { return c.Grade != find.Certain })
	if len(found) > 1 {
		return nil
	}
	return found
}

// warn says what the caller ought to know of the answer.
func (q *question) warn(bundle *fhir.Bundle, remarks []demographics.Remark, more bool) {
	var issues []fhir.Issue
	for _, r := range remarks {
		if slices.Contains(askedWith(), r.Column) {
			issues = append(issues, fhir.Issue{
				Severity: fhir.SeverityWarning, Code: codeValue, Diagnostics: r.Note, Expression: []string{q.at(r.Column)},
			})
		}
	}
	if more {
		issues = append(issues, fhir.Issue{
			Severity: fhir.SeverityInformation, Code: "multiple-matches", Diagnostics: "there are more than these; ask with more",
		})
	}
	if len(issues) > 0 {
		bundle.Entry = append(bundle.Entry, fhir.BundleEntry{
			Resource: &fhir.OperationOutcome{Issue: issues}, Search: fhir.EntrySearch{Mode: "outcome"},
		})
	}
}
