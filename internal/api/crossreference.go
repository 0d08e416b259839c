package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

// crossReference answers Patient/$ihe-pix (ITI-83): the other identifiers of the
// person who has one.
func (c *call) crossReference() (answer, error) {
	values, err := c.parameters("sourceIdentifier", "targetSystem")
	if err != nil {
		return answer{}, err
	}
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	key, err := c.sourceIdentifier(values["sourceIdentifier"])
	if err != nil {
		return answer{}, err
	}
	if err := c.targetSystems(values["targetSystem"]); err != nil {
		return answer{}, err
	}
	p, err := c.holder(key, viewer)
	if err != nil {
		return answer{}, err
	}
	view := c.show(&p, viewer)
	return answer{status: http.StatusOK, resource: c.crossReferences(&view, key, values["targetSystem"])}, nil
}

// sourceIdentifier reads system|value.
func (c *call) sourceIdentifier(all []string) (facts.Key, error) {
	if len(all) != 1 {
		return facts.Key{}, &problem{status: http.StatusBadRequest, code: codeRequired, where: "sourceIdentifier", text: "sourceIdentifier: expected one, as system|value"}
	}
	system, value, ok := strings.Cut(all[0], "|")
	if !ok || system == "" || value == "" {
		return facts.Key{}, invalid("sourceIdentifier", "system|value")
	}
	authority, known := c.Organisations.Authority(system)
	if !known && len(c.Organisations.All()) > 0 {
		return facts.Key{}, &problem{status: http.StatusBadRequest, code: codeCodeInvalid, where: "sourceIdentifier", text: "sourceIdentifier Assigning Authority not found"}
	}
	return facts.Key{Authority: authority, LocalID: value}, nil
}

// targetSystems wants systems that are known; without a directory of organisations
// nobody knows which those are.
func (c *call) targetSystems(all []string) error {
	for _, system := range all {
		_, known := c.Organisations.Authority(system)
		if !known && system != fhir.SystemNHSNumber && len(c.Organisations.All()) > 0 {
			return &problem{status: http.StatusForbidden, code: codeCodeInvalid, where: "targetSystem", text: "targetSystem not found"}
		}
	}
	return nil
}

// holder reads the person of a record.
func (c *call) holder(key facts.Key, viewer people.Viewer) (people.Person, error) {
	all, err := c.People.Holder(c.r.Context(), key)
	if err != nil {
		return people.Person{}, err
	}
	if len(all) != 1 || all[0].VeryRestricted && !viewer.BreaksGlass {
		return people.Person{}, &problem{status: http.StatusNotFound, code: codeNotFound, where: "sourceIdentifier", text: "sourceIdentifier Patient Identifier not found"}
	}
	return all[0], nil
}

// crossReferences lists the identifiers of a person, but for the one asked with.
func (c *call) crossReferences(v *people.View, asked facts.Key, systems []string) *fhir.Parameters {
	out := &fhir.Parameters{}
	add := func(id fhir.Identifier) {
		if len(systems) == 0 || slices.Contains(systems, id.System) {
			out.Parameter = append(out.Parameter, fhir.Parameter{Name: "targetIdentifier", Identifier: id})
		}
	}
	if number := v.Golden[facts.ColumnNHSNumber].Text; number != "" {
		add(fhir.Identifier{System: fhir.SystemNHSNumber, Value: strings.ReplaceAll(number, " ", "")})
	}
	for i := range v.Records {
		if v.Records[i].Key != asked {
			id := c.identifier(&v.Records[i])
			add(fhir.Identifier{System: id.System, Value: id.Value})
		}
	}
	if len(out.Parameter) > 0 || len(systems) == 0 {
		out.Parameter = append(out.Parameter, fhir.Parameter{Name: "targetId", Reference: fhir.Reference{Reference: "Patient/" + v.ID}})
	}
	return out
}
