package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
)

const (
	feedPath = "/fhir/Patient?identifier="
	theirPAS = "https://one.example/pas|"
	ofRM3    = "Bearer source@RM3/"
)

// fedBody is somebody as an organisation tells of them.
func (w *world) fedBody(authority, id string, more ...string) string {
	columns := alison(append(more, "authority", authority, "local_id", id, "organisation", authority)...)
	p := fhir.FromColumns(func(column string) string { return columns[column] })
	for i := range p.Identifier {
		if p.Identifier[i].System == "urn:lhcre:mpi:authority:RM3" {
			p.Identifier[i].System = strings.TrimSuffix(theirPAS, "|")
		}
	}
	return string(fhir.Append(nil, &p))
}

// What a source puts is linked when it is answered, and found.
func TestFeedIsLinkedWhenItIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("R0A", "4", alison())
	put := func(body string) answer {
		return w.ask(http.MethodPut, feedPath+theirPAS+"17", body, "Authorization", ofRM3)
	}
	if a := put(w.fedBody("RM3", "17")); a.status != http.StatusCreated || !strings.Contains(a.text, "linked") {
		t.Fatalf("%d %s", a.status, a.text)
	}
	if p := w.person(); !p.Has(key("R0A", "4").Record()) {
		t.Error("it is not linked")
	}
	if a := put(w.fedBody("RM3", "17", "phone", "07700900099")); a.status != http.StatusOK {
		t.Errorf("again: %d %s", a.status, a.text)
	}
	w.slow = true
	if a := put(w.fedBody("RM3", "17", "phone", "07700900098")); a.status != http.StatusAccepted || !strings.Contains(a.text, "not linked yet") {
		t.Errorf("while linking is slow: %d %s", a.status, a.text)
	}
	w.slow = false
	if a := w.ask(http.MethodDelete, feedPath+theirPAS+"17", "", "Authorization", ofRM3); a.status != http.StatusOK {
		t.Errorf("taking it out: %d %s", a.status, a.text)
	}
	if all, err := w.cfg.People.Holders(w.Context(), []facts.Key{key("RM3", "17")}); err != nil || len(all) != 0 {
		t.Errorf("it is still somebody's: %v, %v", all, err)
	}
	w.broken = errAway
	checkUnknown(t, "the store is away", put(w.fedBody("RM3", "17")))
}

// A source merges its own records, and no others.
func TestFeedMergesItsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("RM3", "18", alison("given_names", "ALI"))
	merged := `{"resourceType":"Patient","active":false,"identifier":[{"system":"https://one.example/pas","value":"17"}],` +
		`"link":[{"other":{"identifier":{"system":"SYSTEM","value":"18"}},"type":"replaced-by"}]}`
	put := func(system string) answer {
		return w.ask(http.MethodPut, feedPath+theirPAS+"17", strings.ReplaceAll(merged, "SYSTEM", system), "Authorization", ofRM3)
	}
	if a := put("urn:lhcre:mpi:authority:R0A"); a.status != http.StatusForbidden && a.status != http.StatusBadRequest && a.status != http.StatusUnprocessableEntity {
		t.Errorf("with another's: %d %s", a.status, a.text)
	}
	if len(w.fed) != 0 {
		t.Error("it was handed on")
	}
	if a := put("https://one.example/pas"); a.status != http.StatusOK {
		t.Errorf("%d %s", a.status, a.text)
	}
	w.checkProblem(pix+theirPAS+"17", 404, "not-found", "not found")
}

func TestFeedBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	good := w.fedBody("RM3", "17")
	for _, c := range []struct {
		path, body, token string
		status            int
		code, text        string
	}{
		{"", good, ofRM3, 400, "required", "identifier: expected one"},
		{"?identifier=17", good, ofRM3, 400, "value", "system|value"},
		{"?identifier=" + number + "9990000018", good, ofRM3, 400, "value", "an organisation's own"},
		{"?identifier=https://nobody.example|17", good, ofRM3, 400, "code-invalid", "Assigning Authority not found"},
		{"?identifier=" + theirPAS + "17&active=true", good, ofRM3, 400, "not-supported", "parameter"},
		{"?identifier=" + theirPAS + "18", good, ofRM3, 400, "invalid", "the identifier that the address names"},
		{"?identifier=" + theirPAS + "17", good, "Bearer source@R0A/", 403, "forbidden", "own organisation"},
		{"?identifier=" + theirPAS + "17", `{"resourceType":"Patient"`, ofRM3, 400, "invalid", "Resource"},
		{"?identifier=" + theirPAS + "17", `{"resourceType":"Observation"}`, ofRM3, 400, "invalid", "Patient"},
		{"?identifier=" + theirPAS + "17", strings.Replace(good, "1980-02-10", "1980-02-30", 1), ofRM3, 400, "invalid", "birthDate"},
		{"?identifier=" + theirPAS + "17", strings.Repeat(" ", 2<<20), ofRM3, 413, "too-long", "1 MiB"},
	} {
		a := w.ask(http.MethodPut, "/fhir/Patient"+c.path, c.body, "Authorization", c.token)
		if issue := w.outcome(a); a.status != c.status || issue.Code != c.code || !strings.Contains(issue.Diagnostics, c.text) {
			t.Errorf("%s: %d %s %q, want %d %s %q", c.path, a.status, issue.Code, issue.Diagnostics, c.status, c.code, c.text)
		}
		if strings.Contains(a.text, "SMITH") || strings.Contains(w.log.String(), "SMITH") {
			t.Errorf("%s: it tells of somebody: %s", c.path, a.text)
		}
	}
	if len(w.fed) != 0 {
		t.Error("something was handed on")
	}
}
