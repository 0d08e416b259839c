package index

import (
	"encoding/binary"
	"math/bits"
)

// table says which documents of a segment have a value: pairs of the value's
// hash and a document, sorted, in so many buckets by the leading bits of the
// hash. A look reads the start of one bucket and the few pairs in it.
type table struct {
	pairs  []byte
	starts []byte // of each bucket, and the end of the last
	bits   uint   // 2^bits buckets
}

// pair is one of a table.
type pair struct {
	hash     uint64
	document uint32
}

const (
	pairSize  = 8 + 4
	startSize = 4
	hashBits  = 64
	// bucketSize is how many pairs a bucket has, on average, at least. Half the
	// buckets of a table that was made for more pairs than came are empty.
	bucketSize = 8
	mostBits   = 28
)

// bucketBits says how many buckets are worth having for some pairs.
func bucketBits(pairs int) uint {
	return min(mostBits, uint(bits.Len(uint(pairs/bucketSize))))
}

func (t *table) len() int { return len(t.pairs) / pairSize }

func (t *table) at(n int) pair {
	b := t.pairs[n*pairSize : (n+1)*pairSize]
	return pair{hash: binary.LittleEndian.Uint64(b), document: binary.LittleEndian.Uint32(b[8:])}
}

func (t *table) hashAt(n int) uint64 { return binary.LittleEndian.Uint64(t.pairs[n*pairSize:]) }

// find gives the first pair of a hash and the one after the last.
func (t *table) find(hash uint64) (from, to int) {
	start := int(hash>>(hashBits-t.bits)) * startSize //nolint:gosec // at most 2^28 buckets
	from = int(binary.LittleEndian.Uint32(t.starts[start:]))
	end := min(int(binary.LittleEndian.Uint32(t.starts[start+startSize:])), t.len())
	for high := end; from < high; {
		middle := int(uint(from+high) / 2)
		if t.hashAt(middle) < hash {
			from = middle + 1
		} else {
			high = middle
		}
	}
	for to = from; to < end && t.hashAt(to) == hash; {
		to++
	}
	return from, to
}
