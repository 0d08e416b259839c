package api

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store"
)

// place is how far a caller has read: what the parameter after holds.
type place struct {
	Next int                        `json:"n"` // the shard to begin with
	Read [store.Shards]store.Cursor `json:"r"`
}

const (
	eventsOfLane = 100 // at once
	manyEvents   = 500 // are enough for one answer
)

// told is an answer to identity-events.
type told struct {
	Events []publish.Event `json:"events"`
	After  string          `json:"after"`
	More   bool            `json:"more"` // there may be more at once
}

// events answers identity-events with what became of identities after a place, as
// the topic tells it, for callers without Kafka. Of one identity the versions come in
// their order.
func (c *call) events() (answer, error) {
	values, err := c.parameters("after")
	if err != nil {
		return answer{}, err
	}
	viewer, err := c.viewer()
	if err != nil {
		return answer{}, err
	}
	var at place
	if err := readPlace(values["after"], &at); err != nil || at.Next < 0 || at.Next >= store.Shards {
		return answer{}, invalid("after", wantPlace)
	}
	out := told{}
	changes, more, err := c.changes(&at)
	if err != nil {
		return answer{}, err
	}
	if out.Events, err = c.told(changes, viewer); err != nil {
		return answer{}, err
	}
	out.After, out.More = placeText(&at), more
	return inJSON(out)
}

// inJSON answers with what is no resource of FHIR.
func inJSON(v any) (answer, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return answer{}, fmt.Errorf("writing an answer: %w", err)
	}
	return answer{status: http.StatusOK, json: body}, nil
}

// changes reads on from a place, and moves it; there may be more at once if a shard has
// more than was read. Each answer begins with the shard after the last one's, so that
// none has to wait for the others.
func (c *call) changes(at *place) (all []linker.Change, more bool, err error) {
	for range store.Shards {
		if more = more || len(all) >= manyEvents; len(all) >= manyEvents {
			break
		}
		shard := at.Next
		found, next, err := c.Changes.Outbox(c.r.Context(), shard, at.Read[shard], eventsOfLane)
		if err != nil {
			return nil, false, fmt.Errorf("reading what became of identities: %w", err)
		}
		at.Read[shard], at.Next = next, (shard+1)%store.Shards
		more = more || len(found) >= eventsOfLane
		for i := range found {
			if change := found[i].Change; change != nil {
				all = append(all, *change)
			}
		}
	}
	return all, more, nil
}

// told makes events of changes, without the records that the caller may not know of
// now: who is restricted today may not have been when it was written.
func (c *call) told(changes []linker.Change, viewer people.Viewer) ([]publish.Event, error) {
	var records []identity.RecordID
	for i := range changes {
		records = slices.Concat(records, changes[i].Joined, changes[i].Left)
	}
	may, err := c.People.Told(c.r.Context(), viewer, records)
	if err != nil {
		return nil, err
	}
	events := make([]publish.Event, len(changes))
	for i := range changes {
		if events[i], err = publish.NewEvent(&changes[i]); err != nil {
			return nil, err
		}
		e := &events[i]
		hidden := func(r identity.RecordID) bool { return !may[r] }
		if slices.ContainsFunc(e.Joined, hidden) || slices.ContainsFunc(e.Left, hidden) {
			e.Restricted, e.Joined, e.Left = true, nil, nil
		}
		c.served = append(c.served, audit.Served{Identity: e.Identity, Version: e.Version})
	}
	return events, nil
}

// wantPlace is what a place that cannot be read should have been.
const wantPlace = "what an answer gave as after, or nothing"

// placeText writes a place down as callers have it: they make nothing of it.
func placeText(place any) string {
	body, err := json.Marshal(place)
	if err != nil {
		return "" // numbers alone
	}
	return base64.RawURLEncoding.EncodeToString(body)
}

// readPlace reads one, if there is one.
func readPlace(all []string, into any) error {
	if len(all) == 0 {
		return nil
	}
	body, err := base64.RawURLEncoding.DecodeString(all[0])
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil || len(all) > 1 {
		return invalid("after", wantPlace)
	}
	return nil
}
