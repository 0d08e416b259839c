package api

import (
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/people"
)

const (
	extensionGrade       = "http://hl7.org/fhir/StructureDefinition/match-grade"
	extensionWeight      = "urn:lhcre:mpi:match-weight"      // valueDecimal, in bits
	extensionExplanation = "urn:lhcre:mpi:match-explanation" // of parts, one a comparison
)

const (
	bitDigits   = 6
	scoreDigits = 6
)

func searchset(total int) *fhir.Bundle {
	return &fhir.Bundle{Type: fhir.BundleSearchset, Total: &total}
}

// matched is a person as found.
func (c *call) matched(found *find.Candidate, view *people.View) fhir.BundleEntry {
	patient := c.patient(view)
	weight := found.Best.Decision.Weight
	return fhir.BundleEntry{
		FullURL: c.url("Patient/" + view.ID), Resource: patient,
		Search: fhir.EntrySearch{
			Mode: "match", Score: fhir.NewDecimal(found.Score, scoreDigits),
			Extension: []fhir.Extension{
				{URL: extensionGrade, Code: string(found.Grade)},
				{URL: extensionWeight, Decimal: fhir.NewDecimal(weight.Bits(), bitDigits)},
				explanation(found),
			},
		},
	}
}

// explanation says how the match weight came about: the rule, and of each comparison
// how well the two agree and what that is worth. It says nothing of what was compared.
func explanation(found *find.Candidate) fhir.Extension {
	d := found.Best.Decision
	e := fhir.Extension{URL: extensionExplanation, Extension: []fhir.Extension{{URL: "rule", Code: string(d.Rule)}}}
	if d.Guard != "" {
		e.Extension = append(e.Extension, fhir.Extension{URL: "guard", Code: string(d.Guard)})
	}
	for _, l := range found.Best.Levels {
		if l.Missing {
			continue
		}
		e.Extension = append(e.Extension, fhir.Extension{URL: "comparison", Extension: []fhir.Extension{
			{URL: "name", Code: l.Comparison},
			{URL: "level", Text: l.Level},
			{URL: "weight", Decimal: fhir.NewDecimal(l.Weight.Bits(), bitDigits)},
		}})
	}
	return e
}
