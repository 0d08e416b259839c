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
	at, err := readPlace(values["after"])
	if err != nil {
		return answer{}, err
	}
	out := told{Events: []publish.Event{}}
	changes, err := c.changes(&at)
	if err != nil {
		return answer{}, err
	}
	if out.Events, err = c.told(changes, viewer); err != nil {
		return answer{}, err
	}
	out.After, out.More = at.text(), len(changes) >= manyEvents
	body, err := json.Marshal(out)
	if err != nil {
		return answer{}, fmt.Errorf("writing what became of identities: %w", err)
	}
	return answer{status: http.StatusOK, json: body}, nil
}

// changes reads on from a place, and moves it. Each answer begins with the shard
// after the last one's, so that none has to wait for the others.
func (c *call) changes(at *place) (all []linker.Change, err error) {
	for range store.Shards {
		shard := at.Next
		found, next, err := c.Changes.Outbox(c.r.Context(), shard, at.Read[shard], eventsOfLane)
		if err != nil {
			return nil, fmt.Errorf("reading what became of identities: %w", err)
		}
		at.Read[shard], at.Next = next, (shard+1)%store.Shards
		for i := range found {
			all = append(all, found[i].Change)
		}
		if len(all) >= manyEvents {
			break
		}
	}
	return all, nil
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

func (p *place) text() string {
	body, err := json.Marshal(p)
	if err != nil {
		return "" // numbers alone
	}
	return base64.RawURLEncoding.EncodeToString(body)
}

func readPlace(all []string) (at place, err error) {
	if len(all) == 0 {
		return at, nil
	}
	body, err := base64.RawURLEncoding.DecodeString(all[0])
	if err == nil {
		err = json.Unmarshal(body, &at)
	}
	if err != nil || len(all) > 1 || at.Next < 0 || at.Next >= store.Shards {
		return at, invalid("after", "what an answer gave as after, or nothing")
	}
	return at, nil
}
