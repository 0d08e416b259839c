package linker

import (
	"context"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// Lane is the right to write under a lane's numbers, until somebody else takes
// the lane.
type Lane struct {
	ID    int64
	Epoch int64
}

// Mark is how far the records of a lane are known: those up to Seq.
type Mark struct {
	Lane, Seq int64
}

// LaneState is how far a lane has come. Epoch and Turn count its owners and its
// transactions, the one that reads this among them.
type LaneState struct {
	Mark

	Epoch, Turn int64
}

// Store is what the linker needs of the store.
type Store interface {
	// Update runs a transaction that reserves count numbers of the lane; first is
	// the first of them. It fails with ErrFenced when the lane has another owner.
	// The function may run several times and must have no effect outside.
	Update(ctx context.Context, lane Lane, count int, do func(tx Tx, first int64) error) error
	// View runs a read-only transaction on one state of the store.
	View(ctx context.Context, do func(tx Reader) error) error
	// Marks gives the last number of every lane.
	Marks(ctx context.Context) ([]Mark, error)
	// Published gives up to limit records of a lane with numbers above a mark, in
	// their order. Of a record only the newest version is kept, so numbers are
	// missing.
	Published(ctx context.Context, after Mark, limit int) ([]Record, error)
	// NumberFacts gives up to limit of a lane's NHS-number facts with numbers above
	// a mark, in their order, and the number of the last.
	NumberFacts(ctx context.Context, after Mark, limit int) (found []facts.NumberFact, last int64, err error)
}

// Reader reads one state of the store. Lists of ids have no repeats; answers are
// ordered by id (edges and assertions by both), whatever the order asked in.
// What does not exist is left out. Only Records gives the contents of records.
type Reader interface {
	// Lanes gives how far every lane has come.
	Lanes() ([]LaneState, error)
	Records(ids []identity.RecordID) ([]Record, error)
	// Heads is Records without contents.
	Heads(ids []identity.RecordID) ([]Record, error)
	// Components gives all records of components, deleted ones among them.
	Components(components []identity.RecordID) ([]Record, error)
	// Holders gives the records, deleted ones left out, with a raw NHS number.
	Holders(numbers []uint64) ([]Record, error)
	// Edges gives the edges with an end among the records.
	Edges(ids []identity.RecordID) ([]Edge, error)
	// Assertions gives the assertions with an end among the records.
	Assertions(ids []identity.RecordID) ([]Assertion, error)
	// Identities gives every identity, live or retired, that has or last had one
	// of the records, with all its members.
	Identities(ids []identity.RecordID) ([]identity.Identity, error)
	// Named gives identities, live or retired, by their ids, with their members.
	Named(ids []string) ([]identity.Identity, error)
	// Members gives the records of live identities.
	Members(identities []string) ([]Record, error)
	// Tasks gives the open tasks with Low or High among the records.
	Tasks(ids []identity.RecordID) ([]Task, error)
	// Facts gives the facts that name one of the records as theirs.
	Facts(ids []identity.RecordID) ([]facts.Fact, error)
	// Merges gives all that was told of the records being merged into others, and
	// of others into them, by record and stamp.
	Merges(ids []identity.RecordID) ([]facts.Fact, error)
	// Unlinked is the heads of records whose newest version was published in a
	// lane and is not linked, up to a limit. Lane 0 stands for all lanes.
	Unlinked(lane int64, limit int) ([]Record, error)
	// InFlight is the heads of such records of all lanes; of one's own lanes only
	// those up to a mark.
	InFlight(own []Mark, limit int) ([]Record, error)
	// Wide lists the keys known to be wide.
	Wide() ([]WideValue, error)
	// NumberStates gives the states of number classes.
	NumberStates(classes []uint64) ([]NumberState, error)
	// Staying gives those of the records that have ever told of a stay in hospital.
	Staying(ids []identity.RecordID) ([]identity.RecordID, error)
	// Notices gives the notices of stays that records told of, as they are now.
	Notices(ids []identity.RecordID) ([]Notice, error)
}

// Tx reads and writes in one transaction. What it reads includes what it wrote.
type Tx interface {
	Reader

	// Adopt takes over what a view has read: nothing of it has changed since, the
	// caller says, so the transaction need not read it again to know what it writes.
	Adopt(view Reader)
	// AddFacts keeps facts; one that is there already is passed over.
	AddFacts(all []facts.Fact) error
	// PutMerges keeps facts about the merging of records; one that is there
	// already is passed over.
	PutMerges(all []facts.Fact) error
	// PutRecords writes records, new and changed ones, whole; one with a new
	// Version also goes into the record's history.
	PutRecords(all []Record) error
	// SetLinked sets Linked, LinkedNumber, Component, Identity, LinkVersion and
	// Hidden, and nothing else.
	SetLinked(all []Record) error
	// ReplaceEdges removes every edge with an end among the records and writes
	// new ones.
	ReplaceEdges(of []identity.RecordID, edges []Edge) error
	AddAssertions(all []Assertion) error
	// PutIdentities writes identities whole, their members too.
	PutIdentities(all []identity.Identity) error
	// AddChanges adds to the identities' history and to the outbox.
	AddChanges(all []Change) error
	// PutNotices keeps notices, new and changed ones, and adds each to the outbox.
	PutNotices(all []Notice) error
	// CloseTasks and OpenTasks keep the list of open tasks.
	CloseTasks(keys []string) error
	OpenTasks(tasks []Task) error
	// PutNumberFacts folds facts; numbers are the lane's.
	PutNumberFacts(all []facts.NumberFact, lane int64, seqs []int64) error
	// PutNumberStates keeps states with their history.
	PutNumberStates(all []NumberState, cause string) error
	AddWide(all []WideValue) error
	AddDeadLetters(all []DeadLetter) error
	// Advance moves the lane's Kafka position.
	Advance(position Position) error
}
