package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/lhcre/mpi/internal/publish"
)

// noticed is an answer to notices.
type noticed struct {
	Notices []publish.Notice `json:"notices"`
	After   string           `json:"after"`
	More    bool             `json:"more"`
}

func (w *world) notices(organisation, after string) noticed {
	w.Helper()
	path := "/notices"
	if after != "" {
		path += "?after=" + after
	}
	a := w.ask(http.MethodGet, path, "", "Authorization", "Bearer resolver@"+organisation+"/direct-care")
	var out noticed
	if err := json.Unmarshal([]byte(a.text), &out); err != nil || a.status != http.StatusOK {
		w.Fatalf("%d %v: %s", a.status, err, a.text)
	}
	return out
}

// An organisation that asks is given its own notices, each once, and no others'.
func TestNoticesAreToldToWhomTheyAreFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.tell("RYJ", "5", alison())
	w.tell("R0A", "6", alison()) // does not want to hear
	empty := w.notices("RYJ", "")
	if len(empty.Notices) != 0 || empty.Notices == nil || empty.More {
		t.Errorf("before there was anything: %+v", empty)
	}
	stay := []string{"stay", "in", "stay_since", "2026-01-01T10:00:00Z", "stay_visit", "V55", "stay_ward", "WARD7"}
	w.tell("RM3", "17", alison(stay...))
	first := w.notices("RYJ", empty.After)
	if len(first.Notices) != 1 {
		t.Fatalf("%d notices, want one", len(first.Notices))
	}
	n := first.Notices[0]
	want := []publish.Identifier{{Authority: "RYJ", LocalID: "5"}}
	if n.Status != publish.Sent || n.Kind != "admission" || n.Organisation != "RYJ" || n.Hospital != "RM3" || n.Ward != "WARD7" || !slices.Equal(n.Patient, want) {
		t.Errorf("told is %+v", n)
	}
	if again := w.notices("RYJ", first.After); len(again.Notices) != 0 {
		t.Errorf("told again: %+v", again)
	}
	for _, other := range []string{"R0A", "RM3", "RXX"} {
		if got := w.notices(other, ""); len(got.Notices) != 0 {
			t.Errorf("%s is told: %+v", other, got)
		}
	}
	w.tell("RM3", "17", alison("stay", "cancelled", "stay_visit", "V55"))
	for _, after := range []string{"", first.After} {
		got := w.notices("RYJ", after)
		if len(got.Notices) != 1 || got.Notices[0].Status != publish.Retracted || got.Notices[0].Notice != n.Notice || got.Notices[0].Hospital+got.Notices[0].Ward != "" {
			t.Errorf("retracted, after %q: %+v", after, got)
		}
	}
}

func TestNoticesBadInput(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, bad := range []string{"?after=!", "?after=bm8", "?after=e30&after=e30", "?before=e30", "?after=eyJhIjoxfQ"} {
		if a := w.ask(http.MethodGet, "/notices"+bad, ""); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", bad, a.status, a.text)
		}
	}
}
