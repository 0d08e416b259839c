package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
)

func yes() *bool                 { return new(true) }
func count(n int) fhir.Parameter { return fhir.Parameter{Name: "count", Integer: new(n)} }
func onlyCertain() fhir.Parameter {
	return fhir.Parameter{Name: "onlyCertainMatches", Boolean: yes()}
}

// somebodyElse shares enough with Alison to be thought of.
func twins() (a, b facts.Columns) {
	a = alison("nhs_number", "", "nhs_number_status", "", "given_names", "ALISON", "postcode", "BL1 1AA")
	b = alison("nhs_number", "", "nhs_number_status", "", "given_names", "ALISON", "postcode", "BL9 9ZZ", "address", "7 LOW ROAD", "phone", "07700900002", "birth_date", "1980-02-11")
	return a, b
}

func TestMatchCase1OneMatch(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "17", alison())
	w.tell("R0A", "4", alison("postcode", "M2 2BB"))
	a, b := w.match(alison())
	if a.status != http.StatusOK || b.Type != fhir.BundleSearchset || *b.Total != 1 || !slices.Equal(grades(b), []string{"certain"}) {
		t.Fatalf("%d, grades %v: %s", a.status, grades(b), a.text)
	}
	p := b.Entry[0].Resource.(*fhir.Patient)
	if b.Entry[0].Search.Mode != "match" || b.Entry[0].FullURL != w.server.URL+"/fhir/Patient/"+p.ID {
		t.Errorf("mode %q, fullUrl %q", b.Entry[0].Search.Mode, b.Entry[0].FullURL)
	}
	if score, ok := b.Entry[0].Search.Score.Float(); !ok || score < 0.99 || score > 1 {
		t.Errorf("a score of %s", b.Entry[0].Search.Score)
	}
	if len(p.Link) != 2 || p.Link[0].Type != "seealso" || p.Identifier[0].Value != "9990000018" || p.Meta.Security[0].Code != "U" {
		t.Errorf("%s", a.text)
	}
	for _, part := range []string{"urn:lhcre:mpi:match-weight", `"valueCode":"nhs-number+birth-date"`, `"valueCode":"birth_date"`} {
		if !strings.Contains(a.text, part) {
			t.Errorf("the match does not explain itself by %s", part)
		}
	}
}

func TestMatchCase2SeveralInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x, y := twins()
	w.tell("RM3", "1", x)
	w.tell("R0A", "2", y)
	_, b := w.match(x)
	if len(grades(b)) != 2 || *b.Total != 2 {
		t.Fatalf("grades %v", grades(b))
	}
	first, _ := b.Entry[0].Search.Score.Float()
	second, _ := b.Entry[1].Search.Score.Float()
	if first < second || first+second > 1 {
		t.Errorf("scores %f and %f", first, second)
	}
}

func TestMatchCase3OnlyCertainAndOneIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x, y := twins()
	w.tell("RM3", "1", x)
	w.tell("R0A", "2", y)
	if _, b := w.match(x, onlyCertain()); !slices.Equal(grades(b), []string{"certain"}) {
		t.Errorf("grades %v", grades(b))
	}
}

func TestMatchCase4OnlyCertainAndNoneIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "1", alison())
	a, b := w.match(facts.Columns{"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-11"}, onlyCertain())
	if a.status != http.StatusOK || b.Total == nil || *b.Total != 0 || len(grades(b)) != 0 {
		t.Errorf("%d: %s", a.status, a.text)
	}
}

// Two that are as good are each a rival of the other, so neither is certain.
func TestMatchCase5OnlyCertainAndSeveralAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "1", alison("nhs_number", "9990000026"))
	w.tell("R0A", "2", alison("nhs_number", "9990000034"))
	who := alison("nhs_number", "", "nhs_number_status", "")
	if _, b := w.match(who); !slices.Equal(grades(b), []string{"probable", "probable"}) {
		t.Errorf("of two who differ in their verified numbers alone: %v", grades(b))
	}
	if a, b := w.match(who, onlyCertain()); a.status != http.StatusOK || *b.Total != 0 {
		t.Errorf("%d: %s", a.status, a.text)
	}
}

func TestMatchCase6Count(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	x, y := twins()
	w.tell("RM3", "1", x)
	w.tell("R0A", "2", y)
	_, all := w.match(x)
	if _, b := w.match(x, count(1)); *b.Total != 1 || b.Entry[0].FullURL != all.Entry[0].FullURL {
		t.Errorf("with a count of 1 there are %d", *b.Total)
	}
}

func TestMatchCase7None(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "1", alison())
	a, b := w.match(facts.Columns{"family_name": "OKONKWO", "given_names": "CHIDI", "birth_date": "1955-06-30"})
	if a.status != http.StatusOK || b.Total == nil || *b.Total != 0 || len(b.Entry) != 0 {
		t.Errorf("%d: %s", a.status, a.text)
	}
}

