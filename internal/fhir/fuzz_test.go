package fhir_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/lhcre/mpi/internal/fhir"
)

// checkWritten checks what every resource that can be read keeps to: it is
// written as JSON, and what is written is read and written again as the same.
func checkWritten(t *testing.T, text []byte, read func([]byte) (fhir.Resource, error)) {
	t.Helper()
	first, err := read(text)
	if err != nil {
		if _, ok := errors.AsType[*fhir.ElementError](err); !ok {
			t.Fatalf("of %q: error %v, want one that names the element", text, err)
		}
		return
	}
	out := fhir.Append(nil, first)
	if !json.Valid(out) {
		t.Fatalf("of %q wrote %q", text, out)
	}
	second, err := read(out)
	if err != nil {
		t.Fatalf("of %q wrote %q, which cannot be read: %v", text, out, err)
	}
	if third := fhir.Append(nil, second); !bytes.Equal(third, out) {
		t.Errorf("wrote %q, then %q", out, third)
	}
}

// into reads resources of one type.
func into[T any, P interface {
	*T
	fhir.Resource
	json.Unmarshaler
}](text []byte) (fhir.Resource, error) {
	r := P(new(T))
	if err := r.UnmarshalJSON(text); err != nil {
		return nil, err
	}
	return r, nil
}

func FuzzPatient(f *testing.F) {
	f.Add([]byte(patient("")))
	f.Add([]byte(patient(`"name":[{"family":"A","given":["B",null],"x":{"y":[1]}}],"multipleBirthInteger":3`)))
	f.Add([]byte(patient(`"identifier":[{` + nhs + `,` + status("", "01") + `}],"generalPractitioner":[{"reference":"Organization/"}]`)))
	f.Add([]byte(`{"resourceType":"Patient","meta":{"security":[{"code":"R"}]},"active":false,"_birthDate":{"extension":[{}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		checkWritten(t, text, into[fhir.Patient])
		var p fhir.Patient
		if p.UnmarshalJSON(text) != nil {
			return
		}
		p.Columns(func(column, text string) {
			if p.Path(column) == "Patient" && column != "identity_unknown" {
				t.Errorf("column %s has no path", column)
			}
		})
	})
}

func FuzzBundle(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Bundle","type":"searchset","total":1,"entry":[{"search":{"mode":"match","score":0.5},"resource":{"resourceType":"Patient"}}]}`))
	f.Add([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"X","resourceType":1}}]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) { checkWritten(t, text, into[fhir.Bundle]) })
}

func FuzzMessageHeader(f *testing.F) {
	f.Add([]byte(`{"resourceType":"MessageHeader","eventUri":"urn:x","destination":[{"endpoint":"x"}],"response":{"identifier":"1","code":"ok"}}`))
	f.Fuzz(func(t *testing.T, text []byte) { checkWritten(t, text, into[fhir.MessageHeader]) })
}

func FuzzOperationOutcome(f *testing.F) {
	f.Add([]byte(`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"x","details":{"coding":[{"code":"A"}]},"expression":["Patient.name[0]",null]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) { checkWritten(t, text, into[fhir.OperationOutcome]) })
}

func FuzzParameters(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Parameters","parameter":[{"name":"count","valueInteger":3},{"name":"p","part":[{"valueDecimal":1e3}]},{"resource":{"resourceType":"Patient"}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) { checkWritten(t, text, into[fhir.Parameters]) })
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"resourceType":"Organization","name":"A","resourceType":"B"}`))
	f.Add([]byte("\ufeff{\"x\":[1,true,null],\"resourceType\":\"Bundle\"}"))
	f.Fuzz(func(t *testing.T, text []byte) { checkWritten(t, text, fhir.Decode) })
}
