package files

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/lhcre/mpi/matcher/demographics"
)

func readObjects(t *testing.T, r *Reader, text string) (*kept, Counts, error) {
	t.Helper()
	sink := &kept{}
	counts, err := readStream(t.Context(), r, text, "records.ndjson", sink)
	if counts.Rows != counts.Records+counts.Deleted+counts.Rejected || counts.Rejected != len(sink.rejects) {
		t.Errorf("counts %+v do not add up", counts)
	}
	return sink, counts, err
}

func TestBadObjectsAreRejectedAndTheRestRead(t *testing.T) {
	t.Parallel()
	const last = `{"record_id":"9"}`
	for name, c := range map[string]struct{ line, reject string }{
		"not JSON":             {`{"record_id":"1"`, "line 1: a JSON object"},
		"a text":               {`"[1]"`, "line 1: a JSON object"},
		"text behind it":       {`{"record_id":"1"} x`, "line 1: a JSON object"},
		"Latin-1":              {"{\"record_id\":\"M\xfcLLER\"}", "line 1: UTF-8 text without NUL"},
		"an escaped NUL":       {`{"record_id":"1","family_name":"A\u0000"}`, "line 1, column family_name: UTF-8 text without NUL"},
		"no record_id":         {`{"family_name":"SMITH"}`, "line 1, column record_id: an identifier"},
		"a null record_id":     {`{"record_id":null}`, "line 1, column record_id: an identifier"},
		"a date":               {`{"record_id":"1","birth_date":"1980-02-31"}`, "line 1, column birth_date: a date that exists"},
		"a member twice":       {`{"record_id":"1","sex":"1","sex":"1"}`, "line 1, column sex: each column once"},
		"an object":            {`{"record_id":"1","family_name":{"a":"b"}}`, "line 1, column family_name: text, a number"},
		"a list within a list": {`{"record_id":"1","phone":[["1"]]}`, "line 1, column phone: text, a number"},
		"two birth dates":      {`{"record_id":"1","birth_date":["1980","1981"]}`, "line 1, column birth_date: one value"},
		"five megabytes":       {`{"record_id":"` + strings.Repeat("A", 5<<20) + `"}`, "line 1: a row of at most 4 MiB"},
		"a patient's element":  {`{"resourceType":"Patient","id":"1","name":[{"family":5}]}`, "line 1, column Patient.name[0].family: text"},
		"a patient's date":     {`{"resourceType":"Patient","id":"1","birthDate":"1980-02-31"}`, "line 1, column Patient.birthDate: a date that exists"},
		"a patient's status": {
			`{"resourceType":"Patient","id":"1","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus","valueCodeableConcept":{"coding":[{"code":"99"}]}}]}]}`,
			"line 1, column Patient.identifier[0].extension[0]: a status code",
		},
		"a patient without id": {`{"resourceType":"Patient"}`, "line 1, column Patient.id: an identifier"},
		"another resource":     {`{"resourceType":"Organization","id":"1"}`, "line 1, column Patient.resourceType: Patient"},
		"a record_id twice":    {last + "\n{\"resourceType\":\"Patient\",\"id\":\"9\"}", "line 2, column Patient.id: a value that no other record of the run has"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink, _, err := readObjects(t, &Reader{}, "\ufeff"+c.line+"\n\n"+last)
			if err != nil {
				t.Fatal(err)
			}
			rejects := sink.reasons()
			if name == "a record_id twice" {
				rejects = rejects[:1]
			}
			if sink.ids() != "9" || len(rejects) != 1 || !strings.HasPrefix(rejects[0], c.reject) {
				t.Errorf("took %q, rejected %q; want 9 taken and %q", sink.ids(), rejects, c.reject)
			}
		})
	}
}

// A member that only a later object has costs its own row, not the file.
func TestUnknownMembers(t *testing.T) {
	t.Parallel()
	text := "{\"record_id\":\"1\"}\n{\"record_id\":\"2\",\"surname\":\"SECRET\"}\n{\"Mary Secret\":\"x\"}\n"
	sink, _, err := readObjects(t, &Reader{}, text)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"line 2, column surname: a native column", "line 3: a native column"}
	if sink.ids() != "1" || !slices.EqualFunc(sink.reasons(), want, strings.HasPrefix) {
		t.Errorf("took %s, rejected %q", sink.ids(), sink.reasons())
	}
	sink, _, err = readObjects(t, &Reader{Columns: Columns{"family_name": "surname"}}, text)
	if err != nil || sink.ids() != "1 2" || sink.records[1].Family[0] != "SECRET" {
		t.Errorf("with columns.yaml: took %s, error %v", sink.ids(), err)
	}
}

