package telemetry

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

// collected gives what Prometheus would read, without comments.
func collected(t *testing.T, m *Metrics) map[string]string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if answer.Code != http.StatusOK {
		t.Fatalf("collecting gave %d: %s", answer.Code, answer.Body)
	}
	out := map[string]string{}
	for line := range strings.Lines(answer.Body.String()) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, "#") {
			out[name] = value
		}
	}
	return out
}

func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func TestMetricsSayWhatHappened(t *testing.T) {
	t.Parallel()
	m := NewMetrics(Sources{
		Store: func() StoreStats { return StoreStats{Transactions: 7, Retries: 1, Statements: 90} },
		Index: func() IndexStats { return IndexStats{1, 2, 3, 4, 5, 6, 7, 8} },
		Outbox: func() []ShardLag {
			return []ShardLag{{Shard: 1}, {Shard: 2, Changes: 9, Since: noon().Add(-3 * time.Second)}}
		},
		Now: noon, CaughtUp: func() time.Time { return time.Now().Add(-time.Hour) },
		Health: func() HealthStats {
			return HealthStats{
				States:      map[string]Severity{"store": Failing, "disk": Degraded, "index": OK},
				ClockOffset: new(-1500 * time.Millisecond), FreeBytes: new(5e9), Unlinked: 90 * time.Second,
			}
		},
	})
	batch := Batch{
		Messages: 10, Records: 9, Weighed: 8, Pairs: 7, Edges: 6, Resolved: 5, Changes: 4, Opened: 3, Closed: 2, Looks: 1,
		Took: 30 * time.Millisecond, Produced: noon().Add(-time.Second), Done: noon(),
	}
	m.Batch(batch)
	m.Batch(batch)
	m.Step("look", 4*time.Millisecond)
	m.KafkaLag("people", 3, 12)
	m.KafkaLag("people", 4, 12)
	m.ForgetKafkaLag("people", 4)
	m.BatchFailed()
	m.BatchFailed()
	m.Fenced()
	m.DeadLetters(ReasonFormat, 2)
	m.DeadLetters("the name is JONES", 1)
	m.Told(5, 11, 15*time.Millisecond, noon().Add(-10*time.Millisecond), noon().Add(400*time.Millisecond))

	m.Expect("match", "read")
	m.Answered("match", 200, 15*time.Millisecond)
	m.Answered("", 404, time.Millisecond)

	got := collected(t, m)
	if behind := got["mpi_index_behind_seconds"]; !strings.HasPrefix(behind, "3600.") {
		t.Errorf("mpi_index_behind_seconds is %s", behind)
	}
	for name, want := range map[string]string{
		"mpi_messages_total":                                          "20",
		"mpi_batches_total":                                           "2",
		"mpi_records_total":                                           "18",
		"mpi_records_weighed_total":                                   "16",
		"mpi_candidates_compared_total":                               "14",
		"mpi_edges_total":                                             "12",
		"mpi_records_resolved_total":                                  "10",
		"mpi_identity_changes_total":                                  "8",
		"mpi_review_tasks_opened_total":                               "6",
		"mpi_review_tasks_closed_total":                               "4",
		"mpi_candidate_looks_total":                                   "2",
		`mpi_dead_letters_total{reason="format"}`:                     "2",
		`mpi_dead_letters_total{reason="other"}`:                      "1",
		`mpi_dead_letters_total{reason="time"}`:                       "0",
		`mpi_batch_seconds_bucket{le="0.02"}`:                         "0",
		`mpi_batch_seconds_bucket{le="0.05"}`:                         "2",
		`mpi_batch_step_seconds_count{step="look"}`:                   "1",
		`mpi_message_to_link_seconds_bucket{le="0.75"}`:               "0",
		`mpi_message_to_link_seconds_bucket{le="1"}`:                  "2",
		`mpi_kafka_lag_messages{partition="3",topic="people"}`:        "12",
		`mpi_kafka_lag_messages{partition="4",topic="people"}`:        "",
		"mpi_batches_failed_total":                                    "2",
		"mpi_fenced_total":                                            "1",
		`mpi_state{state="store"}`:                                    "2",
		`mpi_state{state="disk"}`:                                     "1",
		`mpi_state{state="index"}`:                                    "0",
		"mpi_clock_offset_seconds":                                    "-1.5",
		"mpi_data_free_bytes":                                         "5e+09",
		"mpi_oldest_unlinked_seconds":                                 "90",
		`mpi_published_changes_total{shard="5"}`:                      "11",
		"mpi_publish_seconds_sum":                                     "0.015",
		`mpi_change_to_event_seconds_bucket{le="0.25"}`:               "0",
		`mpi_change_to_event_seconds_bucket{le="0.5"}`:                "1",
		`mpi_message_to_event_seconds_sum`:                            "1.4",
		`mpi_api_requests_total{operation="match",status="200"}`:      "1",
		`mpi_api_requests_total{operation="read",status="503"}`:       "0",
		`mpi_api_requests_total{operation="none",status="404"}`:       "1",
		`mpi_api_request_seconds_bucket{operation="match",le="0.01"}`: "0",
		`mpi_api_request_seconds_bucket{operation="match",le="0.02"}`: "1",
		"mpi_store_transactions_total":                                "7",
		"mpi_store_retries_total":                                     "1",
		"mpi_store_statements_total":                                  "90",
		"mpi_index_documents":                                         "1",
		"mpi_index_overlay_changes":                                   "2",
		"mpi_index_segments":                                          "3",
		"mpi_index_struck_documents":                                  "4",
		"mpi_index_disk_bytes":                                        "5",
		"mpi_index_cache_hits_total":                                  "6",
		"mpi_index_cache_misses_total":                                "7",
		"mpi_index_batches_total":                                     "8",
		`mpi_outbox_lag_changes{shard="1"}`:                           "0",
		`mpi_outbox_lag_seconds{shard="1"}`:                           "0",
		`mpi_outbox_lag_changes{shard="2"}`:                           "9",
		`mpi_outbox_lag_seconds{shard="2"}`:                           "3",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
}

// TestMetricsWithoutSources wants no figures nobody has.
func TestMetricsWithoutSources(t *testing.T) {
	t.Parallel()
	for name := range collected(t, NewMetrics(Sources{})) {
		if regexp.MustCompile(`^mpi_(store|index|outbox|state|clock|data|oldest)`).MatchString(name) {
			t.Errorf("%s is told", name)
		}
	}
}

func TestMetricsAreNamedAsPrometheusAsks(t *testing.T) {
	t.Parallel()
	m := NewMetrics(Sources{})
	families, err := m.registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		name := f.GetName()
		if !strings.HasPrefix(name, prefix) {
			continue // the Go runtime's and the process's
		}
		if counter := f.GetType().String() == "COUNTER"; counter != strings.HasSuffix(name, "_total") {
			t.Errorf("%s is of type %s", name, f.GetType())
		}
		if !strings.HasSuffix(f.GetHelp(), ".") {
			t.Errorf("%s is not described", name)
		}
	}
}

func TestPathFindsTheBatchOfAChange(t *testing.T) {
	t.Parallel()
	var p path
	at := func(seconds int) time.Time { return noon().Add(time.Duration(seconds) * time.Second) }
	p.linked(at(10), at(20), at(3))
	p.linked(at(15), at(25), at(1)) // of another lane
	for decided, want := range map[int]int{9: -1, 10: 3, 15: 1, 20: 1, 25: 1, 26: -1} {
		got, known := p.produced(at(decided))
		if known != (want >= 0) || known && !got.Equal(at(want)) {
			t.Errorf("decided at %d: produced at %v, %t, want %d", decided, got, known, want)
		}
	}
	for i := range len(p.runs) { // the first two are forgotten
		p.linked(at(100+i), at(100+i), at(99))
	}
	if _, known := p.produced(at(15)); known {
		t.Error("the path remembers more batches than it has room for")
	}
}
