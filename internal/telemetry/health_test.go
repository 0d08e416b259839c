package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
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
	h.Check("index", func(context.Context) error { return nil })
	kafka := h.Condition("kafka")
	for _, c := range []struct {
		err    error
		status int
		want   verdict
		logged string
	}{
		{nil, 200, verdict{"ok", map[string]string{"index": "ok", "kafka": "ok"}}, ""},
		{errors.New("no answer from user@host"), 503, verdict{"failing", map[string]string{"index": "ok", "kafka": "failing"}}, "user@host"},
		{errors.New("no answer from user@host"), 503, verdict{"failing", map[string]string{"index": "ok", "kafka": "failing"}}, ""},
		{nil, 200, verdict{"ok", map[string]string{"index": "ok", "kafka": "ok"}}, "ready again"},
	} {
		log.Reset()
		kafka.Set(c.err)
		status, got := ask(t, h, "/readyz")
		if status != c.status || got.Status != c.want.Status || !maps.Equal(got.Checks, c.want.Checks) {
			t.Errorf("with error %v /readyz answered %d %v, want %d %v", c.err, status, got, c.status, c.want)
		}
		if c.logged == "" && log.Len() > 0 || !strings.Contains(log.String(), c.logged) {
			t.Errorf("with error %v the log says %q, want %q", c.err, log.String(), c.logged)
		}
		if status, got := ask(t, h, "/livez"); status != 200 || got.Status != ok {
			t.Errorf("with error %v /livez answered %d %v", c.err, status, got)
		}
	}
}

// TestReadyDoesNotWaitForever has one check that never answers, not even when it
// is told to stop.
func TestReadyDoesNotWaitForever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := NewHealth(slog.New(slog.DiscardHandler))
		release := make(chan struct{})
		h.Check("store", func(context.Context) error { <-release; return nil })
		h.Check("kafka", func(context.Context) error { return nil })
		status, got := ask(t, h, "/readyz")
		if want := map[string]string{"store": "failing", "kafka": "ok"}; status != 503 || !maps.Equal(got.Checks, want) {
			t.Errorf("/readyz answered %d %v, want %v", status, got, want)
		}
		close(release)
	})
}
