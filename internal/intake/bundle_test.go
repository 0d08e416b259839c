package intake

import (
	"crypto/sha256"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
)

const feedHeader = `{"resource":{"resourceType":"MessageHeader","eventUri":"urn:ihe:iti:pmir:2019:patient-feed","sender":{"identifier":{"value":"rm3"}}}}`

// aFeed makes a message as ITI-93 has them.
func aFeed(patients ...string) string {
	var entries []string
	for _, p := range patients {
		entries = append(entries, `{"fullUrl":"urn:uuid:p","resource":`+p+`,"request":{"method":"PUT","url":"Patient/1"},"response":{"status":"200","lastModified":"2024-05-05T00:00:00Z"}}`)
	}
	return aBundle("message", feedHeader, `{"resource":`+aBundle("history", entries...)+`}`)
}

func aBundle(kind string, entries ...string) string {
	return `{"resourceType":"Bundle","type":"` + kind + `","timestamp":"2024-05-04T00:00:00Z","entry":[` + strings.Join(entries, ",") + `]}`
}

// numbered makes a Patient with an id and a local identifier.
func numbered(id, local, elements string) string {
	return `{"resourceType":"Patient","id":"` + id + `","identifier":[{"system":"urn:x","value":"` + local + `"}]` + elements + `}`
}

// seen is what a test looks at of a fact.
type seen struct {
	kind         facts.Kind
	id, other    string
	day          int
	control      string
	part         int
	organisation string
}

func seenOf(all []facts.Fact) []seen {
	var out []seen
	for _, f := range all {
		out = append(out, seen{f.Kind, f.Key.LocalID, f.Other.LocalID, f.Stamp.At.Day(), f.Stamp.Control, f.Stamp.Part, f.Organisation})
	}
	return out
}

func TestBundlesAreFactsInOrder(t *testing.T) {
	t.Parallel()
	dated := `,"meta":{"lastUpdated":"2024-05-06T00:00:00Z"}`
	gone := `,"active":false,"link":[{"type":"replaced-by","other":{"reference":"%"}}]`
	replaced := func(by string) string { return strings.ReplaceAll(gone, "%", by) }
	entry := func(patient string) string { return `{"fullUrl":"urn:uuid:i","resource":` + patient + `}` }
	for name, c := range map[string]struct {
		text string
		want []seen
	}{
		"a feed": {
			aFeed(numbered("1", "A", dated), numbered("2", "B", replaced("Patient/1"))),
			[]seen{{facts.Merge, "B", "A", 5, "urn:uuid:p", 0, "RM3"}, {facts.Tell, "A", "", 6, "urn:uuid:p", 1, "RM3"}},
		},
		"a message with patients": {
			aBundle("message", feedHeader, `{"resource":{"resourceType":"Organization"}}`, `{"resource":`+numbered("1", "A", `,"managingOrganization":{"reference":"Organization/R0A"}`)+`}`),
			[]seen{{facts.Tell, "A", "", 4, "", 0, "R0A"}},
		},
		"a collection": {
			aBundle("collection", entry(numbered("1", "A", "")), entry(numbered("2", "B", `,"active":false`)), entry(numbered("3", "C", replaced("Patient/2/_history/7")))),
			[]seen{{facts.Tell, "A", "", 4, "urn:uuid:i", 0, ""}, {facts.Delete, "B", "", 4, "urn:uuid:i", 1, ""}, {facts.Merge, "C", "B", 4, "urn:uuid:i", 2, ""}},
		},
		"a reference to an entry": {
			aBundle("collection", `{"fullUrl":"urn:uuid:7","resource":`+numbered("", "A", dated)+`}`, `{"resource":`+numbered("2", "B", dated+replaced("urn:uuid:7"))+`}`),
			[]seen{{facts.Tell, "A", "", 6, "urn:uuid:7", 0, ""}, {facts.Merge, "B", "A", 6, "", 1, ""}},
		},
		"one id on two servers": {
			aBundle("collection", `{"fullUrl":"https://a/Patient/1","resource":`+numbered("1", "A", "")+`}`, `{"fullUrl":"https://b/Patient/1","resource":`+numbered("1", "B", "")+`}`,
				`{"resource":`+numbered("3", "C", replaced("https://b/Patient/1/_history/2"))+`}`, `{"request":{"method":"DELETE","url":"https://a/Patient/1"}}`),
			[]seen{{facts.Tell, "A", "", 4, "https://a/Patient/1", 0, ""}, {facts.Tell, "B", "", 4, "https://b/Patient/1", 1, ""}, {facts.Merge, "C", "B", 4, "", 2, ""}, {facts.Delete, "A", "", 4, "", 3, ""}},
		},
		"a transaction": {
			aBundle("transaction", `{"request":{"method":"GET","url":"Patient/1"}}`, `{"request":{"method":"DELETE","url":"Organization/1"}}`,
				`{"request":{"method":"DELETE","url":"Patient?identifier=urn:x%7CA%201"}}`, `{"request":{"method":"delete","url":"Patient/2"}}`,
				`{"request":{"method":"POST","url":"Patient"},"resource":`+numbered("2", "B", dated)+`}`),
			[]seen{{facts.Delete, "A 1", "", 4, "", 0, ""}, {facts.Delete, "B", "", 4, "", 1, ""}, {facts.Tell, "B", "", 6, "", 2, ""}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decodePatient([]byte(c.text), arrival())
			if err != nil || !reflect.DeepEqual(seenOf(got), c.want) {
				t.Fatalf("error %v, facts\n%v, want\n%v", err, seenOf(got), c.want)
			}
			for _, f := range got {
				if f.Stamp.Hash != sha256.Sum256([]byte(c.text)) {
					t.Error("the hash is not that of the message")
				}
			}
		})
	}
}

