package service_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/service"
)

// nest is where a restricted person is, in every column that tells it, and in words
// that stand nowhere else. Another's record of the person tells of another place.
func nest() (own, others map[string]string) {
	own = map[string]string{
		"address": "1 CANARYSTREET, NESTVILLE", "postcode": "ZE1 9LN", "previous_postcodes": "ZE2 9PN", "uprn": "987654321012",
		"phone": "07700900987", "email": "canary@nest.example", "gp_practice": "C98765", "stay_ward": "NESTWARD",
		"authority": "CANARYAUTHORITY", "local_id": "CANARY7", "organisation": "RNEST",
	}
	others = map[string]string{
		"address": "2 FINCHLANE", "postcode": "ZE3 9QN", "phone": "07700900986", "gp_practice": "F98765",
		"authority": "FINCHAUTHORITY", "local_id": "FINCH8", "organisation": "RFINCH",
	}
	return own, others
}

// songs are the words to listen for, without blanks and in capitals.
func songs() (all []string) {
	own, others := nest()
	for _, of := range []map[string]string{own, others} {
		for _, text := range of {
			for word := range strings.FieldsSeq(strings.NewReplacer(",", " ", "|", " ").Replace(text)) {
				if len(word) >= 5 { // not a house number
					all = append(all, bare(word))
				}
			}
		}
	}
	return append(all, "ZE19LN", "ZE29PN", "ZE39QN")
}

func bare(text string) string {
	return strings.ToUpper(regexp.MustCompile(`[\s+\-]|%20`).ReplaceAllString(text, ""))
}

// hearing are the songs in a text.
func hearing(text string) (heard []string) {
	text = bare(text)
	for _, song := range songs() {
		if strings.Contains(text, song) {
			heard = append(heard, song)
		}
	}
	return heard
}

// bird is one record of the restricted person.
func bird(place map[string]string, more string) intake.Outgoing {
	var columns []string
	for name, text := range place {
		if name != "stay_ward" {
			columns = append(columns, fmt.Sprintf("%q:%q", name, text))
		}
	}
	slices.Sort(columns)
	value := `{"family_name":"FLEDGLING","given_names":"ROBIN","birth_date":"1980-02-10","sex":"2","nhs_number":"9990000018","nhs_number_status":"01",` +
		`"updated_at":"2026-01-02T03:04:05Z",` + strings.Join(columns, ",") + more + `}`
	return message(place["authority"]+"|"+place["local_id"], intake.TypeNative, value)
}

// admitted says in which ward somebody is.
func admitted(place map[string]string, name string) intake.Outgoing {
	text := "MSH|^~\\&|PAS|" + place["organisation"] + "|||20260103030405||ADT^A01|9|T|2.4\rEVN|A01|20260103030405\r" +
		"PID|1||" + place["local_id"] + "^^^" + place["authority"] + "^MR||" + name + "\rPV1|1|I|" + place["stay_ward"] + "\r"
	return message(place["authority"]+"|"+place["local_id"], intake.TypeHL7v2, text)
}

// larks know the person, and somebody else who is in hospital, and hear of both.
func larks() []intake.Outgoing {
	owl := map[string]string{"organisation": "ROWL", "authority": "OWLS", "local_id": "1", "stay_ward": "OWLWARD"}
	const who = `"birth_date":"1971-07-03","sex":"1","nhs_number":"9990000026","nhs_number_status":"01","updated_at":"2026-01-02T03:04:05Z","family_name":"OWLET","given_names":"OTTO"}`
	return []intake.Outgoing{
		bird(map[string]string{"organisation": "RLARK", "authority": "LARKS", "local_id": "1"}, ""),
		message("LARKS|2", intake.TypeNative, `{"organisation":"RLARK","authority":"LARKS","local_id":"2",`+who),
		message("OWLS|1", intake.TypeNative, `{"organisation":"ROWL","authority":"OWLS","local_id":"1",`+who), admitted(owl, "OWLET^OTTO"),
	}
}

