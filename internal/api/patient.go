package api

import (
	"strconv"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
)

const (
	systemConfidentiality = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
	systemDispute         = "urn:lhcre:mpi:dispute"
	systemIdentifierType  = "http://terminology.hl7.org/CodeSystem/v2-0203"
)

// patient is a view as FHIR has it. The records that are the person's are links of
// type seealso: an organisation's own merge would be replaced-by, which this is not.
func (c *call) patient(v *people.View) *fhir.Patient {
	p := fhir.FromColumns(func(column string) string { return v.Golden[column].Text })
	p.ID = v.ID
	p.Meta = fhir.Meta{VersionID: strconv.FormatInt(v.Version, 10), LastUpdated: lastUpdated(v)}
	code := "U"
	if v.Restricted {
		code = "R"
	}
	p.Meta.Security = []fhir.Coding{{System: systemConfidentiality, Code: code}}
	if c.Disputes.Disputed(v.ID) {
		p.Meta.Tag = []fhir.Coding{{System: systemDispute, Code: "disputed", Display: "somebody says that records are linked wrongly here; nobody has decided yet"}}
	}
	active := !v.Retired
	p.Active = &active
	for i := range v.Records {
		id := c.identifier(&v.Records[i])
		p.Identifier = append(p.Identifier, id)
		p.Link = append(p.Link, fhir.PatientLink{Target: fhir.Reference{Type: "Patient", Identifier: id}, Type: "seealso"})
	}
	return &p
}

// identifier names a record as its organisation does.
func (c *call) identifier(h *people.Holding) fhir.Identifier {
	return fhir.Identifier{
		Type:   fhir.CodeableConcept{Coding: []fhir.Coding{{System: systemIdentifierType, Code: "MR"}}},
		System: c.Organisations.System(h.Key.Authority), Value: h.Key.LocalID,
	}
}

// lastUpdated is when anything of what is shown was told last.
func lastUpdated(v *people.View) string {
	var last time.Time
	for i := range v.Records {
		if at := v.Records[i].Updated; at.After(last) {
			last = at
		}
	}
	for _, column := range []string{facts.ColumnFamilyName, facts.ColumnBirthDate, facts.ColumnNHSNumber} {
		if at := v.Golden[column].Since; at.After(last) {
			last = at
		}
	}
	if last.IsZero() {
		return ""
	}
	return last.UTC().Format(time.RFC3339)
}

// url is where something is, as the caller may ask for it.
func (c *call) url(path string) string {
	scheme := "http"
	if c.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + c.r.Host + rootFHIR + path
}
