package fhir_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/fhir"
)

// maker makes random values of all types.
type maker struct {
	*rand.Rand
}

// resources gives one resource of each type, empty.
func resources() []fhir.Resource {
	return []fhir.Resource{
		&fhir.Patient{}, &fhir.Bundle{}, &fhir.MessageHeader{}, &fhir.OperationOutcome{}, &fhir.Parameters{}, &fhir.Unknown{},
	}
}

func (m maker) resource(kind, depth int) fhir.Resource {
	r := resources()[kind]
	if u, ok := r.(*fhir.Unknown); ok {
		*u = fhir.Unknown{Type: "Organization", Other: m.others()}
		return r
	}
	m.fill(reflect.ValueOf(r).Elem(), depth)
	return r
}

func (m maker) text() string {
	texts := []string{"a", " ", `"\`, "é ü <b>&", "\u2028\n\t", "😀", "\x7f\x01", strings.Repeat("long ", 20)}
	return texts[m.IntN(len(texts))] + strconv.Itoa(m.IntN(10))
}

func (m maker) others() fhir.Others {
	var all fhir.Others
	values := []string{`1.50`, `"\u00e9"`, `{"a":[1,null,{}]}`, `[]`, `null`, `false`, `-0.0e+5`}
	for i := range m.IntN(3) {
		all = append(all, fhir.Other{Name: "_other \"é\"" + strconv.Itoa(i), JSON: []byte(values[m.IntN(len(values))])})
	}
	return all
}

// fill fills a value; the deeper, the less. What lies in a list is never empty,
// for FHIR has no empty elements.
func (m maker) fill(at reflect.Value, depth int) {
	switch v := at.Addr().Interface().(type) {
	case *fhir.Others:
		*v = m.others()
	case *fhir.Decimal:
		*v = []fhir.Decimal{"", "0", "1.0", "-0.250", "1e-7"}[m.IntN(5)]
	case *fhir.Resource:
		if depth > 0 && m.IntN(2) == 0 {
			*v = m.resource(m.IntN(len(resources())), depth-2)
		}
	default:
		m.fillKind(at, depth)
	}
}

func (m maker) fillKind(at reflect.Value, depth int) {
	switch at.Kind() { //nolint:exhaustive // resources have no others
	case reflect.String:
		if m.IntN(3) > 0 {
			at.SetString(m.text())
		}
	case reflect.Bool:
		at.SetBool(m.IntN(2) == 0)
	case reflect.Int:
		at.SetInt(m.Int64N(2000) - 1000)
	case reflect.Pointer:
		if m.IntN(2) == 0 {
			at.Set(reflect.New(at.Type().Elem()))
			m.fill(at.Elem(), depth)
		}
	case reflect.Slice:
		m.fillList(at, depth)
	case reflect.Struct:
		if depth > 0 {
			for _, field := range at.Fields() {
				m.fill(field, depth-1)
			}
		}
	default:
		panic("a kind of field that the test does not know: " + at.Kind().String())
	}
}

func (m maker) fillList(at reflect.Value, depth int) {
	if length := m.IntN(3); length > 0 && (depth > 0 || at.Type().Elem().Kind() != reflect.Struct) {
		at.Set(reflect.MakeSlice(at.Type(), length, length))
	}
	for i := range at.Len() {
		for m.fill(at.Index(i), depth); at.Index(i).Kind() == reflect.Struct && isEmpty(at.Index(i)); {
			m.fill(at.Index(i), depth)
		}
	}
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() { //nolint:exhaustive // resources have no others
	case reflect.Struct:
		for _, field := range v.Fields() {
			if !isEmpty(field) {
				return false
			}
		}
		return true
	case reflect.Slice:
		return v.Len() == 0
	default:
		return v.IsZero()
	}
}

// Whatever a resource holds is read again as it was written.
func TestResourcesComeBack(t *testing.T) {
	t.Parallel()
	m := maker{rand.New(rand.NewPCG(3, 4))}
	for i := range 800 {
		want := m.resource(i%len(resources()), 4)
		text := fhir.Append(nil, want)
		if !json.Valid(text) {
			t.Fatalf("wrote no JSON: %s", text)
		}
		got, err := fhir.Decode(text)
		if err != nil {
			t.Fatalf("reading %s: %v", text, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("of %s came %s, another resource", text, fhir.Append(nil, got))
		}
	}
}

// The same by way of encoding/json, into a value of the type.
func TestResourcesComeBackThroughEncodingJSON(t *testing.T) {
	t.Parallel()
	m := maker{rand.New(rand.NewPCG(5, 6))}
	for kind, got := range resources()[:5] {
		want := m.resource(kind, 4)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("of %s came another %s, error %v", text, want.ResourceType(), err)
		}
		if err := json.Unmarshal([]byte(`{"resourceType":"Group"}`), got); err == nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: error %v, and a value that changed", want.ResourceType(), err)
		}
	}
}

// What nobody knows is kept wherever it lies, byte by byte.
func TestUnknownElementsOfBundlesAreKept(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{"resourceType":"Bundle","type":"message","timestamp":"2024-01-01T00:00:00Z","entry":[` +
			`{"fullUrl":"urn:uuid:1","resource":{"resourceType":"MessageHeader","eventUri":"urn:x","source":{"name":"PAS","endpoint":"https://x","contact":{"value":1.0}},"focus":[{"reference":"urn:uuid:2"}],"reason":{}}},` +
			`{"resource":{"resourceType":"Organization","identifier":[{"value":1.50}],"name":"\u00e9"}},` +
			`{"resource":{"resourceType":"Patient","link":[{"other":{"reference":"Patient/1"},"type":"replaced-by","id":"l"}]},` +
			`"search":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/match-grade","valueCode":"certain"}],"mode":"match","score":0.9990},` +
			`"response":{"status":"200","outcome":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","location":["/f:x"]}]}}}],"signature":{"type":[]}}`,
		`{"resourceType":"Parameters","parameter":[{"name":"a","valueIdentifier":{"system":"s","value":"v"}},` +
			`{"name":"b","resource":{"resourceType":"Bundle","type":"searchset","total":0}},{"name":"c","part":[{"name":"d","valueInstant":"2024-01-01T00:00:00Z"}]}]}`,
		`{"resourceType":"OperationOutcome","text":{"status":"generated"},"issue":[]}`,
	} {
		read, err := fhir.Decode([]byte("\ufeff" + text))
		if err != nil {
			t.Fatalf("reading %s: %v", text, err)
		}
		want := strings.Replace(text, `,"issue":[]`, "", 1) // FHIR has no empty lists
		if got := string(fhir.Append(nil, read)); got != want {
			t.Errorf("wrote\n%s\nwant\n%s", got, want)
		}
	}
}

