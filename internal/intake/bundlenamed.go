package intake

import (
	"strings"

	"github.com/lhcre/mpi/internal/fhir"
)

// named holds the local identifiers of the patients of a bundle by what
// references may call them; nil where one name is of several patients.
type named map[string]*fhir.Identifier

func (n named) learn(b *fhir.Bundle) {
	for i := range b.Entry {
		switch r := b.Entry[i].Resource.(type) {
		case *fhir.Bundle:
			n.learn(r)
		case *fhir.Patient:
			n.add(unversioned(b.Entry[i].FullURL), r)
			if r.ID != "" {
				n.add("Patient/"+r.ID, r)
			}
		}
	}
}

func (n named) add(name string, p *fhir.Patient) {
	local := p.LocalIdentifier()
	if name == "" || local == nil {
		return
	}
	if other, known := n[name]; known && (other == nil || other.System != local.System || other.Value != local.Value) {
		local = nil
	}
	n[name] = local
}

// of gives whom a reference means, nil if nobody knows. An absolute one means the
// entry with this URL and nobody on another server.
func (n named) of(reference string) *fhir.Identifier { return n[unversioned(reference)] }

func unversioned(reference string) string {
	reference, _, _ = strings.Cut(reference, "/_history/")
	return reference
}
