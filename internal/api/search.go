package api

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/matcher/demographics"
)

// search answers Patient with parameters (ITI-78): everybody who has all that is
// asked for, the likeliest first.
func (c *call) search() (answer, error) {
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	s, err := c.readSearch()
	if err != nil {
		return answer{}, err
	}
	found, err := c.searched(s, viewer)
	if err != nil {
		return answer{}, err
	}
	if found == nil {
		return answer{status: http.StatusOK, resource: tooMany()}, nil
	}
	return answer{status: http.StatusOK, resource: c.page(s, *found)}, nil
}

// searched finds who has all that is asked for; nil says that there are too many.
func (c *call) searched(s *search, viewer people.Viewer) (*[]*shown, error) {
	if s.id != "" {
		return c.searchedByID(s, viewer)
	}
	asked, err := s.record(c.Options)
	if err != nil {
		return nil, err
	}
	if err := c.known(); err != nil {
		return nil, err
	}
	a, err := c.Matcher.Search(c.r.Context(), asked, s.byPlace && !viewer.BreaksGlass)
	if err != nil {
		return nil, err
	}
	if !a.Looked {
		return nil, &problem{
			status: http.StatusBadRequest, code: codeRequired,
			text: "expected an identifier, or a whole name and a birth date, or names with a birth year or a postcode, or a telephone number or e-mail address",
		}
	}
	all := c.having(a.Candidates, s, viewer)
	if a.TooCommon || len(all) > mostMatches {
		return nil, nil //nolint:nilnil // too many
	}
	return &all, nil
}

// having leaves those who have all that is asked for.
func (c *call) having(found []find.Candidate, s *search, viewer people.Viewer) (all []*shown) {
	for i := range found {
		p := newShown(&found[i], found[i].Person.For(viewer, &c.Survivorship))
		if s.active && !slices.ContainsFunc(s.wants, func(has criterion) bool { return !has(p) }) {
			all = append(all, p)
		}
	}
	return all
}

func (c *call) searchedByID(s *search, viewer people.Viewer) (*[]*shown, error) {
	if !isUUID(s.id) {
		return &[]*shown{}, nil
	}
	p, err := c.People.ByID(c.r.Context(), s.id)
	switch {
	case errors.Is(err, people.ErrUnknown), err == nil && (p.Retired || p.VeryRestricted && !viewer.BreaksGlass), err == nil && s.byPlace && p.Restricted:
		return &[]*shown{}, nil
	case err != nil:
		return nil, err
	}
	all := c.having([]find.Candidate{{Person: p, Grade: find.Certain, Score: 1}}, s, viewer)
	return &all, nil
}

// record is what is looked by.
func (s *search) record(opt demographics.Options) (demographics.Record, error) {
	s.columns[facts.ColumnRecordID] = "-"
	r, remarks, err := demographics.New(func(column string) string { return s.columns[column] }, nil, opt)
	for _, remark := range remarks {
		if remark.Column == facts.ColumnNHSNumber {
			return r, invalid("identifier", "an NHS number of ten digits, with its check digit")
		}
	}
	if bad, ok := errors.AsType[*demographics.FieldError](err); ok {
		return r, invalid(parameterOf(bad.Column), bad.Expected)
	}
	return r, err
}

// parameterOf names the parameter that a column was asked with.
func parameterOf(column string) string {
	switch column {
	case facts.ColumnNHSNumber, facts.ColumnLocalID, facts.ColumnAuthority:
		return "identifier"
	case facts.ColumnFamilyName:
		return "family"
	case "given_names":
		return "given"
	case facts.ColumnBirthDate:
		return "birthdate"
	case facts.ColumnPostcode:
		return "address-postalcode"
	case "gp_practice":
		return "general-practitioner"
	}
	return column
}

// tooMany answers as the national service does: with nobody, and that there are more
// than anybody should look through.
func tooMany() *fhir.Bundle {
	return &fhir.Bundle{Type: fhir.BundleSearchset, Entry: []fhir.BundleEntry{{
		Search: fhir.EntrySearch{Mode: "outcome"},
		Resource: &fhir.OperationOutcome{Issue: []fhir.Issue{{
			Severity: fhir.SeverityInformation, Code: "multiple-matches", Diagnostics: "too many match; ask with more",
			Details: fhir.CodeableConcept{Coding: []fhir.Coding{{
				System: "https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode", Code: "TOO_MANY_MATCHES",
			}}},
		}}},
	}}}
}

// page is the part of an answer that was asked for, with the way to the others.
func (c *call) page(s *search, all []*shown) *fhir.Bundle {
	bundle := searchset(len(all))
	from := min(s.offset, len(all))
	to := min(from+s.count, len(all))
	if c.r.Method == http.MethodGet {
		bundle.Link = c.links(s, from, to, len(all))
	}
	for _, p := range all[from:to] {
		c.noteServed(&p.Person)
		bundle.Entry = append(bundle.Entry, fhir.BundleEntry{
			FullURL: c.url("Patient/" + p.view.ID), Resource: c.patient(&p.view),
			Search: fhir.EntrySearch{Mode: "match", Score: fhir.NewDecimal(p.Score, scoreDigits)},
		})
	}
	return bundle
}

// links lead to the parts of an answer. A search that came in a body has none, for
// who was searched for is not put into an address: its parts are asked for by the same
// body with _offset.
func (c *call) links(s *search, from, to, all int) []fhir.BundleLink {
	link := func(relation string, offset int) fhir.BundleLink {
		values := c.r.URL.Query()
		values.Set("_offset", strconv.Itoa(offset))
		return fhir.BundleLink{Relation: relation, URL: c.url("Patient?" + values.Encode())}
	}
	links := []fhir.BundleLink{link("self", from)}
	if to < all {
		links = append(links, link("next", to))
	}
	if from > 0 {
		links = append(links, link("previous", max(0, from-s.count)))
	}
	return links
}
