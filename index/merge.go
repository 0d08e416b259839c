package index

import (
	"io"
	"iter"
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// docDropped is, to bleve, the new number of a document that has gone.
const docDropped = math.MaxUint64

// merging makes one segment of several, without the documents that were dropped.
// Its pairs come in order, so that nothing is sorted and little is held.
type merging struct {
	blocks  []*block
	numbers [][]uint64 // of each block's documents in the new segment
	closed  <-chan struct{}
	cursors []cursor // a heap: the least first
	failure error    // that ended the pairs
}

// mergeBlocks writes the segment and gives the new numbers of all documents.
func mergeBlocks(out io.Writer, blocks []*block, drops []*roaring.Bitmap, closed <-chan struct{}) ([][]uint64, error) {
	m := &merging{blocks: blocks, closed: closed}
	w := newBlockWriter(out)
	if err := m.documents(w, drops); err != nil {
		return nil, err
	}
	for attribute := range attributes {
		if m.stopped() {
			return nil, segment.ErrClosed
		}
		if w.table(m.pairs(attribute), m.most(attribute)); m.failure != nil {
			return nil, m.failure
		}
	}
	if m.stopped() {
		return nil, segment.ErrClosed
	}
	return m.numbers, w.end()
}

func (m *merging) stopped() bool {
	select {
	case <-m.closed:
		return true
	default:
		return false
	}
}

func (m *merging) documents(w *blockWriter, drops []*roaring.Bitmap) error {
	next := uint64(0)
	for i, b := range m.blocks {
		if m.stopped() {
			return segment.ErrClosed
		}
		numbers := make([]uint64, b.count)
		for n := range numbers {
			if drops[i] != nil && drops[i].Contains(uint32(n)) {
				numbers[n] = docDropped
				continue
			}
			id, payload, err := b.document(n)
			if err != nil {
				return err
			}
			w.add(id[:], payload)
			numbers[n] = next
			next++
		}
		m.numbers = append(m.numbers, numbers)
	}
	w.endDocuments()
	return nil
}

// most is how many pairs a table can come to.
func (m *merging) most(attribute attribute) (pairs int) {
	for _, b := range m.blocks {
		pairs += b.tables[attribute].len()
	}
	return pairs
}

// cursor is how far a block's table has been merged.
type cursor struct {
	pair

	table     *table
	numbers   []uint64
	bucket    int // the next
	next, end int // of the pairs of the bucket before
}

// advance goes to the next pair of a document that stays. Damage is not passed
// on: a bucket that does not fit its checksum ends it.
func (c *cursor) advance() (bool, error) {
	for {
		for c.next < c.end {
			p := c.table.at(c.next)
			c.next++
			if int(p.document) < len(c.numbers) && c.numbers[p.document] != docDropped {
				c.pair = pair{hash: p.hash, document: uint32(c.numbers[p.document])} //nolint:gosec // fewer than 2^31
				return true, nil
			}
		}
		if c.bucket == c.table.buckets() {
			return false, nil
		}
		b := c.table.bucketAt(c.bucket)
		if err := b.check(c.table); err != nil {
			return false, err
		}
		c.bucket, c.next, c.end = c.bucket+1, b.from, b.end
	}
}

// pairs gives the pairs of all blocks' tables in their order, until it is
// stopped or comes upon damage.
func (m *merging) pairs(attribute attribute) iter.Seq[pair] {
	const often = 1 << 16
	return func(yield func(pair) bool) {
		m.start(attribute)
		for n := 1; len(m.cursors) > 0 && m.failure == nil; n++ {
			if !yield(m.cursors[0].pair) || (n%often == 0 && m.stopped()) {
				return
			}
			if !m.advance(&m.cursors[0]) {
				last := len(m.cursors) - 1
				m.cursors[0] = m.cursors[last]
				m.cursors = m.cursors[:last]
			}
			m.sink(0)
		}
	}
}

// advance advances a cursor and keeps the error.
func (m *merging) advance(c *cursor) bool {
	more, err := c.advance()
	if err != nil {
		m.failure = err
	}
	return more
}

func (m *merging) start(attribute attribute) {
	m.cursors = m.cursors[:0]
	for i, b := range m.blocks {
		c := cursor{table: &b.tables[attribute], numbers: m.numbers[i]}
		if m.advance(&c) {
			m.cursors = append(m.cursors, c)
		}
	}
	for n := len(m.cursors)/2 - 1; n >= 0; n-- {
		m.sink(n)
	}
}

// sink moves a cursor down to where none below it is less.
func (m *merging) sink(n int) {
	for {
		least := n
		for child := 2*n + 1; child <= 2*n+2 && child < len(m.cursors); child++ {
			if comparePairs(m.cursors[child].pair, m.cursors[least].pair) < 0 {
				least = child
			}
		}
		if least == n {
			return
		}
		m.cursors[n], m.cursors[least] = m.cursors[least], m.cursors[n]
		n = least
	}
}
