package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func ask(t *testing.T, h *Health, page string) (int, verdict) {
	t.Helper()
	mux := http.NewServeMux()
	h.Register(mux)
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, page, nil))
	var v verdict
	if err := json.Unmarshal(answer.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s answered %q: %v", page, answer.Body, err)
	}
	return answer.Code, v
}

func TestReadyNamesWhatFails(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := NewHealth(slog.New(slog.NewTextHandler(&log, nil)))
	h.Check(State{Name: "index", Severity: Failing}, func(context.Context) error { return nil })
	kafka := h.Condition(State{Name: "kafka", Severity: Failing})
	disk := h.Condition(State{Name: "disk", Severity: Degraded})
	publish := h.Condition(State{Name: "publish", Severity: Failing, Follows: []string{"kafka"}})
	secret := errors.New("no answer from user@host")
	checks := func(disk, kafka, publish string) map[string]string {
		return map[string]string{"index": "ok", "disk": disk, "kafka": kafka, "publish": publish}
	}
	for _, c := range []struct {
		disk, kafka, publish error
		status               int
		want                 verdict
		logged               string
	}{
		{nil, nil, nil, 200, verdict{"ok", nil, checks("ok", "ok", "ok")}, ""},
		{secret, nil, nil, 200, verdict{"degraded", []string{"disk"}, checks("degraded", "ok", "ok")}, "user@host"},
		{secret, secret, nil, 503, verdict{"failing", []string{"disk", "kafka"}, checks("degraded", "failing", "ok")}, "user@host"},
		{nil, secret, secret, 503, verdict{"failing", []string{"kafka"}, checks("ok", "failing", "failing")}, "user@host"},
		{nil, secret, secret, 503, verdict{"failing", []string{"kafka"}, checks("ok", "failing", "failing")}, ""},
		{nil, nil, secret, 503, verdict{"failing", []string{"publish"}, checks("ok", "ok", "failing")}, "ok again"},
		{nil, nil, nil, 200, verdict{"ok", nil, checks("ok", "ok", "ok")}, "ok again"},
	} {
		log.Reset()
		disk.Set(c.disk)
		kafka.Set(c.kafka)
		publish.Set(c.publish)
		status, got := ask(t, h, "/readyz")
		if status != c.status || !reflect.DeepEqual(got, c.want) {
			t.Errorf("/readyz answered %d %v, want %d %v", status, got, c.status, c.want)
		}
		if c.logged == "" && log.Len() > 0 || !strings.Contains(log.String(), c.logged) {
			t.Errorf("with %v the log says %q, want %q", c.want, log.String(), c.logged)
		}
		if status, got := ask(t, h, "/livez"); status != 200 || got.Status != "ok" {
			t.Errorf("with %v /livez answered %d %v", c.want, status, got)
		}
	}
}

// A part that recovers clears nothing of another's.
func TestConditionHoldsWhileAnyPartFails(t *testing.T) {
	t.Parallel()
	h := NewHealth(slog.New(slog.DiscardHandler))
	intake := h.Condition(State{Name: "intake", Severity: Failing})
	for _, step := range []struct {
		part string
		err  error
		want Severity
	}{
		{"people/0", nil, OK},
		{"people/0", errors.New("away"), Failing},
		{"people/1", errors.New("away"), Failing},
		{"people/1", nil, Failing},
		{"people/2", nil, Failing},
		{"people/0", nil, OK},
	} {
		intake.SetPart(step.part, step.err)
		if got := h.States(t.Context())["intake"]; got != step.want {
			t.Errorf("after %s was told %v it is %v, want %v", step.part, step.err, got, step.want)
		}
	}
}

// TestReadyDoesNotWaitForever has one check that never answers, not even when it
// is told to stop: it fails, holds up no other, and is not asked again meanwhile.
func TestReadyDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth(slog.New(slog.DiscardHandler))
		release := make(chan struct{})
		var asked atomic.Int32
		h.Check(State{Name: "store", Severity: Failing}, func(context.Context) error { asked.Add(1); <-release; return nil })
		h.Check(State{Name: "kafka", Severity: Failing}, func(context.Context) error { return nil })
		began := time.Now()
		for range 3 {
			status, got := ask(t, h, "/readyz")
			if want := map[string]string{"store": "failing", "kafka": "ok"}; status != 503 || !reflect.DeepEqual(got.Checks, want) {
				t.Errorf("/readyz answered %d %v, want %v", status, got, want)
			}
		}
		if took := time.Since(began); took != 2*time.Second || asked.Load() != 1 {
			t.Errorf("three probes took %v and asked %d times, want 2s and once", took, asked.Load())
		}
		close(release)
		time.Sleep(fresh)
		if status, got := ask(t, h, "/readyz"); status != 200 || asked.Load() != 2 {
			t.Errorf("once it answers, /readyz says %d %v, having asked %d times", status, got, asked.Load())
		}
	})
}

// However many ask, a server is asked once a second; and whoever goes away while
// it is asked does not make it look as if it had failed.
func TestProbesDoNotHammer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth(slog.New(slog.DiscardHandler))
		var asked atomic.Int32
		h.Check(State{Name: "store", Severity: Failing}, func(ctx context.Context) error {
			asked.Add(1)
			time.Sleep(100 * time.Millisecond)
			return ctx.Err()
		})
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 100 {
			go h.States(gone)
		}
		time.Sleep(2500 * time.Millisecond)
		for range 10 {
			if got := h.States(t.Context())["store"]; got != OK {
				t.Errorf("it is %v, want ok", got)
			}
		}
		if n := asked.Load(); n != 2 {
			t.Errorf("the store was asked %d times, want 2", n)
		}
	})
}
