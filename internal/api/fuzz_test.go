package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/api"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
)

// fuzzed has a server answer a request, and wants a whole answer: a resource, no
// failure of ours, and nothing of a restricted person.
func fuzzed(f *testing.F) func(t *testing.T, method, target, contentType, body string) {
	f.Helper()
	w := newWorld(f)
	w.tell("RM3", "17", facts.Columns{"family_name": "O'BRIEN", "given_names": "SIOBHAN", "birth_date": "1955-06-30"})
	w.tell("R0A", "secret-17", hidden("R"))
	return func(t *testing.T, method, target, contentType, body string) {
		t.Helper()
		r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+resolver)
		r.Header.Set("Content-Type", contentType)
		got := httptest.NewRecorder()
		api.New(*w.cfg).ServeHTTP(got, r)
		resource, err := fhir.Decode(got.Body.Bytes())
		if err != nil || got.Code >= http.StatusInternalServerError {
			t.Fatalf("%d, %v: %s", got.Code, err, got.Body)
		}
		if _, problem := resource.(*fhir.OperationOutcome); problem != (got.Code != http.StatusOK) {
			t.Fatalf("%d is answered by %s", got.Code, resource.ResourceType())
		}
		for _, canary := range canaries() {
			if strings.Contains(got.Body.String(), canary) && !strings.Contains(body+target, canary) {
				t.Fatalf("the answer tells %s: %s", canary, got.Body)
			}
		}
	}
}

func FuzzMatch(f *testing.F) {
	answered := fuzzed(f)
	for _, seed := range []string{
		`{"resourceType":"Patient","name":[{"family":"SMITH","given":["ALISON"]}],"birthDate":"1980-02-10"}`,
		`{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","birthDate":"1980-02-10","address":[{"postalCode":"E14 5AB"}]}},{"name":"count","valueInteger":3},{"name":"onlyCertainMatches","valueBoolean":true}]}`,
		`{"resourceType":"Patient","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]}`,
		`{"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Bundle"}}]}`, `[]`, `{`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		answered(t, http.MethodPost, "/fhir/Patient/$match", "application/fhir+json", body)
	})
}

func FuzzSearch(f *testing.F) {
	answered := fuzzed(f)
	for _, seed := range []string{
		"family=SMITH&birthdate=1980-02-10", "family:exact=SMITH&given=ALI*&birthdate=ge1980&birthdate=le1981", "identifier=https://fhir.nhs.uk/Id/nhs-number|9990000018",
		"telecom=phone|07700900123&_count=1&_offset=9999", "_id=x&active=false&gender=other", "address-postalcode=E14*&family=SMITH&birthdate=1980-02-10", "%zz;a=b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, form string) {
		answered(t, http.MethodPost, "/fhir/Patient/_search", "application/x-www-form-urlencoded", form)
		if values, err := url.ParseQuery(form); err == nil {
			answered(t, http.MethodGet, "/fhir/Patient?"+values.Encode(), "", "")
		}
	})
}
