package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/publish"
)

// person is the one of RM3's record 17.
func (w *world) person() people.Person {
	w.Helper()
	asked := key("RM3", "17")
	all, err := w.cfg.People.Holders(w.Context(), []facts.Key{asked})
	if err != nil || len(all) != 1 {
		w.Fatalf("%d people, %v", len(all), err)
	}
	return *all[asked]
}

// parameters are those of an answer.
func (w *world) parameters(a answer) *fhir.Parameters {
	w.Helper()
	p := &fhir.Parameters{}
	if err := p.UnmarshalJSON([]byte(a.text)); err != nil || a.status != http.StatusOK {
		w.Fatalf("%d, %v: %s", a.status, err, a.text)
	}
	return p
}

func parameter(all []fhir.Parameter, name string) fhir.Parameter {
	at := slices.IndexFunc(all, func(p fhir.Parameter) bool { return p.Name == name })
	if at < 0 {
		return fhir.Parameter{}
	}
	return all[at]
}

// The record locator says who holds a record, under which number and since when, and
// of how many somebody is made.
func TestLocateSaysWhoHoldsARecord(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison("gp_practice", "P88001"))
	w.tell("RYJ", "9", alison("nhs_number", "", "nhs_number_status", "", "given_names", "BABY OF", "birth_date", "1980-02-10"))
	path := "/fhir/Patient/" + w.person().ID + "/$locate"
	p := w.parameters(w.ask(http.MethodGet, path, ""))
	if n := parameter(p.Parameter, "assembledFrom").Integer; n == nil || *n != 2 {
		t.Errorf("assembled from %v", n)
	}
	if n := parameter(p.Parameter, "possibleFurtherRecords").Integer; n == nil || *n != 1 {
		t.Errorf("%v possible further records", n)
	}
	var seen []string
	for _, one := range p.Parameter {
		if one.Name == "record" {
			id := parameter(one.Part, "identifier").Identifier
			seen = append(seen, strings.Join([]string{
				parameter(one.Part, "organisation").Identifier.Value, parameter(one.Part, "name").Text, id.System, id.Value,
				parameter(one.Part, "lastSeen").DateTime, parameter(one.Part, "registeredWith").Identifier.Value,
			}, ","))
		}
	}
	want := []string{"R0A,Two,urn:lhcre:mpi:authority:R0A,4,2026-01-02T03:02:00Z,P88001", "RM3,One,https://one.example/pas,17,2026-01-02T03:01:00Z,"}
	if !slices.Equal(seen, want) {
		t.Errorf("records %q, want %q", seen, want)
	}

	w.tell("R0A", "4", alison("confidentiality", "R", "gp_practice", "P88001"))
	a := w.ask(http.MethodGet, path, "")
	p = w.parameters(a)
	if n := parameter(p.Parameter, "assembledFrom").Integer; *n != 0 || !*parameter(p.Parameter, "withheld").Boolean || strings.Contains(a.text, "P88001") || strings.Contains(a.text, "R0A") {
		t.Errorf("of somebody restricted it says %s", a.text)
	}
}

// A history tells each version, and after somebody became restricted none of their
// records, in whichever version.
func TestHistoryTellsEachVersion(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison())
	id := w.person().ID
	b := w.bundle(w.ask(http.MethodGet, "/fhir/Patient/"+id+"/_history", ""))
	if b.Type != "history" || *b.Total != 2 || len(b.Entry) != 2 {
		t.Fatalf("%+v", b)
	}
	for i, want := range []struct {
		version, kind, method string
		links                 int
	}{{"2", "kept", "PUT", 2}, {"1", "created", "POST", 1}} {
		e := b.Entry[i]
		p, _ := e.Resource.(*fhir.Patient)
		if p == nil || p.Meta.VersionID != want.version || len(p.Link) != want.links || e.Request.Method != want.method || p.Extension[0].Code != want.kind {
			t.Errorf("entry %d: %+v, want %+v", i, e, want)
		}
	}
	w.tell("R0A", "4", alison("confidentiality", "R"))
	a := w.ask(http.MethodGet, "/fhir/Patient/"+id+"/_history", "")
	if strings.Contains(a.text, "seealso") {
		t.Errorf("of somebody restricted it tells %s", a.text)
	}
	if a = w.ask(http.MethodGet, "/fhir/Patient/nobody/_history", ""); a.status != http.StatusNotFound {
		t.Errorf("of nobody: %d", a.status)
	}
}

// tail is an answer to identity-events.
type tail struct {
	Events []publish.Event
	After  string
	More   bool
}

func (w *world) tail(after string) (out tail) {
	w.Helper()
	path := "/identity-events"
	if after != "" {
		path += "?after=" + after
	}
	a := w.ask(http.MethodGet, path, "")
	if err := json.Unmarshal([]byte(a.text), &out); err != nil || a.status != http.StatusOK || out.After == "" {
		w.Fatalf("%d %s: %v", a.status, a.text, err)
	}
	return out
}

// Who asks for events again and again hears of each change once, of one identity in
// the order of its versions.
func TestIdentityEventsAreToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison())
	w.tell("RYJ", "1", alison("family_name", "OKONKWO", "given_names", "CHIDI", "birth_date", "1955-06-30", "nhs_number", "9990000026", "address", "", "postcode", "", "phone", ""))
	first := w.tail("")
	id := w.person().ID
	var versions []int64
	for _, e := range first.Events {
		if e.Identity == id {
			versions = append(versions, e.Version)
		}
	}
	if len(first.Events) != 3 || !slices.Equal(versions, []int64{1, 2}) || first.More {
		t.Errorf("%d events, of one identity the versions %v, more %t", len(first.Events), versions, first.More)
	}
	if again := w.tail(first.After); len(again.Events) != 0 {
		t.Errorf("they are told again: %+v", again.Events)
	}
	w.tell("RM3", "18", alison("confidentiality", "R"))
	next := w.tail(first.After)
	if len(next.Events) == 0 || slices.ContainsFunc(next.Events, func(e publish.Event) bool { return e.Joined != nil || e.Left != nil || !e.Restricted }) {
		t.Errorf("of somebody restricted: %+v", next.Events)
	}
	for _, e := range w.tail("").Events { // what was told before the person was restricted
		if e.Identity == id && (e.Joined != nil || !e.Restricted) {
			t.Errorf("version %d tells %v", e.Version, e.Joined)
		}
	}
	for _, bad := range []string{"x", "e30", "eyJuIjo5OX0"} {
		if a := w.ask(http.MethodGet, "/identity-events?after="+bad, ""); a.status != http.StatusBadRequest && bad != "e30" {
			t.Errorf("after=%s: %d", bad, a.status)
		}
	}
}

func key(authority, id string) facts.Key { return facts.Key{Authority: authority, LocalID: id} }
