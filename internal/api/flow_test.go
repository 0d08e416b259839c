package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/api"
	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/fhir"
)

// asked is a request that is answered with 200 where it may be asked, for each
// endpoint that asks who calls.
func (w *world) asked() map[auth.Operation]func(headers ...string) answer {
	w.Helper()
	id, _, version := w.split()
	chidi := []string{"family_name", "OKONKWO", "given_names", "CHIDI", "birth_date", "1955-06-30", "nhs_number", "9990000034", "address", "", "postcode", "", "phone", ""}
	w.tell("RYJ", "5", alison(chidi...))
	w.tell("RM3", "55", alison(append(chidi, "stay", "in", "stay_visit", "V9")...))
	recall := fmt.Sprintf("/recalls/%s.%d", id, version)
	p := fhir.FromColumns(func(column string) string { return alison()[column] })
	body := string(fhir.Append(nil, &p))
	get := func(path string) func(headers ...string) answer {
		return func(headers ...string) answer { return w.ask(http.MethodGet, path, "", headers...) }
	}
	post := func(path, body string) func(headers ...string) answer {
		return func(headers ...string) answer { return w.ask(http.MethodPost, path, body, headers...) }
	}
	return map[auth.Operation]func(headers ...string) answer{
		auth.Match:      post("/fhir/Patient/$match", body),
		auth.Search:     get("/fhir/Patient?family=SMITH&birthdate=1980-02-10"),
		auth.CrossRefer: get(pix + "https://one.example/pas|17"),
		auth.Read:       get("/fhir/Patient/" + id),
		auth.Feed: func(headers ...string) answer {
			headers = append([]string{"Authorization", "Bearer source@RYJ/"}, headers...)
			return w.ask(http.MethodPut, feedPath+"urn:lhcre:mpi:authority:RYJ|5", w.fedBody("RYJ", "5", chidi...), headers...)
		},
		auth.Locate: get("/fhir/Patient/" + id + "/$locate"),
		auth.Audit: func(headers ...string) answer {
			return w.ask(http.MethodGet, "/fhir/AuditEvent", "", append([]string{"Authorization", auditor}, headers...)...)
		},
		auth.Events:  get("/identity-events"),
		auth.Notices: get("/notices"),
		auth.Inpatients: func(headers ...string) answer {
			return w.ask(http.MethodPost, "/fhir/Patient/$inpatients", "https://one.example/pas|17", append([]string{"Content-Type", "text/plain"}, headers...)...)
		},
		auth.ReportWrong: post("/fhir/Patient/"+id+"/$report-wrong-link", wrongPerson),
		auth.Recall:      get(recall),
		auth.Acknowledge: post(recall+"/acknowledgements", ""),
	}
}

// reads are the operations whose answers tell of people.
func reads() []auth.Operation {
	return []auth.Operation{auth.Match, auth.Search, auth.CrossRefer, auth.Read, auth.Locate, auth.Events, auth.Notices, auth.Inpatients, auth.ReportWrong}
}

// Each endpoint, for each role, organisation and purpose, answers as the rules say,
// and that it was asked is written down.
func TestEveryEndpointAsksWhoMay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	for _, operation := range api.Operations() {
		if asked[operation] == nil {
			t.Errorf("nobody asks for %s here", operation)
		}
	}
	for operation, ask := range asked {
		w.checkAsked(operation, ask, "", http.StatusUnauthorized)
		w.checkAsked(operation, ask, "nonsense", http.StatusUnauthorized)
		for _, role := range append(auth.Roles(), "barista") {
			for _, purpose := range []auth.Purpose{auth.DirectCare, "planning", ""} {
				who := auth.Principal{Subject: "ward-7", Organisation: "RYJ", Roles: []auth.Role{role}, Purpose: purpose}
				status := granted(operation)
				if auth.Standard().Might(who, operation) != nil {
					status = http.StatusForbidden
				}
				w.checkAsked(operation, ask, fmt.Sprintf("%s@RYJ/%s", role, purpose), status)
			}
		}
		if a := ask("Authorization", "Bearer "+resolver, auth.HeaderOrganisation, "R0A"); a.status != http.StatusForbidden {
			t.Errorf("%s for another organisation: %d", operation, a.status)
		}
	}
}

// granted is how an operation is answered that may be asked for.
func granted(operation auth.Operation) int {
	if operation == auth.ReportWrong {
		return http.StatusCreated
	}
	return http.StatusOK
}