const larkOrganisations = `organisations: [{code: RLARK, name: Larks, notices: true, authorities: [{name: LARKS}]}]`

// lines is a log.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// Wherever a restricted person is, nothing that leaves the engine tells it: no answer,
// page, event, metric or line of the log; nor does an answer depend on it.
func TestNothingTellsWhereARestrictedPersonIs(t *testing.T) {
	t.Parallel()
	own, others := nest()
	for _, restricted := range []bool{true, false} {
		var log lines
		cfg := embedded(t, t.TempDir())
		cfg.API.Organisations, cfg.API.Notices = filepath.Join(cfg.Data, "organisations.yaml"), 100*365*24*time.Hour
		must(t, os.WriteFile(cfg.API.Organisations, []byte(larkOrganisations), 0o600))
		s, err := service.Open(t.Context(), cfg, slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		must(t, err)
		address := running(t, s)
		e := &engine{s, func() {}}
		more := ""
		if restricted {
			more = `,"confidentiality":"R"`
		}
		e.read(t, e.send(t, append(larks(), bird(own, more), admitted(own, "FLEDGLING^ROBIN"), bird(others, ""), message("CANARYAUTHORITY|9", intake.TypeNative, `{"authority":"CANARYAUTHORITY","local_id":"9","address":"1 CANARYSTREET","birth_date":"yesterday"}`))))
		told := map[string]string{"the log": log.String(), "the metrics": string(get(t, address, "/metrics")), "readiness": string(get(t, address, "/readyz"))}
		maps.Copy(told, asAnother(t, e, address, "RYJ"))
		maps.Copy(told, topicsOf(t, e))
		told["notices"] = string(callFor(t, http.MethodGet, "http://"+address+"/notices", e.NewToken, "RLARK", "", ""))
		for _, name := range []string{"notices", publish.TopicNotices} {
			if !strings.Contains(told[name], "OWLWARD") || !restricted && !strings.Contains(told[name], "NESTWARD") {
				t.Errorf("%s tells nothing: %s", name, told[name])
			}
		}
		told["the log"] = log.String()
		silent := 0
		for name, text := range told {
			heard := hearing(text)
			if restricted && len(heard) > 0 {
				t.Errorf("%s tells %v: %.2000s", name, heard, text)
			}
			if len(heard) == 0 {
				silent++
			}
		}
		if !restricted && len(told)-silent < 8 {
			t.Errorf("of somebody who is not restricted only %d of %d tell: is anything planted?", len(told)-silent, len(told))
		}
		if restricted {
			for name, text := range asAnother(t, e, address, "RNEST") {
				if name == "$match" && !slices.Contains(hearing(text), "CANARY7") {
					t.Errorf("the person's own organisation is not told: %s", text)
				}
			}
			answersDependOnNoPlace(t, e, address)
		}
	}
}

// asAnother makes every call that tells of people, for an organisation, and gives the
// answers.
func asAnother(t *testing.T, e *engine, address, organisation string) map[string]string {
	t.Helper()
	base := "http://" + address
	call := func(method, path, body, kind string) string {
		return string(callFor(t, method, base+path, e.NewToken, organisation, body, kind))
	}
	const fhirJSON, list = "application/fhir+json", "text/plain"
	who := `{"resourceType":"Patient","name":[{"family":"Fledgling","given":["Robin"]}],"birthDate":"1980-02-10","gender":"female"}`
	matched := call(http.MethodPost, "/fhir/Patient/$match", who, fhirJSON)
	id := regexp.MustCompile(`"resource":\{"resourceType":"Patient","id":"([^"]+)"`).FindStringSubmatch(matched)
	if id == nil {
		t.Fatalf("the person is not found: %s", matched)
	}
	number := "https://fhir.nhs.uk/Id/nhs-number|9990000018"
	return map[string]string{
		"$match":        matched,
		"$match number": call(http.MethodPost, "/fhir/Patient/$match", strings.Replace(who, `"gender"`, `"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}],"gender"`, 1), fhirJSON),
		"search":        call(http.MethodGet, "/fhir/Patient?family=Fledgling&birthdate=1980-02-10", "", ""),
		"_search":       call(http.MethodPost, "/fhir/Patient/_search", "family=Fledgling&given=Robin&birthdate=1980-02-10", "application/x-www-form-urlencoded"),
		"$ihe-pix":      call(http.MethodGet, "/fhir/Patient/$ihe-pix?sourceIdentifier="+number, "", ""),
		"$ihe-pix-list": call(http.MethodPost, "/fhir/Patient/$ihe-pix-list", number, list),
		"$inpatients":   call(http.MethodPost, "/fhir/Patient/$inpatients", number, list),
		"read":          call(http.MethodGet, "/fhir/Patient/"+id[1], "", ""),
		"_history":      call(http.MethodGet, "/fhir/Patient/"+id[1]+"/_history", "", ""),
		"$locate":       call(http.MethodGet, "/fhir/Patient/"+id[1]+"/$locate", "", ""),
		"events":        call(http.MethodGet, "/identity-events", "", ""),
		"$report-wrong": call(http.MethodPost, "/fhir/Patient/"+id[1]+"/$report-wrong-link", `{"resourceType":"Parameters","parameter":[{"name":"reason","valueCode":"other"}]}`, fhirJSON),
		"audit":         call(http.MethodGet, "/fhir/AuditEvent", "", ""),
	}
}

func callFor(t *testing.T, method, url, token, organisation, body, kind string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	must(t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("NHSD-End-User-Organisation-ODS", organisation)
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	answer, err := http.DefaultClient.Do(request)
	must(t, err)
	defer answer.Body.Close()
	var text bytes.Buffer
	_, err = text.ReadFrom(answer.Body)
	must(t, err)
	if answer.StatusCode >= http.StatusMultipleChoices {
		t.Errorf("%s %s: %d %s", method, url, answer.StatusCode, text.String())
	}
	return text.Bytes()
}

// answersDependOnNoPlace asks with the right place, a wrong one and none.
func answersDependOnNoPlace(t *testing.T, e *engine, address string) {
	t.Helper()
	own, _ := nest()
	var first string
	for _, place := range []string{
		"", fmt.Sprintf(`,"address":[{"line":[%q],"postalCode":%q}]`, own["address"], own["postcode"]), `,"address":[{"line":["9 ELSEWHERE"],"postalCode":"M1 1AE"}]`,
		fmt.Sprintf(`,"telecom":[{"system":"phone","value":%q},{"system":"email","value":%q}]`, own["phone"], own["email"]),
	} {
		who := `{"resourceType":"Patient","name":[{"family":"Fledgling","given":["Robin"]}],"birthDate":"1980-02-10","gender":"female"` + place + `}`
		got := string(callFor(t, http.MethodPost, "http://"+address+"/fhir/Patient/$match", e.NewToken, "RYJ", who, "application/fhir+json"))
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("with %s it answers\n%s\nwithout\n%s", place, got, first)
		}
	}
}

// topicsOf reads the topics that others read, once they have something.
func topicsOf(t *testing.T, e *engine) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, topic := range []string{publish.TopicIdentities, publish.TopicEvents, publish.TopicNotices} {
		client, err := kgo.NewClient(append(slices.Clone(e.Kafka()), kgo.ConsumeTopics(topic), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
		must(t, err)
		for wait := 30 * time.Second; ; wait = time.Second { // what belongs together is told at once
			ctx, stop := context.WithTimeout(t.Context(), wait)
			fetched := client.PollFetches(ctx).Records()
			stop()
			for _, r := range fetched {
				out[topic] += string(r.Key) + string(r.Value) + "\n"
			}
			if len(fetched) == 0 {
				break
			}
		}
		client.Close()
		if out[topic] == "" {
			t.Errorf("%s is empty", topic)
		}
	}
	return out
}