func TestMatchCase8Merged(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "1", alison())
	w.tell("R0A", "2", alison("nhs_number", "9990000026", "family_name", "JONES", "given_names", "BRENDA", "birth_date", "1955-06-30"))
	_, b := w.match(alison("nhs_number", "9990000026", "family_name", "JONES", "given_names", "BRENDA", "birth_date", "1955-06-30"))
	gone := b.Entry[0].Resource.(*fhir.Patient).ID
	w.tell("R0A", "2", alison())
	a, b := w.match(alison())
	if *b.Total != 1 || strings.Contains(a.text, gone) || !*b.Entry[0].Resource.(*fhir.Patient).Active {
		t.Errorf("%s", a.text)
	}
}

func TestMatchCase9BadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	patient := func(elements string) string { return `{"resourceType":"Patient",` + elements + `}` }
	parameters := func(list string) string { return `{"resourceType":"Parameters","parameter":[` + list + `]}` }
	resource := `{"name":"resource","resource":` + patient(`"birthDate":"1980-02-10","name":[{"family":"SMITH"}]`) + `}`
	for name, c := range map[string]struct {
		body   string
		status int
		where  string
	}{
		"no JSON":              {`{"resourceType":`, 400, "Resource"},
		"nothing":              {` `, 400, "Resource"},
		"another resource":     {`{"resourceType":"Observation"}`, 400, "Resource.resourceType"},
		"no such day":          {patient(`"birthDate":"1980-13-45"`), 400, "Patient.birthDate"},
		"no text":              {patient(`"birthDate":1980`), 400, "Patient.birthDate"},
		"nobody":               {patient(`"gender":"female"`), 400, "Patient"},
		"a family name":        {patient(`"name":[{"family":"SMITH"}]`), 400, "Patient"},
		"no patient":           {parameters(`{"name":"count","valueInteger":3}`), 400, "Parameters.parameter"},
		"two patients":         {parameters(resource + "," + resource), 400, "Parameters.parameter[1].resource"},
		"a count of none":      {parameters(resource + `,{"name":"count","valueInteger":0}`), 400, "Parameters.parameter[1].valueInteger"},
		"a count in words":     {parameters(resource + `,{"name":"count","valueString":"3"}`), 400, "Parameters.parameter[1].valueInteger"},
		"certain, perhaps":     {parameters(resource + `,{"name":"onlyCertainMatches"}`), 400, "Parameters.parameter[1].valueBoolean"},
		"an unknown parameter": {parameters(resource + `,{"name":"fuzzy","valueBoolean":true}`), 400, "Parameters.parameter[1].name"},
		"a day within":         {parameters(`{"name":"resource","resource":` + patient(`"birthDate":"x"`) + `}`), 400, "Parameters.parameter[0].resource.birthDate"},
		"two megabytes":        {patient(`"birthDate":"` + strings.Repeat("1", 2<<20) + `"`), 413, ""},
	} {
		a := w.ask(http.MethodPost, "/fhir/Patient/$match", c.body)
		issue := w.outcome(a)
		where := ""
		if len(issue.Expression) > 0 {
			where = issue.Expression[0]
		}
		if a.status != c.status || where != c.where || issue.Severity != "error" {
			t.Errorf("%s: %d at %q, want %d at %q: %s", name, a.status, where, c.status, c.where, a.text)
		}
	}
}

func TestMatchCase10Warnings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "1", alison())
	_, b := w.match(alison("nhs_number", "9999999999")) // what a trace answers when it finds several
	last := b.Entry[len(b.Entry)-1]
	o, ok := last.Resource.(*fhir.OperationOutcome)
	if !ok || last.Search.Mode != "outcome" || o.Issue[0].Severity != "warning" || !strings.HasPrefix(o.Issue[0].Expression[0], "Parameters.parameter[0].resource.identifier") {
		t.Errorf("no warning of a number that is none: %+v", last)
	}
	if *b.Total != 1 {
		t.Errorf("a warning counts as a match: %d", *b.Total)
	}
}

// Whoever asks with a number, and nothing else that agrees, is not told for certain.
func TestMatchIsNeverCertainByANumberAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RM3", "1", alison())
	for name, who := range map[string]facts.Columns{
		"a number alone":            {"nhs_number": "9990000018", "nhs_number_status": "01"},
		"a number and another name": {"nhs_number": "9990000018", "family_name": "OKONKWO", "given_names": "CHIDI", "birth_date": "1955-06-30"},
	} {
		if _, b := w.match(who); slices.Contains(grades(b), "certain") {
			t.Errorf("%s: %v", name, grades(b))
		}
	}
}
