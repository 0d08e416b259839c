package index

import (
	"fmt"
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"
)

// recall remembers records that were read, by the place of their document. A
// file never changes, so what was read there stays right.
type recall struct {
	records      *lru.Cache[origin, found]
	hits, misses atomic.Int64
}

// origin is a document for all time.
type origin struct {
	shard    int
	segment  uint64
	document uint64
}

func newRecall(size int) (*recall, error) {
	r := &recall{}
	if size < 0 {
		return r, nil
	}
	records, err := lru.New[origin, found](size)
	if err != nil {
		return nil, fmt.Errorf("making a cache: %w", err)
	}
	r.records = records
	return r, nil
}

// read gives the record of a document.
func (r *recall) read(v *view, at place) (found, error) {
	s := &v.shards[at.shard].segments[at.segment]
	from := origin{shard: at.shard, segment: s.id, document: at.document}
	if r.records == nil {
		return readDocument(s, at.document)
	}
	if known, ok := r.records.Get(from); ok {
		r.hits.Add(1)
		return known, nil
	}
	r.misses.Add(1)
	read, err := readDocument(s, at.document)
	if err == nil {
		r.records.Add(from, read)
	}
	return read, err
}

func readDocument(s *segmentView, document uint64) (found, error) {
	var read found
	var failure error
	err := s.segment.VisitStoredFields(document, func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case fieldID:
			copy(read.id[:], value)
		case fieldStored:
			entry, err := decodePayload(read.id, value)
			read.entry, failure = &entry, err
		}
		return true
	})
	switch {
	case err != nil:
		return found{}, fmt.Errorf("reading a stored record: %w", err)
	case failure != nil:
		return found{}, failure
	case read.entry == nil:
		return found{}, fmt.Errorf("%w: expected a stored record", ErrDamaged)
	}
	return read, nil
}
