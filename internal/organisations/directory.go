package organisations

import (
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/fhir"
)

// Organisation is a trust, a practice, a council.
type Organisation struct {
	Code        string      `yaml:"code"` // ODS
	Name        string      `yaml:"name"`
	STP         string      `yaml:"stp"`     // the code of the partnership it is of
	Notices     bool        `yaml:"notices"` // it wants to hear of admissions of people whom it knows
	Authorities []Authority `yaml:"authorities"`
}

// Authority assigns local identifiers.
type Authority struct {
	Name   string `yaml:"name"`
	System string `yaml:"system"` // the URI that FHIR identifiers have; made of the name if there is none
}

// Directory holds a region's organisations. A nil one knows nobody.
type Directory struct {
	all     []Organisation
	byCode  map[string]int
	owners  map[string]int    // by authority
	systems map[string]string // an authority's, and the other way round
	names   map[string]string
}

// All gives the organisations, in the file's order.
func (d *Directory) All() []Organisation {
	if d == nil {
		return nil
	}
	return slices.Clone(d.all)
}

// Of gives the organisation with a code.
func (d *Directory) Of(code string) (Organisation, bool) {
	if d == nil {
		return Organisation{}, false
	}
	at, ok := d.byCode[Code(code)]
	if !ok {
		return Organisation{}, false
	}
	return d.all[at], true
}

// Owner gives the organisation that an authority is of.
func (d *Directory) Owner(authority string) (Organisation, bool) {
	if d == nil {
		return Organisation{}, false
	}
	at, ok := d.owners[authority]
	if !ok {
		return Organisation{}, false
	}
	return d.all[at], true
}

// Name gives the name here of an authority that a sender names, by name or URI.
func (d *Directory) Name(authority string) string {
	if d != nil {
		if name, ok := d.names[authority]; ok {
			return name
		}
	}
	return authority
}

// System gives the URI that names an authority in FHIR.
func (d *Directory) System(authority string) string {
	if d != nil {
		if system, ok := d.systems[authority]; ok {
			return system
		}
	}
	return fhir.SystemOf(authority)
}

// Authority gives the authority that a URI names, and whether it is of an
// organisation that is known.
func (d *Directory) Authority(system string) (name string, known bool) {
	if d != nil {
		if name, known = d.names[system]; known {
			return name, true
		}
	}
	name = fhir.AuthorityOf(system)
	_, known = d.Owner(name)
	return name, known
}

// Code gives an ODS code as it is compared.
func Code(text string) string { return strings.ToUpper(strings.TrimSpace(text)) }
