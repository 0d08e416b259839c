package intake

import (
	"reflect"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/matcher/demographics"
)

func allowed() demographics.Options { return demographics.Options{} }

// aNative makes a message of members, with a key.
func aNative(members string) string {
	if members != "" {
		members = "," + members
	}
	return `{"authority":"RM3","local_id":12` + members + `}`
}

func TestNativeObjectsAreFacts(t *testing.T) {
	t.Parallel()
	key, other := facts.Key{Authority: "RM3", LocalID: "12"}, facts.Key{Authority: "RM3", LocalID: "13"}
	const dated = `"updated_at":"2024-05-06T07:08:09+01:00","control_id":77`
	for name, c := range map[string]struct {
		text string
		want facts.Fact
	}{
		"told": {
			aNative(dated + `,"organisation":" rm3","record_id":"x","family_name":"SMITH","given_names":["ANN","MAY"],"phone":["1",null,"2"],"birth_order":2,"sex":null,"identity_unknown":false,"deleted":"N","merged_into":null`),
			facts.Fact{
				Kind: facts.Tell, Organisation: "RM3", Stamp: facts.Stamp{At: morning(), Control: "77"},
				Columns: facts.Columns{"family_name": "SMITH", "given_names": "ANN MAY", "phone": "1;2", "birth_order": "2", "sex": "", "identity_unknown": "false"},
			},
		},
		"nothing told":   {aNative(""), facts.Fact{Kind: facts.Tell, Columns: facts.Columns{}, Stamp: facts.Stamp{At: arrival()}}},
		"of a day":       {aNative(`"updated_at":"2024-05-06","deleted":true`), facts.Fact{Kind: facts.Delete, Stamp: facts.Stamp{At: arrival().Truncate(24 * 60 * 60 * 1e9)}}},
		"deleted":        {aNative(dated + `,"deleted":true,"birth_date":"soon"`), facts.Fact{Kind: facts.Delete, Stamp: facts.Stamp{At: morning(), Control: "77"}}},
		"merged":         {aNative(dated + `,"merged_into":{"authority":"RM3","local_id":" 13"},"sex":"1"`), facts.Fact{Kind: facts.Merge, Other: other, Stamp: facts.Stamp{At: morning(), Control: "77"}}},
		"taken apart":    {aNative(dated + `,"deleted":null,"merged_into":"","unmerged_from":{"authority":"RM3","local_id":13}`), facts.Fact{Kind: facts.Unmerge, Other: other, Stamp: facts.Stamp{At: morning(), Control: "77"}}},
		"blanks in keys": {`{"authority":" RM3\t","local_id":"12\u00a0","deleted":"Y"}`, facts.Fact{Kind: facts.Delete, Stamp: facts.Stamp{At: arrival()}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.want.Key, c.want.Stamp = key, stampOf(c.text, c.want.Stamp.At, c.want.Stamp.Control)
			if got := oneFact(t, decodeNative, c.text); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%d of %s at %v: %v, want %d at %v: %v", got.Kind, got.Organisation, got.Stamp, got.Columns, c.want.Kind, c.want.Stamp, c.want.Columns)
			}
		})
	}
}

