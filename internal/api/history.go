package api

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
)

// extensionChange says what a version of an identity came of.
const extensionChange = "urn:lhcre:mpi:change" // valueCode

// history answers Patient/{identity}/_history: which records were the person's in
// each version, the newest first. What the records said then is not repeated.
func (c *call) history() (answer, error) {
	if _, err := c.parameters(); err != nil {
		return answer{}, err
	}
	p, viewer, err := c.named()
	if err != nil {
		return answer{}, err
	}
	changes, err := c.Recalls.History.History(c.r.Context(), strings.ToLower(c.id))
	if err != nil {
		return answer{}, fmt.Errorf("reading what became of an identity: %w", err)
	}
	told, err := c.People.Told(c.r.Context(), viewer, recordsIn(changes))
	if err != nil {
		return answer{}, err
	}
	c.noteServed(&p)
	total := len(changes)
	bundle := &fhir.Bundle{Type: fhir.BundleHistory, Total: &total}
	for i := range slices.Backward(changes) {
		bundle.Entry = append(bundle.Entry, c.past(&changes[i], told))
	}
	return answer{status: http.StatusOK, resource: bundle}, nil
}

func recordsIn(changes []linker.Change) (all []identity.RecordID) {
	for i := range changes {
		for _, r := range changes[i].Records {
			all = append(all, recordOf(r.Authority, r.LocalID).Record())
		}
	}
	return all
}

// past is a version as it was, of the records that may be told of now.
func (c *call) past(change *linker.Change, told map[identity.RecordID]bool) fhir.BundleEntry {
	at := change.At.UTC().Format(time.RFC3339)
	live := change.Kind != identity.Retired && change.Kind != identity.Redirected
	p := &fhir.Patient{
		ID: change.Identity, Meta: fhir.Meta{VersionID: strconv.FormatInt(change.Version, 10), LastUpdated: at}, Active: &live,
		Extension: []fhir.Extension{{URL: extensionChange, Code: string(change.Kind)}},
	}
	for _, r := range change.Records {
		key := recordOf(r.Authority, r.LocalID)
		if !told[key.Record()] {
			continue
		}
		id := c.identifier(&people.Holding{Key: key})
		p.Link = append(p.Link, fhir.PatientLink{Target: fhir.Reference{Type: "Patient", Identifier: id}, Type: "seealso"})
	}
	entry := fhir.BundleEntry{
		FullURL: c.url("Patient/" + change.Identity), Resource: p,
		Request:  fhir.EntryRequest{Method: http.MethodPut, URL: "Patient/" + change.Identity},
		Response: fhir.EntryResponse{Status: "200", Etag: etag(change.Version), LastModified: at},
	}
	if change.Version == 1 {
		entry.Request, entry.Response.Status = fhir.EntryRequest{Method: http.MethodPost, URL: "Patient"}, "201"
	}
	return entry
}
