package telemetry

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Health knows whether the engine is alive, and whether it can do its work. Its
// pages say which checks fail; why they do is for the log, because addresses and
// users of servers are nobody's business who may only ask for health.
type Health struct {
	log *slog.Logger

	mu     sync.Mutex
	checks map[string]func(context.Context) error
	failed map[string]bool
}

// NewHealth makes one without checks.
func NewHealth(log *slog.Logger) *Health {
	return &Health{log: log, checks: map[string]func(context.Context) error{}, failed: map[string]bool{}}
}

// Check adds a check that the engine is ready only with, or replaces the one of
// that name.
func (h *Health) Check(name string, check func(context.Context) error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks[name] = check
}

// Condition adds a check that fails with whatever it was last told.
func (h *Health) Condition(name string) *Condition {
	c := &Condition{}
	h.Check(name, func(context.Context) error { return c.get() })
	return c
}

// Condition is a state that somebody else finds out about.
type Condition struct {
	mu  sync.Mutex
	err error
}

// Set says what is wrong; nil says that nothing is.
func (c *Condition) Set(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.err = err
}

func (c *Condition) get() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Register adds /livez and /readyz. /livez answers as long as the process does:
// one whose servers are away has to wait for them, not to be killed.
func (h *Health) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { respond(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { respond(w, h.results(r.Context())) })
}

// verdict is what a page of health says.
type verdict struct {
	Status string            `json:"status"`
	Checks map[string]string `json:"checks,omitempty"`
}

const (
	ok      = "ok"
	failing = "failing"
)

func respond(w http.ResponseWriter, results map[string]error) {
	v, status := verdict{Status: ok, Checks: map[string]string{}}, http.StatusOK
	for name, err := range results {
		v.Checks[name] = ok
		if err != nil {
			v.Checks[name], v.Status, status = failing, failing, http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // whoever asked has gone
	}
}

// results runs all checks at once. One that does not answer in time fails.
func (h *Health) results(ctx context.Context) map[string]error {
	const patience = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	h.mu.Lock()
	answers := make(map[string]chan error, len(h.checks))
	for name, check := range h.checks {
		answer := make(chan error, 1)
		answers[name] = answer
		go func() { answer <- check(ctx) }()
	}
	h.mu.Unlock()
	out := make(map[string]error, len(answers))
	for name, answer := range answers {
		out[name] = within(ctx, answer)
		h.note(ctx, name, out[name])
	}
	return out
}

// within waits for an answer. One that is there counts, however late it is.
func within(ctx context.Context, answer <-chan error) error {
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-answer:
		return err
	default:
		return ctx.Err() //nolint:wrapcheck // it says all there is
	}
}

// note logs when a check begins to fail and when it ends.
func (h *Health) note(ctx context.Context, name string, err error) {
	h.mu.Lock()
	before := h.failed[name]
	h.failed[name] = err != nil
	h.mu.Unlock()
	switch {
	case err != nil && !before:
		h.log.WarnContext(ctx, "not ready", slog.String("check", name), slog.Any("error", err))
	case err == nil && before:
		h.log.InfoContext(ctx, "ready again", slog.String("check", name))
	}
}
