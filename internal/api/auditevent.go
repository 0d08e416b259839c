package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/fhir"
)

const (
	systemOperation = "urn:lhcre:mpi:operation"
	systemRole      = "urn:lhcre:mpi:role"
	systemPurpose   = "urn:lhcre:mpi:purpose"
	mostEvents      = 500
	usualEvents     = 100
)

// auditEvents answers AuditEvent: who did what, in the order of the audit's chains; of
// one patient, whoever was told of them.
func (c *call) auditEvents() (answer, error) {
	values, err := c.parameters("patient", "date", "_count", "_after")
	if err != nil {
		return answer{}, err
	}
	w, err := readWanted(values)
	if err != nil {
		return answer{}, err
	}
	found, err := audit.Find(c.r.Context(), c.Recalls.Ledger, w)
	if err != nil {
		return answer{}, err
	}
	bundle := &fhir.Bundle{Type: fhir.BundleSearchset}
	for i := range found {
		event, err := found[i].Event()
		if err != nil {
			return answer{}, err
		}
		at := audit.Place{Chain: found[i].Chain, Seq: found[i].Seq}
		bundle.Entry = append(bundle.Entry, fhir.BundleEntry{
			FullURL: c.url("AuditEvent/" + at.String()), Resource: auditEvent(at, &event), Search: fhir.EntrySearch{Mode: "match"},
		})
		if len(found) == w.Most && i == len(found)-1 {
			values.Set("_after", at.String())
			bundle.Link = []fhir.BundleLink{{Relation: "next", URL: c.url("AuditEvent?" + values.Encode())}}
		}
	}
	return answer{status: http.StatusOK, resource: bundle}, nil
}

func readWanted(values url.Values) (w audit.Wanted, err error) {
	w.Most = usualEvents
	for name, all := range values {
		for _, text := range all {
			if err := take(&w, name, text); err != nil {
				return w, err
			}
		}
	}
	return w, nil
}

func take(w *audit.Wanted, name, text string) error {
	switch name {
	case "patient":
		if w.Identity = strings.TrimPrefix(text, "Patient/"); !isUUID(w.Identity) {
			return invalid(name, "the id of a patient")
		}
	case "_after":
		at, ok := audit.ParsePlace(text)
		if !ok {
			return invalid(name, "what the link to the next part says")
		}
		w.After = at
	case "_count":
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return invalid(name, "a whole number, 1 or more")
		}
		w.Most = min(n, mostEvents)
	case "date":
		bounds := map[string]*time.Time{"ge": &w.From, "le": &w.To}
		bound := bounds[text[:min(2, len(text))]]
		if bound == nil {
			return invalid(name, "ge or le, and a time, as ge2026-01-31T00:00:00Z")
		}
		at, err := time.Parse(time.RFC3339, text[2:])
		if err != nil {
			return invalid(name, "ge or le, and a time, as ge2026-01-31T00:00:00Z")
		}
		*bound = at
	}
	return nil
}

// auditEvent is an entry as FHIR has it.
func auditEvent(at audit.Place, e *audit.Event) *fhir.Unknown {
	out := &fhir.Unknown{Type: "AuditEvent"}
	for _, element := range []struct {
		name  string
		value any
	}{
		{"id", at.String()},
		{"type", coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest")},
		{"subtype", []any{coding(systemOperation, e.Operation)}},
		{"action", actionOf(e.Operation)},
		{"recorded", e.At.UTC().Format(time.RFC3339Nano)},
		{"outcome", map[audit.Outcome]string{audit.Done: "0", audit.Refused: "4", audit.Failed: "8"}[e.Outcome]},
		{"outcomeDesc", strings.TrimSpace(string(e.Outcome) + " " + e.Detail)},
		{"purposeOfEvent", concepts(systemPurpose, e.Purpose)},
		{"agent", agents(e)},
		{"source", map[string]any{"observer": map[string]any{"display": orUnknown(e.Node)}}},
		{"entity", entities(e)},
	} {
		if text, err := json.Marshal(element.value); err == nil && string(text) != "null" { // none fails
			out.Other = append(out.Other, fhir.Other{Name: element.name, JSON: text})
		}
	}
	return out
}

func coding(system, code string) map[string]any {
	return map[string]any{"system": system, "code": code}
}

func concepts(system string, codes ...string) (all []any) {
	for _, code := range codes {
		if code != "" {
			all = append(all, map[string]any{"coding": []any{coding(system, code)}})
		}
	}
	return all
}

// actionOf says what an operation does: create, update or read.
func actionOf(operation string) string {
	changes := map[auth.Operation]string{auth.Feed: "U", auth.Acknowledge: "U", auth.ReportWrong: "C"}
	if action, ok := changes[auth.Operation(operation)]; ok {
		return action
	}
	return "E" // execute: a query, or an operation
}

// agents are who asked, and for which organisation.
func agents(e *audit.Event) []any {
	who := map[string]any{"who": map[string]any{"identifier": map[string]any{"value": e.Who}}, "requestor": true}
	if roles := concepts(systemRole, e.Roles...); roles != nil {
		who["role"] = roles
	}
	all := []any{who}
	if e.Organisation != "" {
		all = append(all, map[string]any{
			"who": map[string]any{"identifier": map[string]any{"system": fhir.SystemODS, "value": e.Organisation}}, "requestor": false,
		})
	}
	return all
}

// entities are the request and the people whom it was answered with, as of their
// versions.
func entities(e *audit.Event) (all []any) {
	if e.Request != "" {
		all = append(all, map[string]any{"what": map[string]any{"identifier": map[string]any{"value": e.Request}}})
	}
	for _, s := range e.Served {
		all = append(all, map[string]any{"what": map[string]any{
			"reference": "Patient/" + s.Identity + "/_history/" + strconv.FormatInt(s.Version, 10),
		}})
	}
	return all
}

func orUnknown(text string) string {
	if text == "" {
		return "unknown"
	}
	return text
}
