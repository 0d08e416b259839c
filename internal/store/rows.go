package store

import (
	"crypto/sha256"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// Shards is into how many parts the outbox is cut. Each is published by one
// process at a time.
const Shards = 8

// ShardOf gives the shard of an identity or a notice: always the same one, so that
// what becomes of it is told in order.
func ShardOf(id string) int {
	sum := sha256.Sum256([]byte(id))
	return int(sum[0]) % Shards
}

// Message is what others are told, in its place: a change or a notice.
type Message struct {
	Shard     int
	Lane, Seq int64 // who wrote it, and its number there
	Change    *linker.Change
	Notice    *linker.Notice
}

// Key names what is told.
func (m *Message) Key() MessageKey {
	if m.Notice != nil {
		return MessageKey{m.Notice.ID, m.Notice.Version}
	}
	return MessageKey{m.Change.Identity, m.Change.Version}
}

// At is when it was decided.
func (m *Message) At() time.Time {
	if m.Notice != nil {
		return m.Notice.At
	}
	return m.Change.At
}

// Cursor is how far a shard has been read: the last number of each lane.
type Cursor map[int64]int64

// Lease is the right to publish a shard, until it runs out and another takes it.
type Lease struct {
	Shard int
	Epoch int64
	Until time.Time
	Done  Cursor // what has been published already
}

// DeadLetter is a message that could not be taken, as it is kept.
type DeadLetter struct {
	linker.DeadLetter

	ID       string
	Replayed time.Time // zero until it is
}

// Counts is how much the store holds.
type Counts struct {
	Records     int64 // that are not deleted
	Identities  int64 // that are not retired
	Links       int64 // records beyond the first of each identity
	OpenTasks   int64
	DeadLetters int64     // that were not replayed
	OldestTask  time.Time // zero without tasks
}

// Member is a record with the identity that it has.
type Member struct {
	Record   identity.RecordID
	Identity string
}

// NumberChange is when the state of an NHS number's class became another.
type NumberChange struct {
	linker.NumberState

	Cause string
	At    time.Time
}

// Model is a model that decisions were made with.
type Model struct {
	Name, Version string
	SHA256        [sha256.Size]byte // of File
	File          []byte
	Adopted       time.Time
}

// Stats is what the store has had to do since it was opened.
type Stats struct {
	Transactions int64 // that changed something, or tried
	Retries      int64 // of these, because others were at the same rows
	Statements   int64
}
