package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

const wrongPerson = `{"resourceType":"Parameters","parameter":[{"name":"reason","valueCode":"wrong-person"}]}`

// Who is reported is disputed in every answer, under whichever identity, until a
// reviewer has decided.
func TestReportedPeopleAreDisputed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison())
	id := w.person().ID
	disputed := func() (n int) {
		matched, _ := w.match(alison())
		for _, a := range []answer{matched, w.ask(http.MethodGet, "/fhir/Patient/"+id, ""), w.ask(http.MethodGet, "/fhir/Patient?family=SMITH&birthdate=1980-02-10", "")} {
			n += strings.Count(a.text, `"code":"disputed"`)
		}
		return n
	}
	if n := disputed(); n != 0 {
		t.Fatalf("%d answers say that nobody is right", n)
	}
	body := strings.Replace(wrongPerson, `}]}`, `},{"name":"record","valueIdentifier":{"system":"https://one.example/pas","value":"17"}}]}`, 1)
	a := w.ask(http.MethodPost, "/fhir/Patient/"+id+"/$report-wrong-link", body)
	if a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.text)
	}
	if n := disputed(); n != 3 {
		t.Errorf("%d of 3 answers say that it is disputed", n)
	}
	open, err := w.store.OpenReports(t.Context())
	if err != nil || len(open) != 1 || open[0].Organisation != "RYJ" || open[0].Who != "ward-7" || open[0].Records[0] != key("RM3", "17").Record() {
		t.Fatalf("%+v, %v", open, err)
	}
	events := w.events()
	if e := events[len(events)-4]; e.Operation != "report-wrong-link" || e.Detail != "report "+open[0].ID {
		t.Errorf("written down is %+v", e)
	}
	if err := w.store.DecideReport(t.Context(), open[0].ID, "lead-1", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := w.cfg.Disputes.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := disputed(); n != 0 {
		t.Errorf("after a decision %d answers say that it is disputed", n)
	}
}

// A report stays with the records when the identity is another's.
func TestReportsFollowTheirRecords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _ := w.split()
	w.tell("R0A", "4", alison())
	body := strings.Replace(wrongPerson, `}]}`, `},{"name":"record","valueIdentifier":{"system":"urn:lhcre:mpi:authority:R0A","value":"4"}}]}`, 1)
	if a := w.ask(http.MethodPost, "/fhir/Patient/"+id+"/$report-wrong-link", body); a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.text)
	}
	w.tell("R0A", "4", alison("nhs_number", "9990000026", "family_name", "JONES", "given_names", "BRENDA", "birth_date", "1955-06-30"))
	if err := w.cfg.Disputes.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := w.ask(http.MethodGet, "/fhir/Patient?family=JONES&given=BRENDA&birthdate=1955-06-30", "")
	if !strings.Contains(a.text, "disputed") || !strings.Contains(a.text, "BRENDA") {
		t.Errorf("who has the record now is not disputed: %s", a.text)
	}
}

func TestReportBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	path := "/fhir/Patient/" + w.person().ID + "/$report-wrong-link"
	for body, want := range map[string]string{
		`{"resourceType":"Patient"}`:                                                    "Parameters",
		`{"resourceType":"Parameters"}`:                                                 "one named reason",
		strings.Replace(wrongPerson, "wrong-person", "because", 1):                      "Parameters.parameter[0]",
		strings.Replace(wrongPerson, `}]}`, `},{"name":"note","valueString":"x"}]}`, 1): "Parameters.parameter[1]",
		strings.Replace(wrongPerson, `}]}`, `},{"name":"record","valueIdentifier":{"system":"https://one.example/pas","value":"99"}}]}`, 1): "a record of the patient's",
	} {
		if a := w.ask(http.MethodPost, path, body); a.status != http.StatusBadRequest || !strings.Contains(a.text, want) {
			t.Errorf("%s: %d %s", body, a.status, a.text)
		}
	}
	if a := w.ask(http.MethodPost, "/fhir/Patient/nobody/$report-wrong-link", wrongPerson); a.status != http.StatusNotFound {
		t.Errorf("of nobody: %d", a.status)
	}
}
