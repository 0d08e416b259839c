package index

import (
	"hash/maphash"
	"math/bits"
	"sync/atomic"
)

// recall remembers records that were read lately, by the place of their
// document: a linker's looks come back to the same ones. A file never changes,
// so what was read there stays right. Each document has one slot, which the last
// that was read takes: reading again costs little more than keeping an order of
// use would.
type recall struct {
	slots        []atomic.Pointer[memory] // none, or a power of two
	seed         maphash.Seed
	hits, misses atomic.Int64
}

// memory is a record that was read, and where.
type memory struct {
	origin

	id    recordID
	entry Entry
}

func (m *memory) found() found { return found{id: m.id, entry: &m.entry} }

// origin is a document for all time.
type origin struct {
	shard    int
	segment  uint64
	document uint32
}

func newRecall(size int) *recall {
	r := &recall{seed: maphash.MakeSeed()}
	if size > 0 {
		r.slots = make([]atomic.Pointer[memory], 1<<bits.Len(uint(size-1)))
	}
	return r
}

// read gives the record of a document.
func (r *recall) read(v *view, at place) (found, error) {
	s := &v.shards[at.shard].segments[at.segment]
	if len(r.slots) == 0 {
		read, err := readDocument(s, at.document)
		if err != nil {
			return found{}, err
		}
		return read.found(), nil
	}
	from := origin{shard: at.shard, segment: s.id, document: at.document}
	slot := &r.slots[maphash.Comparable(r.seed, from)&uint64(len(r.slots)-1)] //nolint:gosec // never negative
	if known := slot.Load(); known != nil && known.origin == from {
		r.hits.Add(1)
		return known.found(), nil
	}
	r.misses.Add(1)
	read, err := readDocument(s, at.document)
	if err != nil {
		return found{}, err
	}
	read.origin = from
	slot.Store(read)
	return read.found(), nil
}

func readDocument(s *segmentView, document uint32) (*memory, error) {
	id, payload, err := s.block.document(int(document))
	if err != nil {
		return nil, err
	}
	read := &memory{id: id}
	if read.entry, err = decodePayload(id, payload); err != nil {
		return nil, err
	}
	return read, nil
}