// Of two versions of one time the first in a history is the newer.
func TestAHistoryHasTheNewestFirst(t *testing.T) {
	t.Parallel()
	version := func(family string) string {
		return `{"resource":` + numbered("1", "A", `,"meta":{"lastUpdated":"2024-05-06T00:00:00Z"},"name":[{"family":"`+family+`"}]`) + `}`
	}
	for kind, want := range map[string]string{"history": "NEWER", "collection": "OLDER"} {
		all, err := decodePatient([]byte(aBundle(kind, version("NEWER"), version("OLDER"))), arrival())
		if err != nil {
			t.Fatal(err)
		}
		content := facts.Fold(all...)
		if got := content.Column(facts.ColumnFamilyName); got != want {
			t.Errorf("%s: %s, want %s", kind, got, want)
		}
	}
}

// Without any date a bundle is dated when it arrived.
func TestABundleWithoutDates(t *testing.T) {
	t.Parallel()
	text := `{"resourceType":"Bundle","type":"batch","entry":[{"resource":` + aPatient("") + `}]}`
	if got := oneFact(t, decodePatient, text).Stamp.At; !got.Equal(arrival()) {
		t.Errorf("dated %s", got)
	}
	text = `{"resourceType":"Bundle","type":"batch","meta":{"lastUpdated":"2024-05-01T00:00:00Z"},"entry":[{"resource":` + aPatient("") + `}]}`
	if got := oneFact(t, decodePatient, text).Stamp.At; got.Day() != 1 || got.Location() != time.UTC {
		t.Errorf("dated %s", got)
	}
}

