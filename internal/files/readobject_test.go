package files

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestReadObject(t *testing.T) {
	t.Parallel()
	got, err := ReadObject([]byte("\ufeff" + `{"phone":["1",null,"2"],"sex":1,"deleted":true,"address":["1 High Street","Salford"],"postcode":null,"to":{"local_id":7}}`))
	want := Object{
		Columns: map[string]string{"phone": "1;2", "sex": "1", "deleted": "true", "address": "1 High Street, Salford", "postcode": ""},
		Objects: map[string]Object{"to": {Columns: map[string]string{"local_id": "7"}, Objects: map[string]Object{}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %v, error %v", got, err)
	}
}

func TestBadMembersAreNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{`:                      "expected JSON",
		`[{}]`:                   "expected a JSON object",
		`{"a":1,"a":2}`:          "member a: expected each member once",
		`{"a":{},"a":2}`:         "member a: expected each member once",
		`{"a":2,"a":{}}`:         "member a: expected each member once",
		`{"a b":1,"a b":2}`:      "expected each member once",
		`{"a":{"b":{}}}`:         "member a.b: expected text, a number, true, false, null, or a list of these",
		`{"a":{"Mary A":{}}}`:    "expected text, a number, true, false, null, or a list of these",
		`{"Mary A":{"b":[1,2]}}`: "member b: expected one value",
		`{"` + strings.Repeat("a", 65) + `":[{}]}`: "expected text, a number, true, false, null, or a list of these",
	} {
		_, err := ReadObject([]byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
}

func FuzzReadObject(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":{"c":["d",null,true]},"e":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		object, err := ReadObject(text)
		if _, named := errors.AsType[*MemberError](err); err != nil && !named {
			t.Fatalf("error %v, want one that names the member", err)
		}
		for name, inner := range object.Objects {
			if _, twice := object.Columns[name]; twice || err == nil && len(inner.Objects) > 0 {
				t.Errorf("%q is two things, or too deep", name)
			}
		}
	})
}
