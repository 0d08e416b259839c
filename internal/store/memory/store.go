package memory

import (
	"context"
	"sync"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/reports"
	"github.com/lhcre/mpi/internal/store"
)

// Store keeps everything in maps.
type Store struct {
	// Now is the clock, time.Now unless set.
	Now func() time.Time

	mu sync.RWMutex

	lanes   []*lane
	records table[identity.RecordID, linker.Record]
	// versions holds every content that a record has had.
	versions    table[version, facts.Content]
	byComponent lookup[identity.RecordID, identity.RecordID]
	byNumber    lookup[uint64, identity.RecordID]

	facts        table[told, facts.Fact]
	factsOf      lookup[identity.RecordID, told]
	merges       table[told, facts.Fact]
	mergesOf     lookup[identity.RecordID, told] // by either end
	numberFacts  table[uint64, numberFact]
	numberStates table[uint64, linker.NumberState]
	// numberHistory holds the changes of all numbers.
	numberHistory []store.NumberChange

	edges        table[pair, linker.Edge]
	edgesOf      lookup[identity.RecordID, pair]
	assertions   table[asserted, linker.Assertion]
	assertionsOf lookup[identity.RecordID, asserted]
	identities   table[string, identity.Identity]
	identitiesOf lookup[identity.RecordID, string]
	tasks        table[string, linker.Task]
	tasksOf      lookup[identity.RecordID, string]
	wide         table[wideKey, linker.WideValue]
	stays        table[identity.RecordID, bool] // the records that have ever told of one
	notices      table[string, store.Message]   // as they were told last
	noticesOf    lookup[identity.RecordID, string]

	shards      [store.Shards]shard
	deadLetters table[string, store.DeadLetter]
	reports     map[string]reports.Report
	models      []store.Model
}

type (
	version struct {
		record identity.RecordID
		number int64
	}
	// told names a fact: one message says a thing of a record once.
	told struct {
		record identity.RecordID
		hash   facts.Hash
		part   int
		kind   facts.Kind
	}
	pair     struct{ a, b identity.RecordID }
	asserted struct {
		id string
		pair
	}
	wideKey struct {
		rule string
		key  uint64
	}
	numberFact struct {
		facts.NumberFact

		lane, seq int64
	}
)

// New makes an empty store.
func New() *Store {
	return &Store{
		Now:     time.Now,
		records: table[identity.RecordID, linker.Record]{}, versions: table[version, facts.Content]{},
		byComponent: lookup[identity.RecordID, identity.RecordID]{}, byNumber: lookup[uint64, identity.RecordID]{},
		facts: table[told, facts.Fact]{}, factsOf: lookup[identity.RecordID, told]{},
		merges: table[told, facts.Fact]{}, mergesOf: lookup[identity.RecordID, told]{},
		numberFacts: table[uint64, numberFact]{}, numberStates: table[uint64, linker.NumberState]{},
		edges: table[pair, linker.Edge]{}, edgesOf: lookup[identity.RecordID, pair]{},
		assertions: table[asserted, linker.Assertion]{}, assertionsOf: lookup[identity.RecordID, asserted]{},
		identities: table[string, identity.Identity]{}, identitiesOf: lookup[identity.RecordID, string]{},
		tasks: table[string, linker.Task]{}, tasksOf: lookup[identity.RecordID, string]{},
		stays: table[identity.RecordID, bool]{}, notices: table[string, store.Message]{}, noticesOf: lookup[identity.RecordID, string]{},
		wide: table[wideKey, linker.WideValue]{}, deadLetters: table[string, store.DeadLetter]{},
		reports: map[string]reports.Report{},
	}
}

var _ linker.Store = (*Store)(nil)

// Update runs a transaction and takes it back if it fails.
func (s *Store) Update(ctx context.Context, held linker.Lane, count int, do func(tx linker.Tx, first int64) error) error {
	if err := ctx.Err(); err != nil {
		return err //nolint:wrapcheck // the caller's own
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lane(held.ID)
	if l == nil || l.epoch != held.Epoch {
		return linker.ErrFenced
	}
	t := &tx{reader: reader{s}, lane: l}
	first := l.next
	set(&t.journal, &l.next, l.next+int64(count))
	set(&t.journal, &l.turn, l.turn+1)
	done := false
	defer func() { // whatever happens in do
		if !done {
			t.journal.rollback()
		}
	}()
	if err := do(t, first); err != nil {
		return err
	}
	done = true
	return nil
}

// View runs a read-only transaction.
func (s *Store) View(ctx context.Context, do func(tx linker.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err //nolint:wrapcheck // the caller's own
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return do(&reader{s})
}

// Close does nothing: there is nothing to let go of.
func (*Store) Close() error { return nil }

// now is without the reading of the monotonic clock, as from a disk.
func (s *Store) now() time.Time { return s.Now().UTC().Round(0) }

// Clock gives what time it is.
func (s *Store) Clock(context.Context) (time.Time, error) { return s.now(), nil }
