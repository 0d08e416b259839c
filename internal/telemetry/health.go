package telemetry

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"sync"
)

// Health knows whether the engine is alive, and which states it is in. Its pages
// name the states; why they hold is for the log, because addresses and users of
// servers are nobody's business who may only ask for health.
type Health struct {
	log *slog.Logger

	mu     sync.Mutex
	checks map[string]check
	before map[string]Severity // what was last logged
}

// check finds out whether a state holds, and why.
type check struct {
	state State
	get   func() error
}

// NewHealth makes one without states.
func NewHealth(log *slog.Logger) *Health {
	return &Health{log: log, checks: map[string]check{}, before: map[string]Severity{}}
}

// Check adds a state that holds while ask gives an error, or no answer within two
// seconds. It is asked once a second at most.
func (h *Health) Check(state State, ask func(context.Context) error) {
	p := &probe{ask: ask}
	h.add(check{state, p.get})
}

// Condition adds a state that holds while it was last told so.
func (h *Health) Condition(state State) *Condition {
	c := &Condition{}
	h.add(check{state, c.get})
	return c
}

func (h *Health) add(c check) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.checks[c.state.Name] = c
}

// Register adds /livez and /readyz. /livez answers as long as the process does:
// one whose servers are away has to wait for them, not to be killed.
func (h *Health) Register(mux *http.ServeMux) {
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { respond(w, verdict{Status: OK.String()}) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) { respond(w, h.verdict(r.Context())) })
}

// verdict is what a page of health says.
type verdict struct {
	Status string            `json:"status"`
	Causes []string          `json:"causes,omitempty"` // the states to look at first
	Checks map[string]string `json:"checks,omitempty"`
}

func respond(w http.ResponseWriter, v verdict) {
	status := http.StatusOK
	if v.Status == Failing.String() {
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // whoever asked has gone
	}
}

func (h *Health) verdict(ctx context.Context) verdict {
	now := h.States(ctx)
	v, worst := verdict{Checks: map[string]string{}}, OK
	for name, severity := range now {
		v.Checks[name] = severity.String()
		worst = max(worst, severity)
		if severity != OK && !h.follows(name, now) {
			v.Causes = append(v.Causes, name)
		}
	}
	slices.Sort(v.Causes)
	v.Status = worst.String()
	return v
}

// follows says whether another state that holds brings this one about.
func (h *Health) follows(name string, now map[string]Severity) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.ContainsFunc(h.checks[name].state.Follows, func(cause string) bool { return now[cause] != OK })
}

// States gives how bad each state is now, and logs what has changed.
func (h *Health) States(ctx context.Context) map[string]Severity {
	h.mu.Lock()
	all := make([]check, 0, len(h.checks))
	for _, c := range h.checks {
		all = append(all, c)
	}
	h.mu.Unlock()
	problems := getAll(all)
	out := make(map[string]Severity, len(all))
	for i, c := range all {
		if problems[i] != nil {
			out[c.state.Name] = c.state.Severity
		} else {
			out[c.state.Name] = OK
		}
		h.note(ctx, c.state, problems[i])
	}
	return out
}

// getAll asks for all at once: together they take no longer than the slowest.
func getAll(all []check) []error {
	problems := make([]error, len(all))
	var group sync.WaitGroup
	for i, c := range all {
		group.Go(func() { problems[i] = c.get() })
	}
	group.Wait()
	return problems
}

// note logs when a state begins and when it ends.
func (h *Health) note(ctx context.Context, s State, problem error) {
	now := OK
	if problem != nil {
		now = s.Severity
	}
	h.mu.Lock()
	before := h.before[s.Name]
	h.before[s.Name] = now
	h.mu.Unlock()
	if now == before {
		return
	}
	state := slog.String("state", s.Name)
	switch now {
	case Failing:
		h.log.WarnContext(ctx, "failing", state, slog.Any("error", problem))
	case Degraded:
		h.log.WarnContext(ctx, "degraded", state, slog.Any("error", problem))
	case OK:
		h.log.InfoContext(ctx, "ok again", state)
	}
}
