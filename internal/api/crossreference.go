package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/matcher/demographics"
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
	source, err := c.sourceIdentifier(values["sourceIdentifier"])
	if err != nil {
		return answer{}, err
	}
	if err := c.targetSystems(values["targetSystem"]); err != nil {
		return answer{}, err
	}
	p, err := c.whoHas(source, viewer)
	if err != nil {
		return answer{}, err
	}
	view := c.show(&p, viewer)
	return answer{status: http.StatusOK, resource: &fhir.Parameters{Parameter: c.crossReferences(&view, source, values["targetSystem"])}}, nil
}

// source is an identifier that somebody is asked for by: an NHS number, or an
// organisation's own.
type source struct {
	number demographics.NHSNumber
	key    facts.Key
}

const sourceIdentifier = "sourceIdentifier"

// sourceIdentifier reads system|value, of which there has to be one.
func (c *call) sourceIdentifier(all []string) (source, error) {
	if len(all) != 1 {
		return source{}, &problem{status: http.StatusBadRequest, code: codeRequired, where: sourceIdentifier, text: "sourceIdentifier: expected one, as system|value"}
	}
	return c.readSource(all[0])
}

func (c *call) readSource(text string) (source, error) {
	system, value, ok := strings.Cut(text, "|")
	if !ok || system == "" || value == "" {
		return source{}, invalid(sourceIdentifier, "system|value")
	}
	if system == fhir.SystemNHSNumber {
		number, class := demographics.ClassifyNHSNumber(value)
		if number.IsZero() || !class.Usable(c.Options.Environment) {
			return source{}, invalid(sourceIdentifier, "an NHS number of ten digits, with its check digit")
		}
		return source{number: number}, nil
	}
	authority, known := c.Organisations.Authority(system)
	if !known && len(c.Organisations.All()) > 0 {
		return source{}, &problem{status: http.StatusBadRequest, code: codeCodeInvalid, where: sourceIdentifier, text: "sourceIdentifier Assigning Authority not found"}
	}
	return source{key: facts.Key{Authority: authority, LocalID: value}}, nil
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

func noSuchIdentifier() *problem {
	return &problem{status: http.StatusNotFound, code: codeNotFound, where: sourceIdentifier, text: "sourceIdentifier Patient Identifier not found"}
}

// whoHas reads the person of an identifier.
func (c *call) whoHas(s source, viewer people.Viewer) (people.Person, error) {
	if !s.number.IsZero() {
		return c.numbered(s.number, viewer)
	}
	all, err := c.People.Holders(c.r.Context(), []facts.Key{s.key})
	if err != nil {
		return people.Person{}, err
	}
	p := all[s.key]
	if p == nil || p.VeryRestricted && !viewer.BreaksGlass {
		return people.Person{}, noSuchIdentifier()
	}
	return *p, nil
}

// numbered reads the person of an NHS number: of the one that stands for it now, if
// it was superseded; nobody, if it is in doubt whose it is.
func (c *call) numbered(number demographics.NHSNumber, viewer people.Viewer) (people.Person, error) {
	if err := c.known(); err != nil {
		return people.Person{}, err
	}
	n, err := c.People.ByNumber(c.r.Context(), c.Numbers(), number)
	switch {
	case err != nil:
		return people.Person{}, err
	case n.Invalid:
		return people.Person{}, inDoubt(codeNotFound, "sourceIdentifier: the national service has taken this NHS number back; it is nobody's")
	case n.Disputed:
		return people.Person{}, inDoubt(codeConflict, "sourceIdentifier: this NHS number is disputed; those who hold it are not one person")
	}
	n.People = slices.DeleteFunc(n.People, func(p people.Person) bool { return p.VeryRestricted && !viewer.BreaksGlass })
	switch len(n.People) {
	case 0:
		return people.Person{}, noSuchIdentifier()
	case 1:
		return n.People[0], nil
	}
	return people.Person{}, inDoubt("multiple-matches", "sourceIdentifier: more than one person holds this NHS number")
}

func inDoubt(code, text string) *problem {
	return &problem{status: http.StatusNotFound, code: code, where: sourceIdentifier, text: text}
}

// crossReferences lists the identifiers of a person, but for the one asked with.
func (c *call) crossReferences(v *people.View, asked source, systems []string) (out []fhir.Parameter) {
	add := func(id fhir.Identifier) {
		if len(systems) == 0 || slices.Contains(systems, id.System) {
			out = append(out, fhir.Parameter{Name: "targetIdentifier", Identifier: id})
		}
	}
	number := strings.ReplaceAll(v.Golden[facts.ColumnNHSNumber].Text, " ", "")
	if number != "" && number != asked.number.Digits() {
		add(fhir.Identifier{System: fhir.SystemNHSNumber, Value: number})
	}
	for i := range v.Records {
		if v.Records[i].Key != asked.key {
			id := c.identifier(&v.Records[i])
			add(fhir.Identifier{System: id.System, Value: id.Value})
		}
	}
	if len(out) > 0 || len(systems) == 0 {
		out = append(out, fhir.Parameter{Name: "targetId", Reference: fhir.Reference{Reference: "Patient/" + v.ID}})
	}
	return out
}
