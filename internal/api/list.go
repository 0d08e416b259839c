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
	told := 0
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
		told += len(all)
		if parts = parts[1:]; len(parts) == 0 {
			body = append(fhir.Append(body, wholeList(told)), '\n')
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

// crossReferred answers a part of a list.
func (c *call) crossReferred(part, systems []string, viewer people.Viewer) ([]fhir.Parameters, error) {
	sources, problems := make([]source, len(part)), make([]error, len(part))
	var keys []facts.Key
	for i, text := range part {
		sources[i], problems[i] = c.readSource(text)
		if problems[i] == nil && sources[i].number.IsZero() {
			keys = append(keys, sources[i].key)
		}
	}
	holders, err := c.People.Holders(c.r.Context(), keys)
	if err != nil {
		return nil, err
	}
	all := make([]fhir.Parameters, len(part))
	for i := range part {
		p, problem := holders[sources[i].key], problems[i]
		if problem == nil && !sources[i].number.IsZero() {
			var one people.Person
			one, problem = c.numbered(sources[i].number, viewer)
			p = &one
		}
		if problem == nil && (p == nil || p.VeryRestricted && !viewer.BreaksGlass) {
			problem = noSuchIdentifier()
		}
		all[i].Parameter, err = c.line(part[i], p, problem, func(v *people.View) []fhir.Parameter {
			return c.crossReferences(v, sources[i], systems)
		}, viewer)
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// line answers one identifier of a list: what is told of its person, or why nothing is.
func (c *call) line(asked string, p *people.Person, problem error, tell func(*people.View) []fhir.Parameter, viewer people.Viewer) ([]fhir.Parameter, error) {
	out := []fhir.Parameter{{Name: sourceIdentifier, Text: asked}}
	if problem == nil {
		view := c.show(p, viewer)
		return append(out, tell(&view)...), nil
	}
	known := problemOf(problem)
	if known.status >= http.StatusInternalServerError {
		return nil, problem // it is unknown, not nobody
	}
	return append(out, fhir.Parameter{Name: "problem", Part: []fhir.Parameter{{Name: "code", Code: known.code}, {Name: "text", Text: known.text}}}), nil
}