func TestColumnsOfObjects(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		columns Columns
		extra   []string
		text    string
		want    map[string]string
	}{
		"mapped":        {Columns{"record_id": "id", "postcode": "pc", "raw": "pc"}, []string{"raw"}, `{"id":7,"pc":"m1 1ae","other":{}}`, map[string]string{"record_id": "7", "postcode": "M1 1AE", "raw": "M1 1AE"}},
		"taken":         {Columns{"area": "postcode"}, []string{"area"}, `{"record_id":"7","postcode":"m1 1ae"}`, map[string]string{"postcode": "", "area": "M1 1AE"}},
		"the model's":   {nil, []string{"state", "sex"}, `{"record_id":"7","state":"nsw","sex":"m"}`, map[string]string{"state": "NSW", "sex": "1"}},
		"several":       {nil, nil, `{"record_id":"7","phone":["01614960001",null,"","07700900123"],"given_names":["Anne","Marie"],"postcode":["M1 1AE"]}`, map[string]string{"phone": "01614960001 07700900123", "given_names": "ANNE MARIE", "postcode": "M1 1AE"}},
		"a long number": {nil, nil, `{"record_id":12345678901234567890,"uprn":100012345678}`, map[string]string{"record_id": "12345678901234567890", "uprn": "100012345678"}},
		"escapes":       {nil, nil, `{"record_id":"7","family_na\u006de":"M\u00fcller","given_names":"\u004cIZ"}`, map[string]string{"family_name": "MULLER MUELLER", "given_names": "LIZ"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sink, _, err := readObjects(t, &Reader{Columns: c.columns, Extra: c.extra}, c.text)
			if err != nil || len(sink.records) != 1 {
				t.Fatalf("error %v, rejects %q", err, sink.reasons())
			}
			for column, want := range c.want {
				if got := strings.Join(sink.records[0].Values(column), " "); got != want {
					t.Errorf("%s: %q, want %q", column, got, want)
				}
			}
		})
	}
	_, err := newObjectLayout(Columns{"shoe_size": "a"}, nil)
	if err == nil || err.Error() != "columns.yaml maps shoe_size: expected a native column or one that the model compares" {
		t.Errorf("error %v", err)
	}
}

func FuzzReadObjects(f *testing.F) {
	f.Add(`{"record_id":"1","family_name":"SMITH","phone":["1",null]}`, false)
	f.Add("{\"record_id\":\"1\"}\n{\"record_id\":1,\"x\":[]}\n[]\n{", true)
	f.Add(`{"resourceType":"Patient","id":"1","name":[{"given":["A"]}],"address":[{}]}`, false)
	f.Add(`{"rec":"\u0000","record_id":{}}`, true)
	f.Fuzz(func(t *testing.T, text string, mapped bool) {
		reader := &Reader{Extra: []string{"note"}}
		if mapped {
			reader.Columns = Columns{"record_id": "rec"}
		}
		sink, counts, err := readObjects(t, reader, text)
		if err == nil && counts.Rows > strings.Count(text, "\n")+1 {
			t.Errorf("%d rows of %q", counts.Rows, text)
		}
		for _, reject := range sink.rejects {
			if reject.Reason == "" || reject.Line < 1 {
				t.Errorf("reject %+v", reject)
			}
		}
	})
}

// What is rejected tells no value, in any format.
func TestRejectedObjectsHoldNoPersonalValue(t *testing.T) {
	t.Parallel()
	const secret = "ZYXWVUT"
	var text strings.Builder
	for _, column := range demographics.NativeColumns()[1:] {
		line, err := json.Marshal(map[string]any{"record_id": column, column: []string{secret, secret}})
		if err != nil {
			t.Fatal(err)
		}
		text.Write(append(line, '\n'))
		text.WriteString(`{"resourceType":"Patient","id":"` + column + `p","` + column + `":"` + secret + `","gender":"` + secret + `"}` + "\n")
		text.WriteString(secret + "\n")
	}
	sink, _, err := readObjects(t, &Reader{}, text.String())
	if err != nil || len(sink.rejects) < 28 {
		t.Fatalf("error %v, %d rejects", err, len(sink.rejects))
	}
	for _, reject := range sink.rejects {
		if strings.Contains(reject.String()+reject.RecordID, secret) {
			t.Errorf("line %d: the reject tells a value", reject.Line)
		}
	}
}
