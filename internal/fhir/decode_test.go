package fhir_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/lhcre/mpi/internal/fhir"
)

// patient wraps elements into a Patient.
func patient(elements string) string {
	if elements != "" {
		elements = "," + elements
	}
	return `{"resourceType":"Patient","id":"P1"` + elements + `}`
}

const (
	nhs         = `"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000026"`
	statusStart = `"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[`
	statusEnd   = `]}}]`
)

func status(system, code string) string {
	return statusStart + `{"system":"` + system + `","code":"` + code + `"}` + statusEnd
}

func TestPatientsOfOtherSendersGiveColumns(t *testing.T) {
	t.Parallel()
	type columns map[string]string
	for name, c := range map[string]struct {
		elements string
		want     columns
	}{
		"nothing":           {``, columns{}},
		"null":              {`"name":null,"gender":null,"birthDate":""`, columns{}},
		"NHS number":        {`"identifier":[{` + nhs + `}]`, columns{"nhs_number": "9990000026"}},
		"CareConnect":       {`"identifier":[{"system":"http://fhir.nhs.net/Id/nhs-number","value":"9990000026"}]`, columns{"nhs_number": "9990000026"}},
		"OID":               {`"identifier":[{"system":"2.16.840.1.113883.2.1.4.1","value":"9990000026"}]`, columns{"nhs_number": "9990000026"}},
		"OID as URN":        {`"identifier":[{"system":"urn:oid:2.16.840.1.113883.2.1.4.1","value":"9990000026"}]`, columns{"nhs_number": "9990000026"}},
		"an old NHS number": {`"identifier":[{"use":"old","system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000034"},{` + nhs + `}]`, columns{"nhs_number": "9990000026"}},
		"status of England": {
			`"identifier":[{` + nhs + `,` + status("https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland", "01") + `}]`,
			columns{"nhs_number": "9990000026", "nhs_number_status": "01"},
		},
		"status of Wales": {
			`"identifier":[{` + nhs + `,` + status("https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusWales", "03") + `}]`,
			columns{"nhs_number": "9990000026", "nhs_number_status": "03"},
		},
		"status of Wales, nn": {
			`"identifier":[{` + nhs + `,` + status("https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusWales", "nn") + `}]`,
			columns{"nhs_number": "9990000026"},
		},
		"status, retired": {
			`"identifier":[{` + nhs + `,` + status("https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus", "trace-required") + `}]`,
			columns{"nhs_number": "9990000026", "nhs_number_status": "trace-required"},
		},
		"status, retired with a number": {
			`"identifier":[{` + nhs + `,` + status("https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus", "01") + `}]`,
			columns{"nhs_number": "9990000026", "nhs_number_status": "01"},
		},
		"status of CareConnect": {
			`"identifier":[{` + nhs + `,"extension":[{"url":"https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-NHSNumberVerificationStatus-1",` +
				`"valueCodeableConcept":{"coding":[{"system":"https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1","code":"05"}]}}]}]`,
			columns{"nhs_number": "9990000026", "nhs_number_status": "05"},
		},
		"status of strangers": {
			`"identifier":[{` + nhs + `,` + status("https://example.org/codes", "X") + `}]`,
			columns{"nhs_number": "9990000026"},
		},
		"the record number before others": {
			`"identifier":[{"system":"https://example.org/ppn","value":"1"},` +
				`{"use":"old","type":{"coding":[{"code":"MR"}]},"system":"https://example.org/mrn","value":"2"},` +
				`{"type":{"coding":[{"code":"MR"}]},"system":"https://example.org/mrn","value":"3"}]`,
			columns{"authority": "https://example.org/mrn", "local_id": "3"},
		},
		"names of all uses": {
			`"name":[{"use":"maiden","family":"Jones","given":["Elizabeth"]},{"use":"nickname","given":["Liz"]},` +
				`{"use":"official","family":"Hollis","given":["Elizabeth","Ann"]},{"use":"usual","prefix":["Mrs"],"family":"Hollis","given":["Elizabeth"]}]`,
			columns{"family_name": "Hollis", "given_names": "Elizabeth;Liz;Elizabeth Ann", "previous_family_name": "Jones"},
		},
		"a usual name that is over": {
			`"meta":{"lastUpdated":"2024-01-01T00:00:00Z"},"name":[{"use":"usual","family":"Jones","period":{"end":"2023-12-31"}},{"use":"official","family":"Hollis"}]`,
			columns{"family_name": "Hollis", "previous_family_name": "Jones", "updated_at": "2024-01-01T00:00:00Z"},
		},
		"a name as text":          {`"name":[{"text":"HOLLIS, Elizabeth Ann"}]`, columns{"family_name": "HOLLIS", "given_names": "Elizabeth Ann"}},
		"a name as text, spoken":  {`"name":[{"text":"Elizabeth Ann Hollis"}]`, columns{"family_name": "Hollis", "given_names": "Elizabeth Ann"}},
		"a name as one word":      {`"name":[{"text":"Hollis"}]`, columns{"family_name": "Hollis"}},
		"given names with a hole": {`"name":[{"family":"Hollis","given":["Ann",null,"May"],"_given":[null,{"id":"x"},null]}]`, columns{"family_name": "Hollis", "given_names": "Ann  May"}},
		"addresses of all uses": {
			`"meta":{"lastUpdated":"2024-01-01T00:00:00Z"},"address":[{"use":"old","postalCode":"M1 4BT"},{"use":"work","postalCode":"SO14 2AR"},` +
				`{"use":"temp","postalCode":"M1 4BU","period":{"end":"2025-01-01"}},` +
				`{"use":"home","line":["12 High Street","","Ordsall"],"city":"Salford","postalCode":"M1 1AE"},` +
				`{"use":"home","postalCode":"M1 4BX","period":{"end":"2020"}}]`,
			columns{"address": "12 High Street, Ordsall, Salford", "postcode": "M1 1AE;M1 4BU", "previous_postcodes": "M1 4BT;M1 4BX", "updated_at": "2024-01-01T00:00:00Z"},
		},
		"an address as text": {`"address":[{"text":"12 High Street"}]`, columns{"address": "12 High Street"}},
		"address keys": {
			`"address":[{"line":["1"],"extension":[` +
				`{"url":"https://fhir.nhs.uk/R4/StructureDefinition/Extension-UKCore-AddressKey","extension":[{"url":"type","valueCoding":{"code":"PAF"}},{"url":"value","valueString":"24104389"}]},` +
				`{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey","extension":[{"url":"type","valueCodeableConcept":{"coding":[{"code":"uprn"}]}},{"url":"value","valueString":"10023040"}]}]}]`,
			columns{"address": "1", "uprn": "10023040"},
		},
		"contacts": {
			`"telecom":[{"system":"phone","value":"tel:01614960001"},{"system":"sms","value":"07700900123"},{"system":"fax","value":"1"},` +
				`{"system":"phone","value":"01614960002","use":"old"},{"system":"email","value":"a@example.org"},{"value":"?"}]`,
			columns{"phone": "01614960001;07700900123", "email": "a@example.org"},
		},
		"practice by identifier": {`"generalPractitioner":[{"reference":"Practitioner/1"},{"identifier":{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Y12345"}}]`, columns{"gp_practice": "Y12345"}},
		"practice by reference":  {`"generalPractitioner":[{"reference":"https://example.org/Organization/Y12345"}],"managingOrganization":{"reference":"Organization/RM3/_history/2"}`, columns{"gp_practice": "Y12345", "organisation": "RM3"}},
		"dead, no more told":     {`"deceasedBoolean":true`, columns{"death_status": "1"}},
		"alive":                  {`"deceasedBoolean":false`, columns{}},
		"dead, formally": {
			`"deceasedDateTime":"2020-02-03T10:00:00+00:00","extension":[{"url":"https://fhir.nhs.uk/R4/StructureDefinition/Extension-UKCore-DeathNotificationStatus",` +
				`"extension":[{"url":"deathNotificationStatus","valueCodeableConcept":{"coding":[{"code":"2"}]}},{"url":"systemEffectiveDate","valueDateTime":"2020-02-04"}]}]`,
			columns{"deceased_date": "2020-02-03T10:00:00+00:00", "death_status": "2"},
		},
		"the strictest label": {
			`"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"N"},{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"},{"system":"http://example.org","code":"V"}]}`,
			columns{"confidentiality": "R"},
		},
		"a label that nobody knows": {
			`"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"ODD"},{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"V"}]}`,
			columns{"confidentiality": "ODD"},
		},
		"a normal record": {`"active":true,"meta":{"security":[{"system":"http://hl7.org/fhir/v3-Confidentiality","code":"N"}]}`, columns{"confidentiality": "U"}},
		"an inactive one": {`"active":false`, columns{"deleted": "Y"}},
		"a twin":          {`"multipleBirthInteger":2,"gender":"female","birthDate":"1980-02"`, columns{"birth_order": "2", "sex": "female", "birth_date": "1980-02"}},
		"one of several":  {`"multipleBirthBoolean":true`, columns{}},
		"ethnic category": {`"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory","valueCodeableConcept":{"coding":[{"code":"A"}]}}]`, columns{"ethnic_category": "A"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want["record_id"] = "P1"
			if got := columnsOf(t, patient(c.elements)); !maps.Equal(got, c.want) {
				t.Errorf("gave %v, want %v", got, c.want)
			}
		})
	}
}

func TestWrongElementsAreNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`[]`:                              "Patient: expected an object",
		`{`:                               "Patient: expected JSON",
		"{\"id\":\"\xff\"}":               "Patient: expected UTF-8 text",
		`{"id":"1"}`:                      "Patient.resourceType: expected Patient",
		`{"resourceType":"Organization"}`: "Patient.resourceType: expected Patient",
		patient(`"gender":"male","gender":"male"`):                   "Patient.gender: expected the element once",
		patient(`"name":[{"given":null,"x":1,"x":1,"given":["A"]}]`): "Patient.name[0].given: expected the element once",
		patient(`"gender":1`):                                        "Patient.gender: expected text",
		patient(`"name":{}`):                                         "Patient.name: expected a list",
		patient(`"name":[{},"x"]`):                                   "Patient.name[1]: expected an object",
		patient(`"name":[{"given":"x"}]`):                            "Patient.name[0].given: expected a list",
		patient(`"name":[{"given":[1]}]`):                            "Patient.name[0].given[0]: expected text",
		patient(`"name":[{"family":"\u0000"}]`):                      "Patient.name[0].family: expected text",
		patient(`"active":"true"`):                                   "Patient.active: expected true or false",
		patient(`"multipleBirthInteger":1.5`):                        "Patient.multipleBirthInteger: expected a whole number",
		patient(`"meta":[]`):                                         "Patient.meta: expected an object",
		patient(`"identifier":[{"type":{"coding":[{"code":[]}]}}]`):  "Patient.identifier[0].type.coding[0].code: expected text",
	} {
		err := new(fhir.Patient).UnmarshalJSON([]byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
}

func TestPathsOfColumns(t *testing.T) {
	t.Parallel()
	var p fhir.Patient
	text := patient(`"identifier":[{"system":"urn:x","value":"1"},{` + nhs + `,` + status("", "99") + `}],` +
		`"name":[{"use":"old","family":"A"},{"use":"usual","family":"B"}],"address":[{"use":"old"},{"use":"home"}]`)
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	for column, want := range map[string]string{
		"record_id": "Patient.id", "nhs_number": "Patient.identifier[1].value",
		"nhs_number_status": "Patient.identifier[1].extension[0]", "local_id": "Patient.identifier[0].value",
		"family_name": "Patient.name[1].family", "postcode": "Patient.address[1].postalCode",
		"birth_date": "Patient.birthDate", "sex": "Patient.gender", "gp_practice": "Patient.generalPractitioner",
	} {
		if got := p.Path(column); got != want {
			t.Errorf("%s: %s, want %s", column, got, want)
		}
	}
}

// What the package does not know is written as it came.
func TestUnknownElementsAreKept(t *testing.T) {
	t.Parallel()
	text := `{"resourceType":"Patient","id":"P1","meta":{"versionId":"3","lastUpdated":"2024-01-01T00:00:00Z"},` +
		`"extension":[{"url":"https://example.org/x","valueDecimal":1.50}],` +
		`"name":[{"use":"usual","family":"Hollis","given":[null,"May"],"prefix":["Mrs"],"_given":[{"id":"x"},null]}],` +
		`"address":[{"line":["1"],"country":"GB"}],"contact":[{"relationship":[{"text":"\u00e9 & <b>"}]}],"communication":[]}`
	var p fhir.Patient
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	out := string(p.AppendJSON(nil))
	if out != text {
		t.Errorf("wrote\n%s\nwant\n%s", out, text)
	}
}

func BenchmarkDecodePatient(b *testing.B) {
	text := benchmarkPatient()
	b.ReportAllocs()
	for b.Loop() {
		var p fhir.Patient
		if err := p.UnmarshalJSON(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFromColumns(b *testing.B) {
	columns := map[string]string{}
	for column, values := range choices() {
		columns[column] = values[0]
	}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		p := fhir.FromColumns(func(column string) string { return columns[column] })
		out = p.AppendJSON(out[:0])
	}
}

func benchmarkPatient() []byte {
	columns := map[string]string{}
	for column, values := range choices() {
		columns[column] = values[0]
	}
	p := fhir.FromColumns(func(column string) string { return columns[column] })
	return p.AppendJSON(nil)
}
