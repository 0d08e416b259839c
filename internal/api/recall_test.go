package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/fhir"
)

// split has one record become another person's, after somebody was told of both as
// one, and gives the identity, and the versions before and after.
func (w *world) split() (id string, wrong, right int64) {
	w.Helper()
	brenda := alison("nhs_number", "9990000026", "family_name", "JONES", "given_names", "BRENDA", "birth_date", "1955-06-30")
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", brenda)
	w.tell("R0A", "4", alison())
	served := func() audit.Served {
		w.match(alison())
		all := w.events()
		return all[len(all)-1].Served[0]
	}
	before := served()
	w.ask(http.MethodGet, "/fhir/Patient/"+before.Identity, "", "Authorization", "Bearer resolver@R0A/direct-care")
	w.tell("R0A", "4", brenda)
	after := served()
	if before.Identity != after.Identity || before.Version >= after.Version {
		w.Fatalf("served %+v, then %+v", before, after)
	}
	return before.Identity, before.Version, after.Version
}

// open is how many calls a recall has whose callers do not know, and how many in all.
func (w *world) open(a answer) (open, calls int) {
	w.Helper()
	p := &fhir.Parameters{}
	if err := p.UnmarshalJSON([]byte(a.text)); err != nil || a.status != http.StatusOK {
		w.Fatalf("%d, %v: %s", a.status, err, a.text)
	}
	for _, one := range p.Parameter {
		switch one.Name {
		case "open":
			open = *one.Integer
		case "call":
			calls++
		}
	}
	return open, calls
}

func TestWrongAnswersAreRecalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, right := w.split()
	path := "/recalls/" + id + "." + string('0'+rune(right))
	as := func(token string) []string { return []string{"Authorization", "Bearer " + token} }
	for token, want := range map[string][2]int{
		"lead@RM3/any": {2, 2}, "auditor@RM3/audit": {2, 2}, "resolver@RYJ/direct-care": {1, 1}, "resolver@R0A/direct-care": {1, 1}, "resolver@RM3/direct-care": {0, 0},
	} {
		if open, calls := w.open(w.ask(http.MethodGet, path, "", as(token)...)); [2]int{open, calls} != want {
			t.Errorf("%s sees %d open of %d, want %v", token, open, calls, want)
		}
	}
	if a := w.ask(http.MethodPost, path+"/acknowledgements", `{"resourceType":"Parameters","parameter":[{"name":"request","valueString":"x"}]}`); a.status != http.StatusBadRequest {
		t.Errorf("a request that is none: %d", a.status)
	}
	if open, calls := w.open(w.ask(http.MethodPost, path+"/acknowledgements", "")); open != 0 || calls != 1 {
		t.Errorf("once it knows, %d of %d are open", open, calls)
	}
	if open, _ := w.open(w.ask(http.MethodGet, path, "", as("lead@RM3/any")...)); open != 1 {
		t.Errorf("%d are open in all, want 1", open)
	}
	if a := w.ask(http.MethodPost, path+"/acknowledgements", "", as("auditor@R0A/audit")...); a.status != http.StatusForbidden {
		t.Errorf("an auditor acknowledges: %d", a.status)
	}
	w.ask(http.MethodPost, path+"/acknowledgements", "", as("source@R0A/any")...)
	if open, _ := w.open(w.ask(http.MethodGet, path, "", as("lead@RM3/any")...)); open != 0 {
		t.Errorf("%d are open when all know", open)
	}
	for _, none := range []string{"/recalls/x", "/recalls/" + id + ".1", "/recalls/" + id} {
		if a := w.ask(http.MethodGet, none, ""); a.status != http.StatusNotFound {
			t.Errorf("%s: %d", none, a.status)
		}
	}
}

// Who knows a version that is no longer true is told who its records are now.
func TestOldVersionsAreRefusedWithTheirSuccessors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, wrong, right := w.split()
	version := func(v int64) []string { return []string{"If-Match", `W/"` + string('0'+rune(v)) + `"`} }
	if a := w.ask(http.MethodGet, "/fhir/Patient/"+id, "", version(right)...); a.status != http.StatusOK {
		t.Errorf("the version of now: %d", a.status)
	}
	a := w.ask(http.MethodGet, "/fhir/Patient/"+id, "", version(wrong)...)
	o := &fhir.OperationOutcome{}
	if err := o.UnmarshalJSON([]byte(a.text)); err != nil || a.status != http.StatusPreconditionFailed || len(o.Issue) != 3 {
		t.Fatalf("%d, %v: %s", a.status, err, a.text)
	}
	successors := []string{o.Issue[1].Diagnostics, o.Issue[2].Diagnostics}
	if !slices.Contains(successors, "Patient/"+id) || successors[0] == successors[1] {
		t.Errorf("its records are now %v", successors)
	}
	for _, s := range successors {
		if a := w.ask(http.MethodGet, "/fhir/"+s, ""); a.status != http.StatusOK {
			t.Errorf("%s: %d", s, a.status)
		}
	}
	if a := w.ask(http.MethodGet, "/fhir/Patient/"+id, "", "If-Match", "yesterday"); a.status != http.StatusBadRequest || !strings.Contains(a.text, "If-Match") {
		t.Errorf("a version that is none: %d", a.status)
	}
	if a := w.ask(http.MethodGet, "/fhir/Patient/"+id, "", version(9)...); a.status != http.StatusPreconditionFailed {
		t.Errorf("a version to come: %d", a.status)
	}
}
