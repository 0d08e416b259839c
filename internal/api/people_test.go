package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
)

const pix = "/fhir/Patient/$ihe-pix?sourceIdentifier="

// identifiers are what a cross reference tells, as system|value.
func (w *world) identifiers(a answer) (all []string) {
	w.Helper()
	p := &fhir.Parameters{}
	if err := p.UnmarshalJSON([]byte(a.text)); err != nil || a.status != http.StatusOK {
		w.Fatalf("%d, %v: %s", a.status, err, a.text)
	}
	for _, one := range p.Parameter {
		switch one.Name {
		case "targetIdentifier":
			all = append(all, one.Identifier.System+"|"+one.Identifier.Value)
		case "targetId":
			all = append(all, strings.SplitAfter(one.Reference.Reference, "/")[0])
		}
	}
	return all
}

func TestCrossReferenceGivesTheOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison())
	for path, want := range map[string]string{
		"https://one.example/pas|17":                                          "[https://fhir.nhs.uk/Id/nhs-number|9990000018 urn:lhcre:mpi:authority:R0A|4 Patient/]",
		"https://one.example/pas|17&targetSystem=urn:lhcre:mpi:authority:R0A": "[urn:lhcre:mpi:authority:R0A|4 Patient/]",
		"urn:lhcre:mpi:authority:R0A|4&targetSystem=https://one.example/pas&targetSystem=https://fhir.nhs.uk/Id/nhs-number": "[https://fhir.nhs.uk/Id/nhs-number|9990000018 https://one.example/pas|17 Patient/]",
	} {
		if got := fmt.Sprint(w.identifiers(w.ask(http.MethodGet, pix+path, ""))); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// checkProblem wants a problem as the table of ITI-83 has it.
func (w *world) checkProblem(path string, status int, code, text string) {
	w.Helper()
	a := w.ask(http.MethodGet, path, "")
	if issue := w.outcome(a); a.status != status || issue.Code != code || !strings.Contains(issue.Diagnostics, text) {
		w.Errorf("%s: %d %s %q, want %d %s %q", path, a.status, issue.Code, issue.Diagnostics, status, code, text)
	}
}

func TestCrossReferenceSourceIdUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.checkProblem(pix+"https://one.example/pas|18", 404, "not-found", "sourceIdentifier Patient Identifier not found")
}

func TestCrossReferenceSourceAuthorityUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.checkProblem(pix+"https://nobody.example/pas|17", 400, "code-invalid", "sourceIdentifier Assigning Authority not found")
}

func TestCrossReferenceTargetSystemUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.checkProblem(pix+"https://one.example/pas|17&targetSystem=https://nobody.example", 403, "code-invalid", "targetSystem not found")
}

func TestCrossReferenceNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	if got := w.identifiers(w.ask(http.MethodGet, pix+"https://one.example/pas|17&targetSystem=urn:lhcre:mpi:authority:R0A", "")); got != nil {
		t.Errorf("%v", got)
	}
}

func TestCrossReferenceMergedAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("RM3", "18", alison("given_names", "ALI"))
	w.merge("RM3", "17", "18")
	w.checkProblem(pix+"https://one.example/pas|17", 404, "not-found", "sourceIdentifier Patient Identifier not found")
	if got := w.identifiers(w.ask(http.MethodGet, pix+"https://one.example/pas|18", "")); len(got) == 0 {
		t.Error("the survivor is not known")
	}
	w.tell("R0A", "4", alison())
	a := w.ask(http.MethodGet, pix+"urn:lhcre:mpi:authority:R0A|4", "")
	if got := fmt.Sprint(w.identifiers(a)); !strings.Contains(got, "pas|18") || strings.Contains(got, "pas|17") {
		t.Errorf("others are told %s", got)
	}
}

func TestCrossReferenceBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, code := range map[string]string{
		"/fhir/Patient/$ihe-pix":                     "required",
		pix + "a|b&sourceIdentifier=c|d":             "required",
		pix + "17":                                   "value",
		pix + "|17":                                  "value",
		pix + "https://one.example/pas|":             "value",
		pix + "https://one.example/pas|17&_count=10": "not-supported",
	} {
		w.checkProblem(path, 400, code, "")
	}
}

func TestReadGivesTheGoldenRecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison("postcode", "M2 2BB", "address", "2 LOW ROAD"))
	_, b := w.match(alison())
	id := b.Entry[0].Resource.(*fhir.Patient).ID
	a := w.ask(http.MethodGet, "/fhir/Patient/"+id, "")
	p := &fhir.Patient{}
	if err := p.UnmarshalJSON([]byte(a.text)); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d, %v: %s", a.status, err, a.text)
	}
	if p.ID != id || p.Address[0].PostalCode != "M2 2BB" || len(p.Link) != 2 || a.header.Get("ETag") != `W/"`+p.Meta.VersionID+`"` {
		t.Errorf("ETag %q: %s", a.header.Get("ETag"), a.text)
	}
	for _, wrong := range []string{"17", "00000000-0000-4000-8000-000000000000", "x%27%3B--"} {
		if a := w.ask(http.MethodGet, "/fhir/Patient/"+wrong, ""); a.status != http.StatusNotFound || w.outcome(a).Code != "not-found" {
			t.Errorf("%s: %d", wrong, a.status)
		}
	}
	if a := w.ask(http.MethodGet, "/fhir/Patient/"+strings.ToUpper(id), ""); a.status != http.StatusOK {
		t.Errorf("in capitals: %d", a.status)
	}
}

