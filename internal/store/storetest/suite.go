package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/reports"
	"github.com/lhcre/mpi/internal/store"
)

// Store is all that a store does.
type Store interface {
	linker.Store

	TakeLane(ctx context.Context, name, owner string) (linker.Lane, linker.Position, error)
	Position(ctx context.Context, topic string, partition int32) (offset int64, known bool, err error)

	LeaseShard(ctx context.Context, shard int, owner string, ttl time.Duration) (store.Lease, error)
	Outbox(ctx context.Context, shard int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error)
	MarkPublished(ctx context.Context, lease store.Lease, done store.Cursor) error
	History(ctx context.Context, id string) ([]linker.Change, error)
	NoticesTo(ctx context.Context, organisation string, after store.Cursor, limit int) ([]linker.Notice, store.Cursor, error)

	Together(ctx context.Context, records []identity.RecordID) ([]linker.Linked, error)
	RecordPage(ctx context.Context, after identity.RecordID, limit int) ([]linker.Record, error)
	MemberPage(ctx context.Context, after identity.RecordID, limit int) ([]store.Member, error)
	Content(ctx context.Context, id identity.RecordID, version int64) (facts.Content, error)
	NumberHistory(ctx context.Context, class uint64) ([]store.NumberChange, error)
	Counts(ctx context.Context) (store.Counts, error)

	DeadLetters(ctx context.Context, after string, limit int) ([]store.DeadLetter, error)
	DeadLetter(ctx context.Context, id string) (store.DeadLetter, error)
	MarkReplayed(ctx context.Context, id string) error

	reports.Store

	AdoptModel(ctx context.Context, m store.Model) error
	Models(ctx context.Context) ([]store.Model, error)
	Clock(ctx context.Context) (time.Time, error)
	Close() error
}

// Run tests a store. Open gives an empty one, which it also closes at the end of
// its test.
func Run(t *testing.T, open func(t *testing.T) Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(b *bench)
	}{
		{"a lane has one owner", testLanes},
		{"numbers have no gaps", testNumbers},
		{"what fails leaves nothing", testRollback},
		{"a transaction reads what it wrote", testOwnWrites},
		{"records are found", testRecords},
		{"people's records are found together", testTogether},
		{"versions are kept", testVersions},
		{"what is published is found by its number", testPublished},
		{"what is to be linked is found", testUnlinked},
		{"what others are to link is found", testInFlight},
		{"a record that was read is read as it was written since", testRecordsAgain},
		{"edges that were read are replaced", testEdgesAgain},
		{"facts are kept once", testFacts},
		{"the newest merge stands", testMerges},
		{"number facts fold", testNumberFacts},
		{"number states", testNumberStates},
		{"edges are replaced", testEdges},
		{"assertions are kept once", testAssertions},
		{"identities have their members", testIdentities},
		{"tasks open and close", testTasks},
		{"the outbox holds all of a change", testOutbox},
		{"changes of one identity keep their order over lanes", testOutboxOrder},
		{"records with a stay are found", testStays},
		{"notices are kept as they were told last", testNotices},
		{"a shard has one publisher", testLease},
		{"a position moves with its transaction", testPosition},
		{"dead letters are kept once", testDeadLetters},
		{"reports are open until they are decided", testReports},
		{"wide keys", testWide},
		{"a model's name stands for one file", testModels},
		{"counts and pages", testCounts},
		{"the same as in memory, whatever happens", testRandom},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(newBench(t, open(t)))
		})
	}
}
