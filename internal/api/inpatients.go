package api

import (
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

// inpatients answers Patient/$inpatients: who of a list is in hospital, where and
// since when. Who is not has no line; of whom it may not be told, or is not known,
// there is one that says so.
func (c *call) inpatients() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	lines, err := c.lines()
	if err != nil {
		return answer{}, err
	}
	return c.listed(lines, func(part []string) ([]fhir.Parameters, error) { return c.staying(part, viewer) }), nil
}

func (c *call) staying(part []string, viewer people.Viewer) (all []fhir.Parameters, err error) {
	found, err := c.whoAre(part, viewer)
	if err != nil {
		return nil, err
	}
	for i := range found {
		a := &found[i]
		line := a.line()
		told := a.problem != nil
		if a.problem == nil {
			view := c.show(a.person, viewer)
			stays := c.stays(&view)
			line, told = append(line, stays...), len(stays) > 0
		}
		if told {
			all = append(all, fhir.Parameters{Parameter: line})
		}
	}
	return all, nil
}

// stays lists where somebody is in hospital, as far as it may be told.
func (c *call) stays(v *people.View) (out []fhir.Parameter) {
	for i := range v.Records {
		if h := &v.Records[i]; h.Stay.State == facts.StayIn {
			out = append(out, c.stay(h))
		}
	}
	if v.Withheld {
		out = append(out, fhir.Parameter{Name: "withheld", Boolean: new(true)})
	}
	return out
}

func (c *call) stay(h *people.Holding) fhir.Parameter {
	parts := c.located(h).Part
	if h.Stay.Ward != "" {
		parts = append(parts, fhir.Parameter{Name: "ward", Text: h.Stay.Ward})
	}
	if h.Stay.Visit != "" {
		parts = append(parts, fhir.Parameter{Name: "visit", Text: h.Stay.Visit})
	}
	if !h.Stay.Since.IsZero() {
		parts = append(parts, fhir.Parameter{Name: "since", DateTime: h.Stay.Since.UTC().Format(time.RFC3339)})
	}
	return fhir.Parameter{Name: "stay", Part: parts}
}
