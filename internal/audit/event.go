package audit

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Event is something that somebody did, or was kept from doing.
type Event struct {
	At      time.Time `json:"at"`
	Node    string    `json:"node,omitempty"`    // the process that it was done through
	Request string    `json:"request,omitempty"` // the id that the caller has of it

	Who          string   `json:"who"`
	Organisation string   `json:"organisation,omitempty"`
	Roles        []string `json:"roles,omitempty"`
	Purpose      string   `json:"purpose,omitempty"`

	Operation string  `json:"operation"`
	Outcome   Outcome `json:"outcome"`
	// Detail is a code or an id that says more, such as the task that was decided;
	// nothing of a person.
	Detail string `json:"detail,omitempty"`
	// Served are the identities that the answer told of.
	Served []Served `json:"served,omitempty"`
}

// Outcome is what became of it.
type Outcome string

// Outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused" // the caller may not
	Failed  Outcome = "failed"  // no answer could be given
)

// Served is an identity as a caller was told of it.
type Served struct {
	Identity string `json:"identity"`
	Version  int64  `json:"version"`
}

// mostServed is how many identities an event names: one that served more is several
// events, so that each is a small row.
const mostServed = 1000

// split gives an event in as many as it needs.
func (e *Event) split() []Event {
	if len(e.Served) <= mostServed {
		return []Event{*e}
	}
	var all []Event
	for part := range slices.Chunk(e.Served, mostServed) {
		one := *e
		one.Served = part
		all = append(all, one)
	}
	return all
}

// entry writes an event down at its place.
func (e *Event) entry(after Head) (Entry, error) {
	event := *e
	event.At = event.At.UTC()
	body, err := json.Marshal(placed{Chain: after.Chain, Seq: after.Seq + 1, Event: event})
	if err != nil {
		return Entry{}, fmt.Errorf("writing an event: %w", err)
	}
	entry := Entry{Chain: after.Chain, Seq: after.Seq + 1, At: event.At, Body: body, Served: event.Served}
	entry.Hash = entry.sum(after.Hash)
	return entry, nil
}

// placed is an event with its place, as it is kept.
type placed struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"seq"`

	Event
}

func (p *placed) standsAt(e *Entry) bool { return p.Chain == e.Chain && p.Seq == e.Seq }
