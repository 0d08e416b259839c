package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher/demographics"
)

const number = "https://fhir.nhs.uk/Id/nhs-number|"

// tellNumber tells what the national service says of a number.
func (w *world) tellNumber(text string, state facts.NumberState, by string) {
	w.Helper()
	n, _ := demographics.ClassifyNHSNumber(text)
	other, _ := demographics.ClassifyNHSNumber(by)
	f := facts.NewNumberFact(n, state, other, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	if _, err := w.linker.Process(w.Context(), w.lane, linker.Batch{Numbers: []facts.NumberFact{f}}); err != nil {
		w.Fatal(err)
	}
}

// A number that was superseded leads to whoever holds the one that stands for it.
func TestCrossReferenceSupersededNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	if got := fmt.Sprint(w.identifiers(w.ask(http.MethodGet, pix+number+"9990000018", ""))); got != "[https://one.example/pas|17 Patient/]" {
		t.Errorf("%s", got)
	}
	w.checkProblem(pix+number+"9990000026", 404, "not-found", "not found")
	w.tellNumber("9990000026", facts.NumberSuperseded, "9990000018")
	if got := fmt.Sprint(w.identifiers(w.ask(http.MethodGet, pix+number+"9990000026", ""))); got != "[https://fhir.nhs.uk/Id/nhs-number|9990000018 https://one.example/pas|17 Patient/]" {
		t.Errorf("superseded: %s", got)
	}
}

// A number that is in doubt says so, and leads to nobody.
func TestCrossReferenceDisputedNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison("family_name", "OKONKWO", "given_names", "CHIDI", "birth_date", "1955-06-30", "address", "", "postcode", "", "phone", ""))
	w.checkProblem(pix+number+"9990000018", 404, "conflict", "disputed")
	w.tellNumber("9990000018", facts.NumberInvalid, "")
	w.checkProblem(pix+number+"9990000018", 404, "not-found", "nobody's")
	w.checkProblem(pix+number+"9990000019", 400, "value", "check digit")
}

// listed are the lines of an answer.
func (w *world) listed(body, parameters string) (answer, []string) {
	w.Helper()
	a := w.ask(http.MethodPost, "/fhir/Patient/$ihe-pix-list"+parameters, body, "Content-Type", "text/plain")
	return a, strings.Split(strings.TrimSpace(a.text), "\n")
}

// A list is answered in its order, each line for itself, and its end says that it is
// whole.
func TestListIsAnsweredInItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison())
	var asked []string
	for i := range 1100 {
		asked = append(asked, fmt.Sprintf("https://one.example/pas|%d", i))
	}
	asked = append(asked, "nonsense", number+"9990000018")
	before := len(w.events())
	a, lines := w.listed(strings.Join(asked, "\n"), "")
	if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/fhir+ndjson; charset=utf-8" || len(lines) != len(asked)+1 {
		t.Fatalf("%d, %s, %d lines", a.status, a.header.Get("Content-Type"), len(lines))
	}
	for i, line := range lines[:len(asked)] {
		p := &fhir.Parameters{}
		if err := p.UnmarshalJSON([]byte(line)); err != nil || p.Parameter[0].Text != asked[i] {
			t.Fatalf("line %d: %v %s", i, err, line)
		}
		found := parameter(p.Parameter, "targetId").Reference.Reference != ""
		if want := i == 17 || i == 1101; found != want {
			t.Errorf("line %d: %s", i, line)
		}
	}
	if !strings.Contains(lines[len(asked)], "complete: 1102 lines") || !strings.Contains(lines[1100], "sourceIdentifier: expected") {
		t.Errorf("it ends with %s", lines[len(asked)])
	}
	events := w.events()[before:]
	served := 0
	for _, e := range events {
		served += len(e.Served)
	}
	if len(events) != 3 || served != 2 {
		t.Errorf("%d events of %d people are written down, want 3 of 2", len(events), served)
	}
}

// A list that cannot be told whole does not look as if it were.
func TestListThatBreaksOffSaysSo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	body := strings.Repeat("https://one.example/pas|17\n", 1200)
	w.broken = errAway
	a, _ := w.listed(body, "")
	checkUnknown(t, "a list", a)
	w.broken = nil
	asked := 0
	w.ledger.Fail = func() (before, after error) {
		if asked++; asked == 2 {
			return errors.New("away"), nil
		}
		return nil, nil
	}
	a, lines := w.listed(body, "")
	w.ledger.Fail = nil
	last := lines[len(lines)-1]
	if a.status != http.StatusOK || len(lines) != 501 || !strings.Contains(last, "identity unknown") || strings.Contains(a.text, "complete") {
		t.Errorf("%d, %d lines, the last %s", a.status, len(lines), last)
	}
}

func TestListBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for body, status := range map[string]int{"": 400, "\n\n": 400, strings.Repeat("x", 70_000): 400, strings.Repeat("a|b\n", 20_001): 400, strings.Repeat("a|b", 400_000): 400} {
		if a, _ := w.listed(body, ""); a.status != status {
			t.Errorf("%d bytes: %d %.200s", len(body), a.status, a.text)
		}
	}
	if a := w.ask(http.MethodPost, "/fhir/Patient/$ihe-pix-list", "a|b"); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("as FHIR: %d", a.status)
	}
	if a, _ := w.listed("a|b", "?targetSystem=https://nobody.example"); a.status != http.StatusForbidden {
		t.Errorf("a target that is not known: %d", a.status)
	}
}