// canaries are words that could tell where somebody is.
func canaries() []string {
	return []string{"CANARY WHARF", "E14 5AB", "E145AB", "07700900123", "canary@example.org", "Y12345", "secret-17", "R0A"}
}

func hidden(confidentiality string) facts.Columns {
	return alison("confidentiality", confidentiality, "address", "1 CANARY WHARF", "postcode", "E14 5AB", "phone", "07700900123",
		"email", "canary@example.org", "gp_practice", "Y12345")
}

// Nothing that is answered, of whatever is asked, tells where a restricted person is
// or who cares for them; planted in somebody unrestricted, all of it is there.
func TestRestrictedPeopleAreNowhere(t *testing.T) {
	t.Parallel()
	for confidentiality, shown := range map[string]bool{"U": true, "R": false, "V": false} {
		w := newWorld(t)
		w.tell("RM3", "17", alison("address", "", "postcode", "", "phone", ""))
		w.tell("R0A", "secret-17", hidden(confidentiality))
		all := w.everything(t)
		for _, canary := range canaries() {
			if canary == "E145AB" {
				continue // how it is compared; told by nobody
			}
			if got := strings.Contains(all, canary); got != shown {
				t.Errorf("%s: %s is told: %t", confidentiality, canary, got)
			}
		}
		if strings.Contains(w.log.String(), "CANARY") {
			t.Errorf("%s: the log tells it", confidentiality)
		}
	}
}

// everything asks for somebody in every way, and gives all that was answered and
// written down.
func (w *world) everything(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	id := ""
	for _, who := range []facts.Columns{alison(), hidden("U"), {"given_names": "ALISON", "postcode": "E14 5AB", "phone": "07700900123"}} {
		a, b := w.match(who)
		all.WriteString(a.text)
		for _, e := range b.Entry {
			if p, ok := e.Resource.(*fhir.Patient); ok {
				id = p.ID
			}
		}
	}
	for _, path := range []string{"/fhir/Patient/" + id, pix + "https://one.example/pas|17", "/fhir/Patient/" + id + "?x=1", pix + "https://one.example/pas|18"} {
		a := w.ask(http.MethodGet, path, "")
		all.WriteString(a.text)
		_, _ = fmt.Fprint(&all, a.header)
	}
	for _, e := range w.ledger.Entries {
		all.Write(e.Body)
	}
	return all.String()
}

// By where they live, nobody finds out whether a restricted person lives there.
func TestRestrictedPeopleAreNotFoundByPlace(t *testing.T) {
	t.Parallel()
	by := facts.Columns{"given_names": "ALISON", "family_name": "SMITH", "address": "1 CANARY WHARF", "postcode": "E14 5AB", "phone": "07700900123"}
	for confidentiality, want := range map[string]int{"U": 1, "R": 0, "V": 0} {
		w := newWorld(t)
		w.tell("R0A", "secret-17", hidden(confidentiality))
		if _, b := w.match(by); *b.Total != want {
			t.Errorf("%s: %d found by a place", confidentiality, *b.Total)
		}
		if _, b := w.match(alison()); (*b.Total == 1) != (confidentiality != "V") {
			t.Errorf("%s: %d found by who it is", confidentiality, *b.Total)
		}
	}
}

// One's own organisation sees its own, and a lead with a reason sees all, which is
// written down with the reason.
func TestRestrictedPeopleAreTheirOwnOrganisations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison("postcode", "M1 1AE"))
	w.tell("R0A", "secret-17", hidden("R"))
	path := pix + "https://one.example/pas|17"
	if a := w.ask(http.MethodGet, path, "", "Authorization", "Bearer resolver@R0A/direct-care"); !strings.Contains(a.text, "secret-17") {
		t.Errorf("one's own is not told: %s", a.text)
	}
	if a := w.ask(http.MethodGet, path, "", "Break-Glass-Reason", "emergency"); a.status != http.StatusForbidden {
		t.Errorf("a resolver breaks the glass: %d", a.status)
	}
	lead := []string{"Authorization", "Bearer lead@RYJ/direct-care", "Break-Glass-Reason"}
	if a := w.ask(http.MethodGet, path, "", append(lead, "because I say so!")...); a.status != http.StatusBadRequest {
		t.Errorf("a reason that is none: %d", a.status)
	}
	if a := w.ask(http.MethodGet, path, "", append(lead, "safeguarding")...); !strings.Contains(a.text, "secret-17") {
		t.Errorf("a lead with a reason: %d %s", a.status, a.text)
	}
	events := w.events()
	if e := events[len(events)-1]; e.Detail != "glass broken: safeguarding" || len(e.Served) != 1 {
		t.Errorf("written down is %+v", e)
	}
}
