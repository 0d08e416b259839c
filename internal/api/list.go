package api

import (
	"bufio"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

const (
	listType     = "text/plain"
	mostListed   = 20_000
	listedAtOnce = 500
)

// list answers Patient/$ihe-pix-list: cross references of a whole list, such as a
// practice's, in its order. Each line of the answer is Parameters; the last one says
// that the list is whole.
func (c *call) list() (answer, error) {
	values, err := c.parameters("targetSystem")
	if err != nil {
		return answer{}, err
	}
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	if err := c.targetSystems(values["targetSystem"]); err != nil {
		return answer{}, err
	}
	lines, err := c.lines()
	if err != nil {
		return answer{}, err
	}
	systems := values["targetSystem"]
	return c.listed(lines, func(part []string) ([]fhir.Parameters, error) {
		return c.crossReferred(part, systems, viewer)
	}), nil
}

// lines reads a list of identifiers, one a line.
func (c *call) lines() (all []string, err error) {
	kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != listType {
		return nil, &problem{status: http.StatusUnsupportedMediaType, code: codeNotSupported, text: "expected a body in " + listType + ", a line of system|value for each"}
	}
	scanner := bufio.NewScanner(c.r.Body)
	for scanner.Scan() {
		if text := scanner.Text(); text != "" {
			all = append(all, text)
		}
	}
	switch err := scanner.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, &problem{status: http.StatusBadRequest, code: codeTooLong, text: "there is a line that is no identifier"}
	case err != nil:
		return nil, fmt.Errorf("reading a list: %w", err)
	case len(all) == 0 || len(all) > mostListed:
		return nil, &problem{status: http.StatusBadRequest, code: codeRequired, text: fmt.Sprintf("expected from 1 to %d lines of system|value", mostListed)}
	}
	return all, nil
}

// listed answers a list part by part, each written down before it leaves.
func (c *call) listed(lines []string, of func(part []string) ([]fhir.Parameters, error)) answer {
	parts := slices.Collect(slices.Chunk(lines, listedAtOnce))
	asked := len(lines)
	return answer{status: http.StatusOK, more: func() (body []byte, err error) {
		if len(parts) == 0 {
			return nil, nil
		}
		c.served = nil
		all, err := of(parts[0])
		if err != nil {
			return nil, err
		}
		for i := range all {
			body = append(fhir.Append(body, &all[i]), '\n')
		}
		if parts = parts[1:]; len(parts) == 0 {
			body = append(fhir.Append(body, wholeList(asked)), '\n')
		}
		return body, nil
	}}
}

// wholeList ends a list that has all that was asked for.
func wholeList(lines int) fhir.Resource {
	return &fhir.OperationOutcome{Issue: []fhir.Issue{{
		Severity: fhir.SeverityInformation, Code: "informational", Diagnostics: fmt.Sprintf("complete: %d lines", lines),
	}}}
}

// asked is one line of a list: whom it names, or why nobody is told of.
type asked struct {
	text    string
	source  source
	person  *people.Person
	problem error
}

// whoAre finds the people of a part of a list. An error says that it cannot be known.
func (c *call) whoAre(part []string, viewer people.Viewer) ([]asked, error) {
	all := make([]asked, len(part))
	var keys []facts.Key
	for i, text := range part {
		a := &all[i]
		a.text = text
		if a.source, a.problem = c.readSource(text); a.problem == nil && a.source.number.IsZero() {
			keys = append(keys, a.source.key)
		}
	}
	holders, err := c.People.Holders(c.r.Context(), keys)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if err := c.whoIs(&all[i], holders, viewer); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (c *call) whoIs(a *asked, holders map[facts.Key]*people.Person, viewer people.Viewer) error {
	switch {
	case a.problem != nil:
	case a.source.number.IsZero():
		if a.person = holders[a.source.key]; a.person == nil || a.person.VeryRestricted && !viewer.BreaksGlass {
			a.problem = noSuchIdentifier()
		}
	default:
		one, err := c.numbered(a.source.number, viewer)
		a.person, a.problem = &one, err
	}
	if a.problem != nil && problemOf(a.problem).status >= http.StatusInternalServerError {
		return a.problem // it is unknown, not nobody
	}
	return nil
}

// line begins the answer to one line of a list, and says why there is none.
func (a *asked) line() []fhir.Parameter {
	out := []fhir.Parameter{{Name: sourceIdentifier, Text: a.text}}
	if a.problem == nil {
		return out
	}
	p := problemOf(a.problem)
	return append(out, fhir.Parameter{Name: "problem", Part: []fhir.Parameter{{Name: "code", Code: p.code}, {Name: "text", Text: p.text}}})
}

// crossReferred answers a part of a list with the other identifiers of each.
func (c *call) crossReferred(part, systems []string, viewer people.Viewer) ([]fhir.Parameters, error) {
	found, err := c.whoAre(part, viewer)
	if err != nil {
		return nil, err
	}
	all := make([]fhir.Parameters, len(found))
	for i := range found {
		a := &found[i]
		all[i].Parameter = a.line()
		if a.problem == nil {
			view := c.show(a.person, viewer)
			all[i].Parameter = append(all[i].Parameter, c.crossReferences(&view, a.source, systems)...)
		}
	}
	return all, nil
}
