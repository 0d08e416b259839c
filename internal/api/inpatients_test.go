package api_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// Of a practice's list those are told who are in hospital, wherever that is; of whom
// it may not be told, that it may not.
func TestInpatientsOfAList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	people := map[int][]string{ // the practice's patient, and what the hospital tells
		1: {"stay", "in", "stay_ward", "WARD7", "stay_since", "2026-01-01T10:00:00Z", "stay_visit", "V55"},
		2: {"stay", "out", "stay_since", "2026-01-01T10:00:00Z"},
		3: {"stay", "cancelled"},
		4: {},
		5: {"stay", "in", "stay_ward", "WARD8", "confidentiality", "R"},
	}
	var asked []string
	for i := 1; i <= 6; i++ {
		id := strconv.Itoa(i)
		asked = append(asked, "urn:lhcre:mpi:authority:R0A|"+id)
		hospital, there := people[i]
		if !there {
			continue
		}
		who := []string{"given_names", "N" + strings.Repeat("E", i), "nhs_number", strconv.Itoa(9990000018 + [...]int{0, 0, 8, 16, 24, 32}[i]), "birth_date", fmt.Sprintf("19%d0-02-10", i+2)}
		w.tell("R0A", id, alison(who...))
		w.tell("RM3", id, alison(append(who, hospital...)...))
	}
	a := w.ask(http.MethodPost, "/fhir/Patient/$inpatients", strings.Join(asked, "\n"), "Content-Type", "text/plain")
	lines := strings.Split(strings.TrimSpace(a.text), "\n")
	if a.status != http.StatusOK || len(lines) != 4 {
		t.Fatalf("%d, %d lines: %s", a.status, len(lines), a.text)
	}
	for i, want := range [][]string{
		{"R0A|1", `"RM3"`, "WARD7", "2026-01-01T10:00:00Z", "V55"}, {"R0A|5", `"withheld","valueBoolean":true`}, {"R0A|6", "not-found"}, {"complete: 6 lines"},
	} {
		for _, text := range want {
			if !strings.Contains(lines[i], text) {
				t.Errorf("line %d lacks %s: %s", i, text, lines[i])
			}
		}
	}
	if strings.Contains(a.text, "WARD8") {
		t.Errorf("it tells where somebody restricted is: %s", a.text)
	}
}
