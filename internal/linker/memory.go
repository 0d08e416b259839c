package linker

import (
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// memory is what one batch leaves to the next: the values that its records hold,
// with what was made of them, how they compared, and the records themselves.
// Most names come again and again, and a person of whom something is told today
// is told of again tomorrow. Nothing that is decided depends on it.
type memory struct {
	using sync.Mutex // held by who adds or compares, and never while the store is asked

	interner *matcher.Interner
	comparer *matcher.Comparer
	records  *lru.Cache[remembered, *matcher.Comparable]
}

// remembered is a version of a record, with the number that stands for its own:
// what it is compared by never changes.
type remembered struct {
	id      string
	version int64
	class   demographics.NHSNumber
}

// mostValues are kept, so that a linker that runs for long does not grow; then
// it starts with an empty memory. Of records, those seen last are.
const (
	mostValues  = 1_000_000
	mostRecords = 100_000
)

func (l *Linker) remember() *memory {
	if l.memory == nil || l.memory.interner.Len() > mostValues {
		interner := l.Model.NewInterner()
		records, _ := lru.New[remembered, *matcher.Comparable](mostRecords) // fails for no positive size
		l.memory = &memory{interner: interner, comparer: l.Model.NewComparer(interner), records: records}
	}
	return l.memory
}

// recalled gives a member as it is compared, if it was seen lately.
func (m *memory) recalled(r *member) *matcher.Comparable {
	if r.entry.Version == 0 {
		return nil // it is no version of a record
	}
	c, _ := m.records.Get(remembered{r.entry.ID, r.entry.Version, r.class})
	return c
}

func (m *memory) keep(r *member) {
	if r.entry.Version != 0 {
		m.records.Add(remembered{r.entry.ID, r.entry.Version, r.class}, r.raw)
	}
}

// entries makes index entries of records.
func (m *memory) entries(l *Linker, records []Record) (entries []index.Entry, deleted []string, err error) {
	m.using.Lock()
	defer m.using.Unlock()
	return l.entries(records, l.standard, m.interner)
}