func TestWrongElementsOfResourcesAreNamed(t *testing.T) {
	t.Parallel()
	bundle := func(entry string) string { return `{"resourceType":"Bundle","entry":[{},` + entry + `]}` }
	for text, want := range map[string]string{
		``:                          "Resource: expected JSON",
		`[]`:                        "Resource: expected an object",
		`{}`:                        "Resource.resourceType: expected the name of a type of resource",
		`{"resourceType":5}`:        "Resource.resourceType: expected the name of a type of resource",
		`{"resourceType":"Bundle",`: "Resource: expected JSON",
		`{"resourceType":"Patient","multipleBirthInteger":01}`: "Resource: expected JSON",
		`{"resourceType":"Organization","x":nan}`:              "Resource: expected JSON",
		"{\"resourceType\":\"Patient\",\"a\x00b\":1}":          "Resource: expected JSON",
		"{\"resourceType\":\"Patient\",\"id\":\"a\tb\"}":       "Resource: expected JSON",
		"\"\xff\"":                               "Resource: expected UTF-8 text",
		strings.Repeat(" ", fhir.MaxBytes+1):     "Resource: expected at most 10 MiB",
		`[` + strings.Repeat(`0,`, 1<<20) + `0]`: "Resource: expected at most 1,048,576 values",
		strings.Repeat(`[`, 1<<20-1):             "Resource: expected JSON",
		`{"resourceType":"Bundle","total":"1"}`:  "Bundle.total: expected a whole number",
		bundle(`5`):                              "Bundle.entry[1]: expected an object",
		bundle(`{"resource":[]}`):                "Bundle.entry[1].resource: expected an object",
		bundle(`{"resource":{"id":"1"}}`):        "Bundle.entry[1].resource.resourceType: expected the name of a type of resource",
		bundle(`{"resource":{"resourceType":"Patient","name":[{"family":1}]}}`):         "Bundle.entry[1].resource.name[0].family: expected text",
		bundle(`{"search":{"score":"1"}}`):                                              "Bundle.entry[1].search.score: expected a number",
		`{"resourceType":"Parameters","parameter":[{"part":[{"valueBoolean":1}]}]}`:     "Parameters.parameter[0].part[0].valueBoolean: expected true or false",
		`{"resourceType":"OperationOutcome","issue":[{"expression":"Patient.gender"}]}`: "OperationOutcome.issue[0].expression: expected a list",
		`{"resourceType":"MessageHeader","source":[]}`:                                  "MessageHeader.source: expected an object",
		`{"resourceType":"Patient","link":[{"other":{"identifier":{"value":1}}}]}`:      "Patient.link[0].other.identifier.value: expected text",
	} {
		_, err := fhir.Decode([]byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%.80s: error %v, want %s", text, err, want)
		}
	}
}

func TestDecimals(t *testing.T) {
	t.Parallel()
	if d := fhir.NewDecimal(0.25, 4); d != "0.2500" {
		t.Errorf("wrote %s", d)
	}
	if value, ok := fhir.Decimal("0.990").Float(); value != 0.99 || !ok {
		t.Errorf("read %v, %t", value, ok)
	}
	if _, ok := fhir.Decimal("").Float(); ok {
		t.Error("none is a number")
	}
}

func TestLocalIdentifiers(t *testing.T) {
	t.Parallel()
	type local struct {
		authority, id string
		ok            bool
	}
	for _, c := range []struct {
		given fhir.Identifier
		want  local
	}{
		{fhir.Identifier{System: fhir.SystemAuthority + "RM3", Value: " 12 "}, local{"RM3", "12", true}},
		{fhir.Identifier{System: "https://rm3.example.org/Id/mrn", Value: "12"}, local{"https://rm3.example.org/Id/mrn", "12", true}},
		{fhir.Identifier{Value: "12"}, local{"", "12", false}},
		{fhir.Identifier{System: "urn:x"}, local{"urn:x", "", false}},
		{fhir.Identifier{System: fhir.SystemNHSNumber, Value: "9990000026"}, local{fhir.SystemNHSNumber, "9990000026", false}},
	} {
		var got local
		if got.authority, got.id, got.ok = c.given.Local(); got != c.want {
			t.Errorf("%+v gave %+v, want %+v", c.given, got, c.want)
		}
	}
	p := fhir.Patient{Link: []fhir.PatientLink{{Type: "seealso"}, {Type: "replaced-by"}, {Type: "replaces"}}}
	if got := p.ReplacedBy(); !reflect.DeepEqual(got, []int{1}) || p.LocalIdentifier() != nil {
		t.Errorf("replaced by the links %v", got)
	}
}
