package intake

import (
	"crypto/sha256"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
)

// arrival is when the messages of tests arrive.
func arrival() time.Time { return time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC) }

const (
	mrn     = `{"type":{"coding":[{"code":"MR"}]},"system":"urn:lhcre:mpi:authority:RM3","value":"12"}`
	version = `"meta":{"versionId":"3","lastUpdated":"2024-05-06T07:08:09+01:00"}`
)

// aPatient makes a Patient of its elements, with a local identifier.
func aPatient(elements string) string {
	if elements != "" {
		elements = "," + elements
	}
	return `{"resourceType":"Patient","identifier":[` + mrn + `]` + elements + `}`
}

func oneFact(t *testing.T, decode func([]byte, time.Time) ([]facts.Fact, error), text string) facts.Fact {
	t.Helper()
	all, err := decode([]byte(text), arrival())
	if err != nil || len(all) != 1 {
		t.Fatalf("%s: %d facts, error %v", text, len(all), err)
	}
	return all[0]
}

func stampOf(text string, at time.Time, control string) facts.Stamp {
	return facts.Stamp{At: at, Control: control, Hash: sha256.Sum256([]byte(text))}
}

func morning() time.Time { return time.Date(2024, 5, 6, 6, 8, 9, 0, time.UTC) }

func TestPatientsAreFacts(t *testing.T) {
	t.Parallel()
	key, other := facts.Key{Authority: "RM3", LocalID: "12"}, facts.Key{Authority: "RM3", LocalID: "13"}
	const three, link = "00000000000000000003", `{"other":{"identifier":{"system":"urn:lhcre:mpi:authority:RM3","value":"13"}},"type":"replaced-by"}`
	for name, c := range map[string]struct {
		text string
		want facts.Fact
	}{
		"deleted":          {aPatient(version + `,"active":false`), facts.Fact{Key: key, Kind: facts.Delete, Stamp: facts.Stamp{At: morning(), Control: three}}},
		"deleted, undated": {aPatient(`"active":false,"managingOrganization":{"reference":"Organization/rm3"}`), facts.Fact{Key: key, Kind: facts.Delete, Organisation: "RM3", Stamp: facts.Stamp{At: arrival()}}},
		"merged":           {aPatient(version + `,"active":false,"birthDate":"soon","link":[{"type":"seealso"},` + link + `]`), facts.Fact{Key: key, Kind: facts.Merge, Other: other, Stamp: facts.Stamp{At: morning(), Control: three}}},
		"merged, no more":  {aPatient(`"meta":{"versionId":"a-1"},"link":[` + link + `]`), facts.Fact{Key: key, Kind: facts.Merge, Other: other, Stamp: facts.Stamp{At: arrival(), Control: "a-1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want.Stamp = stampOf(c.text, c.want.Stamp.At, c.want.Stamp.Control)
			if got := oneFact(t, decodePatient, c.text); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%d of %s at %v, want %d at %v", got.Kind, got.Organisation, got.Stamp, c.want.Kind, c.want.Stamp)
			}
		})
	}
}

