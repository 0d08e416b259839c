package publish

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// The topics, and the schemas of their messages: a new number stands for messages
// that those who read the old ones could not read.
const (
	TopicIdentities = "mpi.identities.v1"
	TopicEvents     = "mpi.identity-events.v1"
	TopicNotices    = "mpi.notices.v1"
)

// State says whether an identity is in use.
type State string

// The states.
const (
	Live    State = "live"
	Retired State = "retired" // no record has it; Successor says who has most of them, if anybody
)

// Identity is a message of TopicIdentities: an identity as it is since a change.
type Identity struct {
	Schema     string `json:"schema"`
	Identity   string `json:"identity"`
	Version    int64  `json:"version"`
	State      State  `json:"state"`
	Successor  string `json:"successor,omitempty"`
	Restricted bool   `json:"restricted"`
	// Records are nil for a restricted identity, which hides them, and empty for
	// one that has none.
	Records  []linker.Reference `json:"records,omitzero"`
	ChangeID string             `json:"change_id"`
	Cause    string             `json:"cause"`
	Model    string             `json:"model"`
}

// Event is a message of TopicEvents: what became of an identity.
type Event struct {
	Schema     string              `json:"schema"`
	EventID    string              `json:"event_id"`
	Identity   string              `json:"identity"`
	Version    int64               `json:"version"`
	Type       identity.ChangeKind `json:"type"`
	Successor  string              `json:"successor,omitempty"`
	Restricted bool                `json:"restricted"`
	// Joined and Left are nil for a restricted identity.
	Joined   []identity.RecordID `json:"joined,omitzero"`
	Left     []identity.RecordID `json:"left,omitzero"`
	ChangeID string              `json:"change_id"`
	Part     int                 `json:"part"`
	Parts    int                 `json:"parts"`
	Cause    string              `json:"cause"`
	At       time.Time           `json:"at"`
	Model    string              `json:"model"`
}

// NoticeStatus says whether a notice stands.
type NoticeStatus string

// The statuses of a notice.
const (
	Sent      NoticeStatus = "sent"
	Retracted NoticeStatus = "retracted" // it was not so, or is not to be told any more
)

// Notice is a message of TopicNotices: what an organisation is told of a stay in
// another's hospital.
type Notice struct {
	Schema       string            `json:"schema"`
	Notice       string            `json:"notice"`
	Version      int64             `json:"version"`
	Status       NoticeStatus      `json:"status"`
	Kind         linker.NoticeKind `json:"kind"`
	Organisation string            `json:"organisation"`
	Patient      []Identifier      `json:"patient"`
	Hospital     string            `json:"hospital,omitempty"`
	Ward         string            `json:"ward,omitempty"`
	Since        time.Time         `json:"since,omitzero"`
	At           time.Time         `json:"at"`
}

// Identifier is a local identifier of a patient.
type Identifier struct {
	Authority string `json:"authority"`
	LocalID   string `json:"local_id"`
}

// NewNotice makes the message that tells a notice. A retracted one tells of no place:
// the person may be restricted now.
func NewNotice(n *linker.Notice) Notice {
	m := Notice{
		Schema: TopicNotices, Notice: n.ID, Version: n.Version, Status: Sent, Kind: n.Kind, Organisation: n.Organisation,
		Patient: []Identifier{}, Hospital: n.Hospital, Ward: n.Ward, Since: n.Since.UTC(), At: n.At.UTC(),
	}
	if n.Retracted {
		m.Status, m.Hospital, m.Ward, m.Since = Retracted, "", "", time.Time{}
	}
	for _, key := range n.Patient {
		m.Patient = append(m.Patient, Identifier{key.Authority, key.LocalID})
	}
	return m
}

// NewIdentity makes the message that says what an identity is since a change.
func NewIdentity(c *linker.Change) Identity {
	m := Identity{
		Schema: TopicIdentities, Identity: c.Identity, Version: c.Version, State: stateOf(c.Kind), Successor: c.Successor,
		Restricted: c.Restricted, ChangeID: c.ID, Cause: c.Cause, Model: c.Model,
	}
	if !c.Restricted {
		m.Records = orEmpty(c.Records)
	}
	return m
}

// NewEvent makes the message that says what a change was.
func NewEvent(c *linker.Change) (Event, error) {
	id, err := EventID(c.Identity, c.Version)
	if err != nil {
		return Event{}, err
	}
	m := Event{
		Schema: TopicEvents, EventID: id, Identity: c.Identity, Version: c.Version, Type: c.Kind, Successor: c.Successor,
		Restricted: c.Restricted, ChangeID: c.ID, Part: c.Part, Parts: c.Parts, Cause: c.Cause, At: c.At.UTC(), Model: c.Model,
	}
	if !c.Restricted {
		m.Joined, m.Left = orEmpty(c.Joined), orEmpty(c.Left)
	}
	return m, nil
}

// EventID names a change: the UUID of version 5 in the namespace that is the
// identity's id, for the version in decimal.
func EventID(identityID string, version int64) (string, error) {
	const size = 16
	space, err := hex.DecodeString(strings.ReplaceAll(identityID, "-", ""))
	if err != nil || len(space) != size {
		return "", errors.New("the id of an identity is no UUID")
	}
	return identity.UUID5(string(space), strconv.FormatInt(version, 10)), nil
}

func stateOf(kind identity.ChangeKind) State {
	if kind == identity.Retired || kind == identity.Redirected {
		return Retired
	}
	return Live
}

// orEmpty has an empty list written as one: a list that is missing is hidden.
func orEmpty[V any](list []V) []V {
	if list == nil {
		return []V{}
	}
	return list
}

// encode gives the two messages of a change.
func encode(c *linker.Change) (state, event []byte, err error) {
	e, err := NewEvent(c)
	if err != nil {
		return nil, nil, fmt.Errorf("telling version %d of identity %s: %w", c.Version, c.Identity, err)
	}
	if event, err = json.Marshal(e); err == nil {
		state, err = json.Marshal(NewIdentity(c))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("telling version %d of identity %s: %w", c.Version, c.Identity, err)
	}
	return state, event, nil
}
