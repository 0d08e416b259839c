package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
)

// searchable is a world with a few people.
func searchable(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.tell("RM3", "17", alison("given_names", "ALISON MARY", "email", "alison@example.org", "gp_practice", "Y12345"))
	w.tell("R0A", "4", alison("given_names", "ALISON MARY", "postcode", "M2 2BB", "address", "2 LOW ROAD"))
	w.tell("RM3", "18", facts.Columns{
		"family_name": "O'BRIEN", "given_names": "SIOBHÁN", "birth_date": "1955-06-30", "sex": "2", "nhs_number": "9990000026",
		"nhs_number_status": "01", "postcode": "BL1 1AA", "phone": "07700900555",
	})
	w.tell("RYJ", "19", facts.Columns{"family_name": "SMITH", "given_names": "JAMES", "birth_date": "1980-02-10", "sex": "1", "postcode": "BL9 9ZZ"})
	return w
}

// families are the given names of those found, in order.
func (w *world) found(a answer) (names []string) {
	w.Helper()
	for _, e := range w.bundle(a).Entry {
		if p, ok := e.Resource.(*fhir.Patient); ok {
			names = append(names, p.Name[0].Given[0])
		}
	}
	return names
}

func TestSearchByEachParameter(t *testing.T) {
	t.Parallel()
	w := searchable(t)
	const alison, siobhan, james = "ALISON", "SIOBHÁN", "JAMES"
	for query, want := range map[string][]string{
		"identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018":                      {alison},
		"identifier=https://fhir.nhs.uk/Id/nhs-number|999 000 0018":                    {alison},
		"identifier=https://fhir.nhs.uk/Id/nhs-number|9990000034":                      nil,
		"identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018&birthdate=1955-06-30": nil,
		"identifier=https://one.example/pas|17":                                        {alison},
		"identifier=https://one.example/pas|4":                                         nil,
		"identifier=urn:lhcre:mpi:authority:R0A|4":                                     {alison},
		"family=SMITH&birthdate=1980-02-10&identifier=urn:lhcre:mpi:authority:RYJ|":    {james},
		"family=SMITH&birthdate=1980-02-10":                                            {alison, james},
		"family=smith&birthdate=eq1980-02-10&gender=male":                              {james},
		"family=smith&birthdate=1980-02-10&given=ali*":                                 {alison},
		"family=smith&birthdate=1980-02-10&given=Mary":                                 {alison},
		"family=smith&birthdate=1980-02-10&given=Alison&given=Mary":                    {alison},
		"family=smith&birthdate=1980-02-10&given=Alison&given=Jane":                    nil,
		"family:exact=smith&birthdate=1980-02-10":                                      nil,
		"family:exact=SMITH&birthdate=1980-02-10&given:exact=JAMES":                    {james},
		"family=O'Brien&birthdate=1955-06-30":                                          {siobhan},
		"family=OBrien&birthdate=1955-06-30&given=Siobhan":                             {siobhan},
		"family=smith&given=james&birthdate=1980":                                      {james},
		"family=smith&given=james&birthdate=1980-02":                                   {james},
		"family=smith&given=james&birthdate=1980&birthdate=ge1980-02-11":               nil,
		"family=smith&birthdate=1980-02-10&address-postalcode=M2 2BB":                  {alison},
		"family=smith&birthdate=1980-02-10&address-postalcode=bl9*":                    {james},
		"family=smith&birthdate=1980-02-10&address-postalcode=m11ae":                   {alison},
		"phone=07700900555":         {siobhan},
		"telecom=phone|07700900555": {siobhan},
		"email=Alison@Example.org":  {alison},
		"telecom=email|alison@example.org&telecom=phone|07700900001":           {alison},
		"family=smith&birthdate=1980-02-10&general-practitioner=y12345":        {alison},
		"family=smith&birthdate=1980-02-10&active=false":                       nil,
		"family=smith&birthdate=1980-02-10&active=true&gender=male":            {james},
		"family=smi*&given=alison&birthdate=1980-02-10&address-postalcode=m1*": {alison}, // the published recipe of a unique match
		"_id=00000000-0000-4000-8000-000000000000":                             nil,
		"_id=x": nil,
	} {
		path, body := encoded(t, query)
		got := w.found(w.ask(http.MethodGet, path, ""))
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", query, got, want)
		}
		posted := w.found(w.ask(http.MethodPost, "/fhir/Patient/_search", body, "Content-Type", "application/x-www-form-urlencoded"))
		slices.Sort(posted)
		if !slices.Equal(posted, want) {
			t.Errorf("%s, as a form: found %v, want %v", query, posted, want)
		}
	}
	_, b := w.match(alison2())
	id := b.Entry[0].Resource.(*fhir.Patient).ID
	if got := w.found(w.ask(http.MethodGet, "/fhir/Patient?_id="+id, "")); len(got) != 1 {
		t.Errorf("by its id: %v", got)
	}
}