// A Patient is the whole record: what it lacks is cleared, except what FHIR
// would not tell or lets stand.
func TestAPatientIsTheWholeRecord(t *testing.T) {
	t.Parallel()
	got := oneFact(t, decodePatient, aPatient(`"name":[{"family":"Hollis"}],"address":[{"line":["1"],"postalCode":"M1 1AE"}]`)).Columns
	want := facts.Columns{
		"nhs_number": "", "nhs_number_status": "", "family_name": "Hollis", "given_names": "", "previous_family_name": "",
		"birth_date": "", "birth_date_quality": "", "birth_order": "", "sex": "",
		"address": "1", "uprn": "", "postcode": "M1 1AE", "previous_postcodes": "", "phone": "", "email": "", "gp_practice": "",
		"deceased_date": "", "death_status": "", "ethnic_category": "",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
	before := oneFact(t, decodeNative, `{"authority":"RM3","local_id":"12","updated_at":"2024-01-01","phone":"01614960001","mother_id":"7","confidentiality":"R","given_names":"ANN"}`)
	after := oneFact(t, decodePatient, aPatient(version+`,"name":[{"family":"Hollis"}]`))
	content := facts.Fold(after, before)
	for column, want := range map[string]string{"phone": "", "given_names": "", "mother_id": "7", "confidentiality": "R", "family_name": "Hollis"} {
		if got := content.Column(column); got != want {
			t.Errorf("%s: %q, want %q", column, got, want)
		}
	}
}

// Versions of one second are in the order of their numbers.
func TestVersionsAreOrderedByNumber(t *testing.T) {
	t.Parallel()
	at := `,"lastUpdated":"2024-05-06T07:08:09Z"}`
	nine := oneFact(t, decodePatient, aPatient(`"meta":{"versionId":"9"`+at))
	ten := oneFact(t, decodePatient, aPatient(`"meta":{"versionId":"10"`+at))
	if nine.Stamp.Compare(ten.Stamp) >= 0 {
		t.Error("version 10 is older than version 9")
	}
}

func TestBadPatientsAreNamed(t *testing.T) {
	t.Parallel()
	link := func(other string) string {
		return aPatient(`"active":false,"link":[{"type":"replaced-by","other":` + other + `}]`)
	}
	identified := func(by string) string { return `{"resourceType":"Patient","identifier":[` + by + `]}` }
	const number = `{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000026"}`
	const expectedOther = "Patient.link[0].other: expected the local identifier of the patient that replaces this one, or a reference to it in the same Bundle"
	for text, want := range map[string]string{
		"":                                                        "Resource: expected JSON",
		aPatient("")[:40]:                                         "Resource: expected JSON",
		"{\"id\":\"M\xfcller\"}":                                  "Resource: expected UTF-8 text",
		strings.Repeat("9", 10<<20+1):                             "Resource: expected at most 10 MiB",
		strings.Repeat("[", 1000):                                 "Resource: expected JSON",
		`{"resourceType":"Organization"}`:                         "Resource.resourceType: expected Patient or Bundle",
		`{"resourceType":"Patient","name":{}}`:                    "Patient.name: expected a list",
		`{"resourceType":"Patient"}`:                              "Patient.identifier: expected an identifier at an organisation, with its system and value",
		identified(number):                                        "Patient.identifier: expected an identifier at an organisation, with its system and value",
		identified(number + `,{"value":"1"}`):                     "Patient.identifier[1].system: expected the system of the identifier",
		identified(`{"system":"urn:x"}`):                          "Patient.identifier[0].value: expected the local identifier",
		identified(`{"system":"urn:x","value":" "}`):              "Patient.identifier[0].value: expected the local identifier",
		aPatient(`"birthDate":"1980-02-31"`):                      "Patient.birthDate: expected a date that exists, as yyyy, yyyy-mm, yyyy-mm-dd or dd/mm/yyyy, of the years 1800 to 2199",
		aPatient(`"gender":"Z"`):                                  "Patient.gender: expected one of 0, 1, 2, 9, M, F, U, I, X, male, female, other, unknown",
		aPatient(`"meta":{"lastUpdated":"today"}`):                "Patient.meta.lastUpdated: expected an RFC 3339 time or a date, yyyy-mm-dd",
		aPatient(`"meta":{"lastUpdated":"2024-05-07T12:00:01Z"}`): "Patient: the event is dated more than 24 hours after it arrived",
		aPatient(`"meta":{"versionId":"` + strings.Repeat("x", 256) + `"}`):  "Patient: expected a versionId, or else a fullUrl, of at most 255 bytes",
		aPatient(`"active":true,"link":[{"type":"replaced-by","other":{}}]`): "Patient.active: expected false beside a link of type replaced-by",
		aPatient(`"link":[{"type":"replaced-by"},{"type":"replaced-by"}]`):   "Patient.link: expected one link of type replaced-by",
		link(`{}`):                           expectedOther,
		link(`{"reference":"Patient/13"}`):   expectedOther,
		link(`{"identifier":{"value":"1"}}`): expectedOther,
		link(`{"identifier":{"system":"urn:x","value":"` + strings.Repeat("1", 65<<10) + `"}}`): expectedOther,
		link(`{"identifier":` + mrn + `}`):                    "Patient: a record cannot be merged with itself",
		link(`{"identifier":{"system":"urn:x","value":"1"}}`): "Patient: a merge joins two identifiers of one authority",
	} {
		_, err := decodePatient([]byte(text), arrival())
		if err == nil || err.Error() != "decoding FHIR: "+want {
			t.Errorf("%.80s:\n%v, want\n%s", text, err, want)
		}
	}
}

func FuzzDecodePatient(f *testing.F) {
	f.Add([]byte(aPatient(version + `,"active":false,"link":[{"type":"replaced-by","other":{"reference":"Patient/1"}}]`)))
	f.Add([]byte(aPatient(`"name":[{"family":"A"}],"birthDate":"1980","_birthDate":{"extension":[{"url":"urn:lhcre:mpi:birth-date-quality","valueCode":"UD"}]}`)))
	f.Add([]byte(aFeed(aPatient(version), `{"resourceType":"Patient"}`)))
	f.Add([]byte(`{"resourceType":"Bundle","type":"history","entry":[{"request":{"method":"DELETE","url":"Patient?identifier=urn:x|1"}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) { checkDecoded(t, raw, decodePatient) })
}

// checkDecoded checks what holds of whatever is decoded: the same message gives
// the same facts, each is sound, and an error tells no value.
func checkDecoded(t *testing.T, raw []byte, decode func([]byte, time.Time) ([]facts.Fact, error)) {
	t.Helper()
	all, err := decode(raw, arrival())
	if (err == nil) != (len(all) > 0) {
		t.Fatalf("%d facts, error %v", len(all), err)
	}
	again, _ := decode(raw, arrival())
	if !reflect.DeepEqual(all, again) {
		t.Error("another answer the second time")
	}
	for i := range all {
		if err := all[i].Check(arrival(), allowed()); err != nil {
			t.Errorf("fact %d: %v", i, err)
		}
		if all[i].Stamp.Part != i {
			t.Errorf("fact %d is part %d", i, all[i].Stamp.Part)
		}
	}
	facts.Fold(all...)
}

// An error never holds what a patient's elements say.
func TestErrorsHoldNoPersonalValue(t *testing.T) {
	t.Parallel()
	const secret = "ZYXWVUT"
	var whole any
	full := fhir.FromColumns(func(string) string { return "1" })
	if err := json.Unmarshal(full.AppendJSON(nil), &whole); err != nil {
		t.Fatal(err)
	}
	tried := 0
	eachValue(whole, func(set func(any)) {
		for _, bad := range []any{secret, []any{secret}, map[string]any{secret: secret}} {
			set(bad)
			text, err := json.Marshal(whole)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := decodePatient(text, arrival()); err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error tells a value: %v", text, err)
			}
			tried++
		}
	})
	if tried < 100 {
		t.Errorf("tried %d", tried)
	}
}

// eachValue calls visit for every value within a value, which is put back after it.
func eachValue(value any, visit func(set func(any))) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			visit(func(other any) { v[name] = other })
			v[name] = inner
			eachValue(inner, visit)
		}
	case []any:
		for i, inner := range v {
			visit(func(other any) { v[i] = other })
			v[i] = inner
			eachValue(inner, visit)
		}
	}
}
