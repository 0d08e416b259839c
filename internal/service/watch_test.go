package service

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/telemetry"
)

// newWatching gives one that watches intake alone.
func newWatching(now func() time.Time) *watching {
	w := &watching{
		metrics: telemetry.NewMetrics(telemetry.Sources{}), health: telemetry.NewHealth(slog.New(slog.DiscardHandler)), now: now,
	}
	w.intake = w.health.Condition(telemetry.State{Name: stateIntake, Severity: telemetry.Failing})
	return w
}

// Intake fails while any partition does, and no longer.
func TestIntakeFailsPartitionByPartition(t *testing.T) {
	t.Parallel()
	const topic = intake.TopicDemographics
	w := newWatching(time.Now)
	away := errors.New("away")
	for _, step := range []struct {
		what   string
		do     func()
		want   telemetry.Severity
		counts string // batches that failed, and partitions let go
	}{
		{"one fails", func() { w.Paused(topic, 0, away) }, telemetry.Failing, "1 0"},
		{"another works", func() { w.Paused(topic, 1, nil) }, telemetry.Failing, "1 0"},
		{"another fails", func() { w.Paused(topic, 1, away) }, telemetry.Failing, "2 0"},
		{"the first works", func() { w.Paused(topic, 0, nil) }, telemetry.Failing, "2 0"},
		{"the other is lost", func() { w.Lost(topic, 1) }, telemetry.OK, "2 0"},
		{"one is another's", func() { w.Refused(); w.Lost(topic, 0); w.Fenced(topic, 0) }, telemetry.Failing, "2 1"},
		{"Kafka knows it too", func() { w.Lost(topic, 0) }, telemetry.OK, "2 1"},
		{"it is another's again", func() { w.Refused(); w.Fenced(topic, 0) }, telemetry.Failing, "2 2"},
		{"its lane is ours", func() { w.Paused(topic, 0, nil) }, telemetry.OK, "2 2"},
	} {
		step.do()
		if got := w.health.States(t.Context())[stateIntake]; got != step.want {
			t.Errorf("%s: intake is %v, want %v", step.what, got, step.want)
		}
		if got := value(t, w, "mpi_batches_failed_total") + " " + value(t, w, "mpi_fenced_total"); got != step.counts {
			t.Errorf("%s: counted %s, want %s", step.what, got, step.counts)
		}
	}
}

// What is late is known by partition, and told as the worst of them.
func TestBehindHearsOfBatches(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	w := newWatching(func() time.Time { return now })
	w.Linking("people", 0, now.Add(-time.Hour))
	w.Linking("people", 1, now.Add(-time.Minute))
	if got := w.backlog.oldest(now); got != time.Hour {
		t.Errorf("while they are linked the oldest is %v", got)
	}
	w.Lost("people", 0)
	if got := w.backlog.oldest(now); got != time.Minute {
		t.Errorf("after one was lost the oldest is %v", got)
	}
}

func TestUntoldIsBehind(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	none, fresh, old := publish.Lag{Shard: 1}, publish.Lag{Shard: 2, Changes: 1, Since: now.Add(-4 * time.Minute)}, publish.Lag{Shard: 3, Changes: 1, Since: now.Add(-6 * time.Minute)}
	if err := untold([]publish.Lag{none, fresh}, now); err != nil {
		t.Errorf("with nothing old: %v", err)
	}
	if err := untold([]publish.Lag{none, fresh, old}, now); err == nil || !strings.Contains(err.Error(), "shard 3") {
		t.Errorf("with something old: %v", err)
	}
}

func value(t *testing.T, w *watching, name string) string {
	t.Helper()
	answer := httptest.NewRecorder()
	w.metrics.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(answer.Body.String()) {
		if text, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(text)
		}
	}
	return "no " + name
}