func (w *world) checkAsked(operation auth.Operation, ask func(headers ...string) answer, token string, status int) {
	w.Helper()
	before := len(w.events())
	header := ""
	if token != "" {
		header = "Bearer " + token
	}
	a := ask("Authorization", header, "X-Request-Id", "6c1d5a0e-0000-4000-8000-00000000ABCD")
	if a.status != status || (status == http.StatusUnauthorized) != (a.header.Get("WWW-Authenticate") != "") {
		w.Errorf("%s with the token %q: %d, want %d: %s", operation, token, a.status, status, a.text)
	}
	events := w.events()
	if len(events) != before+1 {
		w.Fatalf("%s with the token %q: %d events", operation, token, len(events)-before)
	}
	e := events[before]
	outcome := map[int]audit.Outcome{200: audit.Done, 201: audit.Done, 401: audit.Refused, 403: audit.Refused}[status]
	serves := status < http.StatusMultipleChoices && slices.Contains(reads(), operation)
	if e.Operation != string(operation) || e.Outcome != outcome || e.Request != "6c1d5a0e-0000-4000-8000-00000000ABCD" || (len(e.Served) > 0) != serves {
		w.Errorf("%s with the token %q: written down is %+v", operation, token, e)
	}
	if status != http.StatusUnauthorized && (e.Who != "ward-7" || e.Organisation != "RYJ" || len(e.Roles) != 1) {
		w.Errorf("%s: written down is %q of %q as %v", operation, e.Who, e.Organisation, e.Roles)
	}
	if a.header.Get("X-Request-Id") != e.Request {
		w.Errorf("%s: the answer is of the request %q", operation, a.header.Get("X-Request-Id"))
	}
}

// What is not written down is not answered.
func TestNothingIsAnsweredThatIsNotWrittenDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for operation, ask := range w.asked() {
		w.ledger.Fail = func() (before, after error) { return errAway, nil }
		a := ask()
		w.ledger.Fail = nil
		checkUnknown(t, string(operation), a)
		if a := ask(); a.status != granted(operation) {
			t.Errorf("%s: once it can be written down: %d", operation, a.status)
		}
	}
}

// A store that does not answer, or an index that is behind, is not nobody.
func TestUnknownIsNeverNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	w.broken = errAway
	for _, operation := range reads() {
		checkUnknown(t, string(operation), asked[operation]())
	}
	w.broken, w.behind = nil, time.Hour
	checkUnknown(t, "match, the index being behind", asked[auth.Match]())
	if a := asked[auth.Read](); a.status != http.StatusOK {
		t.Errorf("a read asks the store alone: %d", a.status)
	}
	if strings.Contains(w.log.String(), "SMITH") || strings.Contains(w.log.String(), "9990000018") {
		t.Errorf("the log tells of somebody: %s", w.log)
	}
}

func checkUnknown(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || !strings.Contains(a.text, "identity unknown") || strings.Contains(a.text, "SMITH") {
		t.Errorf("%s: %d, Retry-After %q: %s", what, a.status, a.header.Get("Retry-After"), a.text)
	}
}

func TestCallersAreKeptToTheirRate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	limit, err := auth.NewLimit(2)
	if err != nil {
		t.Fatal(err)
	}
	asked := w.asked()
	w.cfg.Limit = limit
	for _, token := range []string{"Bearer " + resolver, "Bearer nonsense"} {
		var got []int
		for range 6 {
			got = append(got, asked[auth.Read]("Authorization", token).status)
		}
		if !slices.Contains(got, http.StatusTooManyRequests) || got[0] == http.StatusTooManyRequests {
			t.Errorf("%s: %v", token, got)
		}
	}
	if a := asked[auth.Read]("Authorization", "Bearer resolver@R0A/direct-care"); a.status != http.StatusOK {
		t.Errorf("another caller: %d", a.status)
	}
}

func TestFormsThatAreTakenAndGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	for accept, status := range map[string]int{
		"application/fhir+json": 200, "application/json": 200, "*/*": 200, "application/*;q=0.5": 200, "": 200,
		"text/html, application/fhir+json;q=0.9": 200, "application/fhir+json; fhirVersion=4.0": 200,
		"application/fhir+xml": 406, "text/html": 406, "application/fhir+json;q=0": 406, "nonsense/": 406,
	} {
		if a := asked[auth.Read]("Accept", accept); a.status != status {
			t.Errorf("Accept %q: %d, want %d", accept, a.status, status)
		}
	}
	for kind, status := range map[string]int{
		"application/fhir+json; charset=UTF-8": 200, "application/json": 200,
		"application/fhir+xml": 415, "text/plain": 415, "application/json; charset=latin1": 415, "": 415,
	} {
		if a := asked[auth.Match]("Content-Type", kind); a.status != status {
			t.Errorf("Content-Type %q: %d, want %d", kind, a.status, status)
		}
	}
	for path, status := range map[string]int{
		"/fhir/Patient/$ihe-pix?sourceIdentifier=https://one.example/pas|17&_format=json":                    200,
		"/fhir/Patient/$ihe-pix?sourceIdentifier=https://one.example/pas|17&_format=application/fhir%2Bjson": 200,
		"/fhir/Patient/$ihe-pix?sourceIdentifier=https://one.example/pas|17&_format=application/fhir+json":   200,
		"/fhir/Patient/$ihe-pix?sourceIdentifier=https://one.example/pas|17&_format=xml":                     406,
		"/fhir/Patient/$ihe-pix?sourceIdentifier=https://one.example/pas|17&fuzzy=1":                         400,
		"/fhir/Patient/$ihe-pix?%zz": 400,
		"/fhir/Patient/$everything":  404, "/fhir/Observation": 404, "/fhir/": 404, "/": 404, "/fhir/Patient/a/b": 404, "/fhir/Patient/": 404, "/fhir/Patient/_history": 404,
	} {
		if a := w.ask(http.MethodGet, path, ""); a.status != status {
			t.Errorf("%s: %d, want %d: %s", path, a.status, status, a.text)
		} else if status != http.StatusOK {
			w.outcome(a)
		}
	}
	if a := w.ask(http.MethodDelete, "/fhir/Patient/$match", ""); a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "POST" {
		t.Errorf("DELETE: %d, Allow %q", a.status, a.header.Get("Allow"))
	}
}

func TestAnswersAreKeptByNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for operation, ask := range w.asked() {
		a := ask()
		kind := "application/fhir+json; charset=utf-8"
		switch operation { //nolint:exhaustive // the others are FHIR
		case auth.Events, auth.Notices:
			kind = "application/json; charset=utf-8"
		case auth.Inpatients:
			kind = "application/fhir+ndjson; charset=utf-8"
		}
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Type": kind,
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", operation, name, got, want)
			}
		}
	}
}

// The CapabilityStatement says what the endpoints are, to anybody.
func TestMetadataAgreesWithTheEndpoints(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.ask(http.MethodGet, "/fhir/metadata", "", "Authorization", "")
	if len(w.events()) != 0 {
		t.Error("what tells of nobody was written down")
	}
	var statement struct {
		ResourceType, FHIRVersion string
		Rest                      []struct {
			Resource []struct {
				Type        string
				Interaction []struct{ Code string }
				Operation   []struct{ Name, Definition string }
				SearchParam []struct{ Name, Type string }
			}
		}
	}
	if err := json.Unmarshal([]byte(a.text), &statement); err != nil || a.status != http.StatusOK || statement.FHIRVersion != "4.0.1" {
		t.Fatalf("%d, %v: %s", a.status, err, a.text)
	}
	patient := statement.Rest[0].Resource[0]
	var operations []string
	for _, o := range patient.Operation {
		operations = append(operations, o.Name)
		if o.Definition == "" {
			t.Errorf("%s has no definition", o.Name)
		}
		ofAll, ofOne := w.ask(http.MethodDelete, "/fhir/Patient/$"+o.Name, ""), w.ask(http.MethodDelete, "/fhir/Patient/1/$"+o.Name, "")
		if ofAll.status != http.StatusMethodNotAllowed && ofOne.status != http.StatusMethodNotAllowed {
			t.Errorf("$%s is not there: %d, %d", o.Name, ofAll.status, ofOne.status)
		}
	}
	if !slices.Equal(operations, []string{"match", "ihe-pix", "ihe-pix-list", "inpatients", "locate", "report-wrong-link"}) || fmt.Sprint(patient.Interaction) != "[{search-type} {update} {delete} {read} {history-instance}]" {
		t.Errorf("%v, %v", operations, patient.Interaction)
	}
	for _, p := range patient.SearchParam {
		if got := w.ask(http.MethodGet, "/fhir/Patient?"+p.Name+"=,", ""); got.status != http.StatusBadRequest || !strings.Contains(got.text, p.Name+": expected") || p.Type == "" {
			t.Errorf("%s is no parameter: %d %s", p.Name, got.status, got.text)
		}
	}
	for _, r := range statement.Rest[0].Resource[1:] {
		if got := w.ask(http.MethodGet, "/fhir/"+r.Type, "", "Authorization", auditor); got.status != http.StatusOK || r.Interaction[0].Code != "search-type" {
			t.Errorf("%s is not there: %d", r.Type, got.status)
		}
	}
	if len(patient.SearchParam) < 10 {
		t.Errorf("only %d parameters are told of", len(patient.SearchParam))
	}
}

// A failure that nobody thought of shows nothing of where it happened.
func TestPanicsAreAnswers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := w.asked()
	w.cfg.Matcher = nil
	a := asked[auth.Match]()
	if issue := w.outcome(a); a.status != http.StatusInternalServerError || strings.Contains(a.text, ".go:") || !strings.Contains(issue.Diagnostics, "identity unknown") {
		t.Errorf("%d: %s", a.status, a.text)
	}
}
