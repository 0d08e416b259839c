package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/lhcre/mpi/internal/fhir"
)

// metadata says what can be asked for.
func (c *call) metadata() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, resource: capability(c.url(""))}, nil
}

const (
	operationMatch = "http://hl7.org/fhir/OperationDefinition/Patient-match"
	operationPIX   = "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/IHE.PIXm.pix"
)

// capability is made of the endpoints.
func capability(url string) *fhir.Unknown {
	patient := map[string]any{"type": "Patient", "versioning": "versioned", "readHistory": false, "updateCreate": false, "conditionalUpdate": true, "conditionalDelete": "single"} // of old versions, whose they were
	var interactions, operations []map[string]any
	for _, e := range endpoints() {
		switch _, name, isOperation := strings.Cut(e.path, "$"); {
		case isOperation:
			operations = append(operations, map[string]any{"name": name, "definition": definitionOf(name)})
		case e.path == "fhir/Patient/{id}/_history":
			interactions = append(interactions, map[string]any{"code": "history-instance"})
		case e.path == "fhir/Patient/{id}":
			interactions = append(interactions, map[string]any{"code": "read"})
		case e.path == "fhir/Patient":
			code := map[string]string{http.MethodGet: "search-type", http.MethodPut: "update", http.MethodDelete: "delete"}[e.method]
			interactions = append(interactions, map[string]any{"code": code})
		}
	}
	patient["interaction"], patient["operation"], patient["searchParam"] = interactions, operations, searchParams()
	auditing := map[string]any{
		"type": "AuditEvent", "interaction": []any{map[string]any{"code": "search-type"}},
		"searchParam": []any{map[string]any{"name": "patient", "type": "reference"}, map[string]any{"name": "date", "type": "date"}},
	}
	body := []struct {
		name  string
		value any
	}{
		{"status", "active"},
		{"date", "2026-11-23"},
		{"kind", "instance"},
		{"fhirVersion", "4.0.1"},
		{"format", []string{"json", contentType}},
		{"implementation", map[string]any{"description": "Master patient index", "url": url}},
		{"rest", []any{map[string]any{"mode": "server", "security": map[string]any{"description": "Bearer tokens of OpenID Connect"}, "resource": []any{patient, auditing}}}},
	}
	out := &fhir.Unknown{Type: "CapabilityStatement"}
	for _, b := range body {
		if text, err := json.Marshal(b.value); err == nil { // none fails
			out.Other = append(out.Other, fhir.Other{Name: b.name, JSON: text})
		}
	}
	return out
}

// definitionOf names what defines an operation.
func definitionOf(operation string) string {
	switch operation {
	case "match":
		return operationMatch
	case "ihe-pix":
		return operationPIX
	}
	return "urn:lhcre:mpi:operation:" + operation // described in the README
}

// searchParams says by what may be searched. What only pages and formats is no
// parameter of the resource.
func searchParams() (all []map[string]any) {
	kinds := map[string]string{
		"_id": "token", "identifier": "token", "family": "string", "given": "string", "birthdate": "date", "gender": "token",
		"address-postalcode": "string", "phone": "token", "email": "token", "telecom": "token", "general-practitioner": "reference", "active": "token",
	}
	for _, name := range searchable() {
		if kind, known := kinds[name]; known {
			all = append(all, map[string]any{"name": name, "type": kind})
		}
	}
	return all
}
