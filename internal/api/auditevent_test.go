package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/fhir"
)

const auditor = "Bearer auditor@RYJ/"

// auditPage is a part of the audit, and the way to the next.
func (w *world) auditPage(path string) (ids []string, text, next string) {
	w.Helper()
	a := w.ask(http.MethodGet, path, "", "Authorization", auditor)
	b := w.bundle(a)
	if a.status != http.StatusOK {
		w.Fatalf("%s: %d %s", path, a.status, a.text)
	}
	for _, e := range b.Entry {
		ids = append(ids, strings.SplitAfterN(e.FullURL, "/AuditEvent/", 2)[1])
		if e.Resource.ResourceType() != "AuditEvent" {
			w.Errorf("there is a %s", e.Resource.ResourceType())
		}
	}
	for _, l := range b.Link {
		if l.Relation == "next" {
			next = strings.TrimPrefix(l.URL, w.server.URL)
		}
	}
	return ids, a.text, next
}

// The audit is read part by part, each entry once; and of one patient, who was told
// of them.
func TestAuditIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	for range 5 {
		w.match(alison())
	}
	w.ask(http.MethodGet, "/fhir/Patient/"+w.person().ID, "")
	w.match(alison("family_name", "OKONKWO", "given_names", "CHIDI", "birth_date", "1955-06-30", "nhs_number", "", "address", "", "postcode", "", "phone", ""))
	last := len(w.events())
	seen := []string{}
	for path := "/fhir/AuditEvent?_count=2"; path != "" && len(seen) < last; {
		ids, _, next := w.auditPage(path)
		if len(ids) > 2 {
			t.Errorf("%d entries", len(ids))
		}
		seen, path = append(seen, ids...), next
	}
	if !slices.Equal(seen, slices.Compact(slices.Clone(seen))) || len(seen) < last {
		t.Errorf("%d of %d entries: %v", len(seen), last, seen)
	}
	ids, text, _ := w.auditPage("/fhir/AuditEvent?patient=" + w.person().ID)
	if len(ids) != 6 || strings.Contains(text, "SMITH") || !strings.Contains(text, `"Patient/`+w.person().ID+`/_history/1"`) {
		t.Errorf("of one patient %d entries: %s", len(ids), text)
	}
	if !strings.Contains(text, `"value":"ward-7"`) || !strings.Contains(text, `"code":"direct-care"`) || !strings.Contains(text, `"value":"RYJ"`) {
		t.Errorf("it lacks who asked: %s", text)
	}
	future := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	if ids, _, _ := w.auditPage("/fhir/AuditEvent?date=ge" + future); len(ids) != 0 {
		t.Errorf("%d entries of the future", len(ids))
	}
	if ids, _, _ := w.auditPage("/fhir/AuditEvent?date=le" + future); len(ids) < last {
		t.Errorf("%d entries until then", len(ids))
	}
	for _, bad := range []string{"patient=Alison", "date=2026", "date=", "_count=0", "_after=1", "who=ward-7"} {
		a := w.ask(http.MethodGet, "/fhir/AuditEvent?"+bad, "", "Authorization", auditor)
		if issue := w.outcome(a); a.status != http.StatusBadRequest || issue.Severity != fhir.SeverityError {
			t.Errorf("%s: %s", bad, fmt.Sprint(a.status, a.text))
		}
	}
}