func TestBadBundlesAreNamed(t *testing.T) {
	t.Parallel()
	entry := func(p string) string { return `{"resource":` + p + `}` }
	on := func(server, local string) string {
		return `{"fullUrl":"https://` + server + `.example.org/Patient/1","resource":` + numbered("1", local, "") + `}`
	}
	const expectedURL = "expected Patient?identifier=system|value, or the id of a Patient in the same Bundle"
	for text, want := range map[string]string{
		aBundle("searchset", entry(aPatient(""))):                                                                                       "Bundle.type: expected message, history, collection, transaction or batch",
		`{"resourceType":"Bundle"}`:                                                                                                     "Bundle.type: expected message, history, collection, transaction or batch",
		aBundle("collection"):                                                                                                           "Bundle.entry: expected a Patient",
		aBundle("collection", entry(`{"resourceType":"Organization"}`)):                                                                 "Bundle.entry: expected a Patient",
		aBundle("message"):                                                                                                              "Bundle.entry[0].resource: expected a MessageHeader",
		aBundle("message", entry(aPatient(""))):                                                                                         "Bundle.entry[0].resource: expected a MessageHeader",
		aBundle("message", strings.Replace(feedHeader, "feed", "poll", 1)):                                                              "Bundle.entry[0].resource.eventUri: expected urn:ihe:iti:pmir:2019:patient-feed",
		aBundle("collection", entry(aBundle("collection"))):                                                                             "Bundle.entry[0].resource: expected no Bundle within another but in a message, and no message there",
		aBundle("message", feedHeader, entry(aBundle("message", feedHeader))):                                                           "Bundle.entry[1].resource: expected no Bundle within another but in a message, and no message there",
		aBundle("batch", entry(aPatient("")), `{"request":{"method":"PATCH","url":"Patient/1"}}`):                                       "Bundle.entry[1].request.method: expected PUT, POST or DELETE",
		aBundle("batch", `{"request":{"method":"PUT","url":"Patient/1"}}`):                                                              "Bundle.entry[0].resource: expected the resource of a PUT",
		aBundle("batch", `{"request":{"method":"DELETE","url":"Patient/1"}}`):                                                           "Bundle.entry[0].request.url: " + expectedURL,
		aBundle("batch", `{"request":{"method":"DELETE","url":"Patient?identifier=A"}}`):                                                "Bundle.entry[0].request.url: " + expectedURL,
		aBundle("batch", `{"request":{"method":"DELETE","url":"Patient?name=A"}}`):                                                      "Bundle.entry[0].request.url: " + expectedURL,
		aBundle("batch", `{"request":{"method":"DELETE","url":"Patient?identifier=urn:x|1"},"response":{"lastModified":"x"}}`):          "Bundle.entry[0].response.lastModified: expected an RFC 3339 time or a date, yyyy-mm-dd",
		aBundle("batch", `{"request":{"method":"DELETE","url":"Patient?identifier=urn:x|1"},"response":{"lastModified":"2025-01-01"}}`): "Bundle.entry[0]: the event is dated more than 24 hours after it arrived",
		aBundle("history", entry(aPatient("")), entry(aPatient(`"birthDate":"soon"`))):                                                  "Bundle.entry[1].resource.birthDate: expected a date that exists, as yyyy, yyyy-mm, yyyy-mm-dd or dd/mm/yyyy, of the years 1800 to 2199",
		aFeed(aPatient(""), aPatient(`"name":[5]`)):                                                                                     "Bundle.entry[1].resource.entry[1].resource.name[0]: expected an object",
		aFeed(aPatient(""), `{"resourceType":"Patient"}`):                                                                               "Bundle.entry[1].resource.entry[1].resource.identifier: expected an identifier at an organisation, with its system and value",
		aBundle("batch", `{"fullUrl":"`+strings.Repeat("x", 256)+`","resource":`+aPatient("")+`}`):                                      "Bundle.entry[0].resource: expected a versionId, or else a fullUrl, of at most 255 bytes",
		// One id is of two people on two servers, and a third server's is of neither.
		aBundle("batch", on("a", "A"), on("b", "B"), `{"request":{"method":"DELETE","url":"Patient/1"}}`):         "Bundle.entry[2].request.url: " + expectedURL,
		aBundle("batch", on("a", "A"), `{"request":{"method":"DELETE","url":"https://c.example.org/Patient/1"}}`): "Bundle.entry[1].request.url: " + expectedURL,
	} {
		_, err := decodePatient([]byte(text), arrival())
		if err == nil || err.Error() != "decoding FHIR: "+want {
			t.Errorf("%.80s:\n%v, want\n%s", text, err, want)
		}
	}
}