func alison2() facts.Columns { return alison("given_names", "ALISON MARY") }

// encoded gives a query as an address and as a form.
func encoded(t *testing.T, query string) (path, body string) {
	t.Helper()
	values := url.Values{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		values.Add(name, value)
	}
	return "/fhir/Patient?" + values.Encode(), values.Encode()
}

func TestSearchBadInput(t *testing.T) {
	t.Parallel()
	w := searchable(t)
	for query, where := range map[string]string{
		"family=SMITH":                                             "",
		"birthdate=1980-02-10":                                     "",
		"gender=male":                                              "",
		"family=*&birthdate=1980-02-10":                            "family",
		"family=S*&birthdate=1980-02-10":                           "family",
		"family=*MITH&birthdate=1980-02-10":                        "family",
		"family=SM*&birthdate=1980-02-10":                          "", // nothing whole to look by
		"family:exact=SM*&birthdate=1980-02-10":                    "family",
		"family:contains=SMITH&birthdate=1980-02-10":               "",
		"family=" + strings.Repeat("A", 36):                        "family",
		"given=A&given=B&given=C&given=D&given=E&given=F":          "given",
		"family=A,B&birthdate=1980-02-10":                          "family",
		"family=SMITH&family=JONES":                                "family",
		"family= &birthdate=1980-02-10":                            "family",
		"family=SMITH&birthdate=1980-02-30":                        "birthdate",
		"family=SMITH&birthdate=gt1980-02-10":                      "birthdate",
		"family=SMITH&birthdate=10/02/1980":                        "birthdate",
		"family=SMITH&birthdate=1980-02-10&gender=F":               "gender",
		"identifier=9990000018":                                    "identifier",
		"identifier=https://fhir.nhs.uk/Id/nhs-number|99900000181": "identifier",
		"identifier=https://fhir.nhs.uk/Id/nhs-number|9990000019":  "identifier",
		"identifier=https://fhir.nhs.uk/Id/nhs-number|":            "identifier",
		"telecom=07700900555":                                      "telecom",
		"telecom=fax|1":                                            "telecom",
		"phone=0770*":                                              "phone",
		"active=perhaps&_id=x":                                     "active",
		"_count=0&_id=x":                                           "_count",
		"_offset=-1&_id=x":                                         "_offset",
		"_sort=family&_id=x":                                       "",
		"name=SMITH&birthdate=1980-02-10":                          "",
		"family=' OR 1=1 --":                                       "",
	} {
		path, _ := encoded(t, query)
		a := w.ask(http.MethodGet, path, "")
		issue := w.outcome(a)
		got := ""
		if len(issue.Expression) > 0 {
			got = issue.Expression[0]
		}
		if a.status != http.StatusBadRequest || got != where {
			t.Errorf("%s: %d at %q, want 400 at %q: %s", query, a.status, got, where, a.text)
		}
	}
	if a := w.ask(http.MethodGet, "/fhir/Patient?identifier=https://nobody.example|1", ""); a.status != http.StatusNotFound || w.outcome(a).Diagnostics != "targetSystem not found" {
		t.Errorf("an unknown system: %d", a.status)
	}
	if a := w.ask(http.MethodPost, "/fhir/Patient/_search", "family=SMITH", "Content-Type", "application/json"); a.status != http.StatusUnsupportedMediaType {
		t.Errorf("a form that is none: %d", a.status)
	}
	if a := w.ask(http.MethodPost, "/fhir/Patient/_search?family=SMITH", "birthdate=1980", "Content-Type", "application/x-www-form-urlencoded"); a.status != http.StatusBadRequest {
		t.Errorf("half of it in the address: %d", a.status)
	}
	if a := w.ask(http.MethodPost, "/fhir/Patient/_search", "family="+strings.Repeat("A", 2<<20), "Content-Type", "application/x-www-form-urlencoded"); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("two megabytes: %d", a.status)
	}
}

