package linker

import (
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// Record is a record as the store keeps it.
type Record struct {
	ID      identity.RecordID
	Key     facts.Key
	Content facts.Content
	// Number is the NHS number as told, 0 without a usable one.
	Number uint64
	// Restricted says that the person's whereabouts are hidden.
	Restricted bool
	Deleted    bool

	Lane, LaneSeq int64 // who published the version, and its number there
	Version       int64 // of the content, counted from 1
	Linked        int64 // the version that the edges rest on
	// LinkedNumber is the NHS number of that version.
	LinkedNumber uint64

	Component   identity.RecordID // the smallest record of its component
	Identity    string            // "" before it is linked, or when it is deleted
	LinkVersion int64
	// Hidden says that the identity was last told without its records.
	Hidden bool
}

// Linked is a record with what is known of the identity that it has.
type Linked struct {
	Record

	IdentityVersion int64
	IdentityCreated time.Time
	// Merges says that something was told of its being merged into another record.
	Merges bool
}

// Edge is an edge with the versions that it rests on.
type Edge struct {
	identity.Edge // A < B

	VersionA, VersionB int64
	Model              string
}

// Assertion is an assertion with the records as those who asserted it saw them.
type Assertion struct {
	identity.Assertion

	// SeenA and SeenB are compact records, nil for what an authority says.
	SeenA, SeenB []byte
	Who          string
	Note         string
}

// Task is an open review task.
type Task struct {
	identity.Task

	Opened time.Time
}

// Change is what became of an identity, with what others are told of it.
type Change struct {
	identity.Change

	ID          string // of all that changed together
	Part, Parts int
	Cause       string
	At          time.Time
	Model       string
	Records     []Reference // of the identity as it is now, in order
	Restricted  bool        // Records may not be told
}

// Reference names a source record outside.
type Reference struct {
	Authority   string `json:"authority"`
	LocalID     string `json:"local_id"`
	LinkVersion int64  `json:"link_version"`
}

// NoticeKind says what happened to somebody.
type NoticeKind string

// The kinds of notice.
const (
	Admission NoticeKind = "admission"
	Discharge NoticeKind = "discharge"
)

// Notice tells an organisation that somebody whom it knows was admitted to another's
// hospital, or discharged.
type Notice struct {
	ID      string // the same each time that it is told
	Version int64  // counted from 1
	Kind    NoticeKind
	// Retracted says that it was not so, or is not to be told any more.
	Retracted    bool
	Organisation string      // that is told, by its ODS code
	Patient      []facts.Key // the person's records there
	At           time.Time   // when it was decided

	Record   identity.RecordID // which tells of the stay
	Hospital string            // the ODS code of the organisation whose record that is
	Ward     string
	Visit    string    // the hospital's number of it, which is not told
	Since    time.Time // when it happened; zero if that is not known

	Identity        string // of the person, as it was then
	IdentityVersion int64
}

// Position is a place in a Kafka topic.
type Position struct {
	Topic     string
	Partition int32
	Offset    int64
}

// DeadLetter is a message that could not be taken.
type DeadLetter struct {
	Position

	At          time.Time // when it arrived
	ContentType string
	Key, Value  []byte
	Reason      string
}

// NumberState is what is known of an NHS number's holders.
type NumberState struct {
	Class   uint64
	State   uint8 // matcher.NumberState
	Holders int
}

// WideValue is a key that too many records share.
type WideValue struct {
	Rule  string
	Key   uint64
	Count int
	Model string
}
