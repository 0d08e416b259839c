package index

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"sync/atomic"
)

// table says which documents of a segment have a value: pairs of the value's
// hash and a document, sorted, in so many buckets by the leading bits of the
// hash. A look reads one bucket: where it starts, its checksum, and its few pairs.
type table struct {
	pairs  []byte
	starts []byte // of each bucket, and its checksum; the end of the last
	bits   uint   // 2^bits buckets
}

// pair is one of a table.
type pair struct {
	hash     uint64
	document uint32
}

const (
	pairSize  = 8 + 4
	startSize = 4 + checksumSize
	hashBits  = 64
	// bucketSize is how many pairs a bucket has, on average, at most, and half as
	// many at least: fewer cost space for checksums, more time to compare them. Half
	// the buckets of a table that was made for more pairs than came are empty.
	bucketSize = 16
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
func (t *table) find(hash uint64) (from, to int, err error) { return t.bucket(hash).find(t, hash) }

// bucket is a part of a table: the pairs from one to before another.
type bucket struct {
	from, end   int
	number, sum uint32
}

// bucket gives the bucket that a hash belongs to.
func (t *table) bucket(hash uint64) bucket {
	return t.bucketAt(int(hash >> (hashBits - t.bits))) //nolint:gosec // at most 2^28 buckets
}

func (t *table) buckets() int { return 1 << t.bits }

func (t *table) bucketAt(n int) bucket {
	start := t.starts[n*startSize : (n+2)*startSize]
	return bucket{
		from:   min(int(binary.LittleEndian.Uint32(start)), t.len()),
		end:    min(int(binary.LittleEndian.Uint32(start[startSize:])), t.len()),
		number: uint32(n), //nolint:gosec // at most 2^28
		sum:    binary.LittleEndian.Uint32(start[startSize-checksumSize:]),
	}
}

// check compares the checksum of a bucket.
func (b bucket) check(t *table) error {
	if b.from > b.end || checksum(b.number, t.pairs[b.from*pairSize:b.end*pairSize]) != b.sum {
		return fmt.Errorf("%w: expected bucket %d of a table to fit its checksum", ErrDamaged, b.number)
	}
	return nil
}

// bucketsOf gives the buckets of many hashes. What find will read of them is read
// here, one after another with nothing in between, so that the processor waits
// for many at once.
func (t *table) bucketsOf(terms []term, into []bucket) []bucket {
	into = into[:0]
	for i := range terms {
		into = append(into, t.bucket(terms[i].hash))
	}
	read := byte(0)
	for _, b := range into {
		if b.from < b.end {
			read ^= t.pairs[b.from*pairSize] ^ t.pairs[(b.from+b.end)/2*pairSize] ^ t.pairs[b.end*pairSize-1]
		}
	}
	touched.Store(uint32(read))
	return into
}

// touched is what was read for nothing but to have read it: no compiler leaves
// that out.
var touched atomic.Uint32

// find gives the first pair of a hash in the bucket and the one after the last.
func (b bucket) find(t *table, hash uint64) (from, to int, err error) {
	if err := b.check(t); err != nil {
		return 0, 0, err
	}
	from, end := b.from, b.end
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
	return from, to, nil
}
