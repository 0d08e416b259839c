package service_test

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/store"
)

// native is somebody told in native JSON.
func native(number int) intake.Outgoing {
	return message(fmt.Sprintf("RM3|G%d", number), intake.TypeNative, fmt.Sprintf(
		`{"authority":"RM3","local_id":"G%d","organisation":"RM3","updated_at":"2026-01-02T03:04:05Z",`+
			`"family_name":"GOOD","given_names":"N%d","birth_date":"1980-02-%02d"}`, number, number, 1+number%28))
}

func message(key, contentType, value string) intake.Outgoing {
	return intake.Outgoing{Topic: intake.TopicDemographics, Key: key, ContentType: contentType, Value: []byte(value)}
}

// adt is a message of HL7 v2 about a record.
func adt(event, charset, pid string) string {
	structure := map[string]string{"A31": "ADT_A05"}[event]
	return "MSH|^~\\&|PAS|RM3|MPI||20260102030405||ADT^" + event + "^" + structure + "|1|T|2.4|||||" + "|" + charset + "\r" +
		"EVN|" + event + "|20260102030405\r" + pid + "\r"
}

// bad are messages that cannot be taken.
func bad() map[string]intake.Outgoing {
	ahead := time.Now().Add(7 * 24 * time.Hour).UTC().Format(time.RFC3339)
	all := map[string]intake.Outgoing{
		"malformed JSON":     message("RM3|B1", intake.TypeNative, `{"authority":"RM3",`),
		"malformed FHIR":     message("RM3|B2", intake.TypeFHIR, `{"resourceType":"Patient","birthDate":"1980-13-45"}`),
		"truncated HL7 v2":   message("RM3|B3", intake.TypeHL7v2, "MSH|^~\\&|PAS|RM3|MPI||20260102"),
		"no segments":        message("RM3|B4", intake.TypeHL7v2, "MSH"),
		"wrong charset":      message("RM3|B5", intake.TypeHL7v2, adt("A31", "UNICODE UTF-8", "PID|1||B5^^^RM3^MR||SM\xffITH^ALI")),
		"unknown charset":    message("RM3|B6", intake.TypeHL7v2, adt("A31", "KOI8-X", "PID|1||B6^^^RM3^MR||SMITH^ALI")),
		"unknown event":      message("RM3|B7", intake.TypeHL7v2, adt("Q99", "", "PID|1||B7^^^RM3^MR||SMITH^ALI")),
		"no content type":    {Topic: intake.TopicDemographics, Key: "RM3|B8", Value: native(8).Value},
		"a content type":     message("RM3|B9", "text/plain", "hello"),
		"nothing at all":     message("RM3|B10", intake.TypeNative, ""),
		"dated next week":    message("RM3|B11", intake.TypeNative, `{"authority":"RM3","local_id":"B11","updated_at":"`+ahead+`","family_name":"X"}`),
		"A40 of itself":      message("RM3|B12", intake.TypeNative, `{"authority":"RM3","local_id":"B12","updated_at":"2026-01-02T03:04:05Z","merged_into":{"authority":"RM3","local_id":"B12"}}`),
		"bytes":              message("RM3|B13", intake.TypeHL7v2, "\x00\x01\x02\xff"),
		"10 MB of JSON":      message("RM3|B14", intake.TypeNative, `{"authority":"`+strings.Repeat("A", 10<<20)),
		"10 MB of HL7 v2":    message("RM3|B15", intake.TypeHL7v2, adt("A31", "", "PID|1||B15^^^RM3^MR||"+strings.Repeat("^&~", 10<<20/3)+"\rZZ")),
		"a number's message": {Topic: intake.TopicNHSNumbers, Key: "x", ContentType: intake.TypeNative, Value: []byte(`{"nhs_number":"1"}`)},
	}
	return all
}

// Each message ends in one of two places: what can be taken is linked, and what
// cannot be is one dead letter, with the reason and where it came from, which
// keeps nothing behind it waiting.
func TestBadMessagesAreDeadLettersAndNothingIsLost(t *testing.T) {
	t.Parallel()
	e := start(t, embedded(t, t.TempDir()))
	wrong := bad()
	var all []intake.Outgoing
	for i, name := range slices.Sorted(maps.Keys(wrong)) {
		all = append(all, native(2*i), wrong[name], native(2*i+1))
	}
	e.read(t, e.send(t, all))
	counts, err := e.Store.Counts(t.Context())
	must(t, err)
	if counts.Records != int64(2*len(wrong)) || counts.DeadLetters != int64(len(wrong)) {
		t.Errorf("%d records and %d dead letters, want %d and %d", counts.Records, counts.DeadLetters, 2*len(wrong), len(wrong))
	}
	rows, err := e.Store.DeadLetters(t.Context(), "", 1000)
	must(t, err)
	checkLetters(t, wrong, rows)
	checkTopic(t, e, rows)
}

// checkLetters wants each bad message once, as it came.
func checkLetters(t *testing.T, wrong map[string]intake.Outgoing, rows []store.DeadLetter) {
	t.Helper()
	for name, m := range wrong {
		n := 0
		for _, row := range rows {
			if row.Topic != m.Topic || !bytes.Equal(row.Value, m.Value) || string(row.Key) != m.Key {
				continue
			}
			n++
			if row.Reason == "" || row.ContentType != m.ContentType || row.At.IsZero() {
				t.Errorf("%s: reason %q, content type %q, arrived %s", name, row.Reason, row.ContentType, row.At)
			}
			if strings.Contains(row.Reason, "SMITH") || len(row.Reason) > 500 {
				t.Errorf("%s: the reason tells what was found: %.200q", name, row.Reason)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d dead letters", name, n)
		}
	}
}

// checkTopic wants each dead letter once on its topic.
func checkTopic(t *testing.T, e *engine, rows []store.DeadLetter) {
	t.Helper()
	client, err := kgo.NewClient(append(e.Kafka(), kgo.ConsumeTopics(intake.TopicDeadLetters), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))...)
	must(t, err)
	defer client.Close()
	want := map[string]string{}
	for _, row := range rows {
		want[fmt.Sprintf("%s/%d/%d", row.Topic, row.Partition, row.Offset)] = fmt.Sprintf("%s (%d bytes)", row.Reason, len(row.Value))
	}
	got := map[string]string{}
	n := 0
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for n < len(rows) && ctx.Err() == nil {
		client.PollFetches(ctx).EachRecord(func(r *kgo.Record) {
			n++
			headers := map[string]string{}
			for _, h := range r.Headers {
				headers[h.Key] = string(h.Value)
			}
			got[headers["source"]] = fmt.Sprintf("%s (%d bytes)", headers["reason"], len(r.Value))
		})
	}
	if n != len(rows) || !maps.Equal(got, want) {
		t.Errorf("%d dead letters on their topic, want %d; %v, want %v", n, len(rows), got, want)
	}
}