func TestBadNativeObjectsAreNamed(t *testing.T) {
	t.Parallel()
	const (
		expectedNames = "expected names of native columns, control_id, merged_into and unmerged_from only"
		expectedRef   = "expected an object with the authority and local_id of another record"
	)
	for text, want := range map[string]string{
		``:                                   "expected JSON",
		aNative("")[:20]:                     "expected JSON",
		aNative(`"sex":nan`):                 "expected JSON",
		"{\"family_name\":\"M\xfcller\"}":    "expected UTF-8 text",
		"\xff\xfe{\x00}\x00":                 "expected UTF-8 text",
		strings.Repeat(" ", 10<<20) + "{}":   "expected at most 10 MiB",
		`[` + aNative("") + `]`:              "expected a JSON object",
		`{}`:                                 "the authority of the local identifier is missing",
		`{"authority":"RM3"}`:                "the local identifier is missing",
		`{"authority":"RM3","local_id":" "}`: "the local identifier is missing",
		aNative(`"surname":"SMITH"`):         "member surname: " + expectedNames,
		aNative(`"Mary Smith":1`):            expectedNames,
		aNative(`"name":{"family":"SMITH"}`): "member name: " + expectedNames,
		aNative(`"wrong":1,"mistaken":{},"faulty":1,"merged_into":"13"`):                               "member faulty: " + expectedNames,
		aNative(`"sex":{},"name":{},"postcode":{}`):                                                    "member name: " + expectedNames,
		aNative(`"sex":"1","sex":"1"`):                                                                 "member sex: expected each member once",
		aNative(`"merged_into":{},"merged_into":1`):                                                    "member merged_into: expected each member once",
		aNative(`"sex":{}`):                                                                            "member sex: expected text, a number, true, false, null, or a list of these",
		aNative(`"sex":["1","2"]`):                                                                     "member sex: expected one value",
		aNative(`"phone":[["1"]]`):                                                                     "member phone: expected text, a number, true, false, null, or a list of these",
		aNative(`"family_name":"A\u0000"`):                                                             "member family_name: expected UTF-8 text without NUL",
		aNative(`"sex":"Q"`):                                                                           "member sex: expected one of 0, 1, 2, 9, M, F, U, I, X, male, female, other, unknown",
		aNative(`"deleted":"perhaps"`):                                                                 "member deleted: expected Y or N, true or false, 1 or 0",
		aNative(`"identity_unknown":"perhaps"`):                                                        "member identity_unknown: expected Y or N, true or false, 1 or 0",
		aNative(`"updated_at":"06/05/2024"`):                                                           "member updated_at: expected an RFC 3339 time or a date, yyyy-mm-dd",
		aNative(`"updated_at":"2024-05-08"`):                                                           "the event is dated more than 24 hours after it arrived",
		aNative(`"family_name":"` + strings.Repeat("A", 65<<10) + `"`):                                 "member family_name: expected at most 65536 bytes",
		aNative(`"control_id":"` + strings.Repeat("A", 256) + `"`):                                     "member control_id: expected at most 255 bytes",
		aNative(`"merged_into":"13"`):                                                                  "member merged_into: " + expectedRef,
		aNative(`"merged_into":{}`):                                                                    "member merged_into: " + expectedRef,
		aNative(`"unmerged_from":{"authority":"RM3"}`):                                                 "member unmerged_from: " + expectedRef,
		aNative(`"merged_into":{"authority":"RM3","local_id":"13","sex":"1"}`):                         "member merged_into: " + expectedRef,
		aNative(`"merged_into":{"authority":{"a":1},"local_id":"13"}`):                                 "member merged_into.authority: expected text, a number, true, false, null, or a list of these",
		aNative(`"merged_into":{"authority":"RM3","local_id":"12"}`):                                   "a record cannot be merged with itself",
		aNative(`"merged_into":{"authority":"R0A","local_id":"12"}`):                                   "a merge joins two identifiers of one authority",
		aNative(`"deleted":1,"merged_into":{"authority":"RM3","local_id":"13"}`):                       "expected only one of merged_into, unmerged_from and deleted",
		aNative(`"unmerged_from":{"local_id":"13"},"merged_into":{"authority":"RM3","local_id":"13"}`): "expected only one of merged_into, unmerged_from and deleted",
	} {
		_, err := decodeNative([]byte(text), arrival())
		if err == nil || err.Error() != "decoding native JSON: "+want {
			t.Errorf("%.80s:\n%v, want\n%s", text, err, want)
		}
	}
}

// No message tells its values by an error.
func TestNativeErrorsHoldNoPersonalValue(t *testing.T) {
	t.Parallel()
	const secret = "ZYXWVUT"
	for _, column := range append(demographics.NativeColumns(), memberControl, memberMerged, memberUnmerged) {
		for _, value := range []string{`"` + secret + `"`, `["` + secret + `","` + secret + `"]`, `{"` + secret + ` x":"` + secret + `"}`} {
			_, err := decodeNative([]byte(`{"authority":"A","local_id":"1","`+column+`":`+value+`}`), arrival())
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%s: the error tells a value", column)
			}
		}
	}
}

func FuzzDecodeNative(f *testing.F) {
	f.Add([]byte(aNative(`"updated_at":"2024-05-06T07:08:09Z","family_name":"SMITH","phone":["1",null],"control_id":"7"`)))
	f.Add([]byte(aNative(`"merged_into":{"authority":"RM3","local_id":"13"}`)))
	f.Add([]byte(aNative(`"unmerged_from":{"authority":"RM3","local_id":13},"deleted":false`)))
	f.Add([]byte(`{"authority":["a"],"local_id":1e3,"deleted":true}`))
	f.Fuzz(func(t *testing.T, raw []byte) { checkDecoded(t, raw, decodeNative) })
}