// Too many are answered as the national service does: nobody, and why.
func TestSearchTooMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range 60 {
		w.tell("RM3", strconv.Itoa(n), facts.Columns{
			"family_name": "SMITH", "given_names": fmt.Sprintf("N%c%c", 'A'+n/26, 'A'+n%26), "birth_date": "1980-02-10", "sex": []string{"1", "2"}[n%2],
		})
	}
	b := w.bundle(w.ask(http.MethodGet, "/fhir/Patient?family=SMITH&birthdate=1980-02-10", ""))
	o, ok := b.Entry[0].Resource.(*fhir.OperationOutcome)
	if len(b.Entry) != 1 || !ok || b.Total != nil || o.Issue[0].Severity != "information" || o.Issue[0].Code != "multiple-matches" || o.Issue[0].Details.Coding[0].Code != "TOO_MANY_MATCHES" {
		t.Errorf("%+v", b)
	}
	if got := w.found(w.ask(http.MethodGet, "/fhir/Patient?family=SMITH&birthdate=1980-02-10&gender=male", "")); len(got) != 30 {
		t.Errorf("of those who are not too many there are %d", len(got))
	}
}

// Pages hold everybody once, and each page says who was served.
func TestSearchPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range 25 {
		w.tell("RM3", strconv.Itoa(n), facts.Columns{
			"family_name": "SMITH", "given_names": fmt.Sprintf("N%c", 'A'+n), "birth_date": "1980-02-10", "sex": "1",
		})
	}
	path, seen, pages := "/fhir/Patient?family=SMITH&birthdate=1980-02-10&_count=10", map[string]bool{}, 0
	for path != "" {
		a := w.ask(http.MethodGet, path, "")
		b := w.bundle(a)
		pages++
		if *b.Total != 25 {
			t.Fatalf("page %d: %d in all", pages, *b.Total)
		}
		events := w.events()
		if got := len(events[len(events)-1].Served); got != len(b.Entry) {
			t.Errorf("page %d: %d served, %d written down", pages, len(b.Entry), got)
		}
		for _, e := range b.Entry {
			seen[e.FullURL] = true
		}
		path = ""
		for _, l := range b.Link {
			if l.Relation == "next" {
				path = strings.TrimPrefix(l.URL, w.server.URL)
			}
		}
	}
	if pages != 3 || len(seen) != 25 {
		t.Errorf("%d pages with %d people", pages, len(seen))
	}
}

// Whoever searches by a place finds nobody whose place may not be told.
func TestSearchByPlaceFindsNobodyRestricted(t *testing.T) {
	t.Parallel()
	for confidentiality, want := range map[string][2]int{"U": {1, 1}, "R": {1, 0}, "V": {0, 0}} {
		w := newWorld(t)
		w.tell("R0A", "secret-17", hidden(confidentiality))
		who := "/fhir/Patient?family=SMITH&birthdate=1980-02-10"
		if got := len(w.found(w.ask(http.MethodGet, who, ""))); got != want[0] {
			t.Errorf("%s: %d found by who it is", confidentiality, got)
		}
		for _, place := range []string{
			"address-postalcode=E14+5AB", "address-postalcode=E14*", "phone=07700900123", "email=canary@example.org", "general-practitioner=Y12345",
			"telecom=phone|07700900123", "identifier=urn:lhcre:mpi:authority:R0A|secret-17", "identifier=urn:lhcre:mpi:authority:R0A|",
		} {
			if got := len(w.found(w.ask(http.MethodGet, who+"&"+place, ""))); got != want[1] {
				t.Errorf("%s: %d found by %s", confidentiality, got, place)
			}
		}
	}
}
