package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// block is the contents of a segment, as they lie in its file:
//
//	documents   one after the other: id, version, number, compact record, checksum
//	offsets     where each document starts, and the end of the last
//	tables      of keys, of numbers, of ids
//	footer      how large each is
//	checksum    of all before it
//
// Bleve's own format makes a dictionary of words. Keys are no words: they share
// no beginnings and nobody looks for one like another. So they lie in tables,
// which are read with a look at one place, and are merged by copying.
//
// The checksum at the end is looked at when the file is opened. Those of documents
// and of the buckets of tables are looked at whenever one is read, also to be
// merged: a byte that changes under a running index gives ErrDamaged, never an
// answer that lacks somebody.
type block struct {
	count     int
	documents []byte
	offsets   []byte
	tables    [attributes]table
}

const (
	blockMagic   = "mpi-blk2"
	offsetSize   = 8
	footerSize   = len(blockMagic) + 8 + 8 + int(attributes)*2*8
	checksumSize = 4
)

var errBlock = errors.New("expected a segment of an index")

// parseBlock takes the contents of a segment apart. What it gives can be read
// without fear, however damaged the contents are; whether they are, the
// checksum tells.
func parseBlock(data []byte) (*block, error) {
	if len(data) < footerSize+checksumSize {
		return nil, errBlock
	}
	end := len(data) - checksumSize - footerSize
	footer := data[end : end+footerSize]
	if string(footer[:len(blockMagic)]) != blockMagic {
		return nil, errBlock
	}
	p := parts{rest: data[:end], sizes: footer[len(blockMagic):]}
	b := &block{count: p.size(1)}
	b.documents = p.take(p.size(1))
	b.offsets = p.take((b.count + 1) * offsetSize)
	for i := range b.tables {
		t := &b.tables[i]
		t.pairs = p.take(p.size(pairSize) * pairSize)
		t.bits = uint(min(p.size(1), mostBits+1))
		t.starts = p.take((1<<t.bits + 1) * startSize)
	}
	if p.failed || len(p.rest) > 0 {
		return nil, fmt.Errorf("%w with parts as large as its footer says", errBlock)
	}
	return b, nil
}

// parts takes one part of a segment after the other.
type parts struct {
	rest, sizes []byte
	failed      bool
}

// size reads the next size of the footer, a number of things of some length.
func (p *parts) size(each int) int {
	size := binary.LittleEndian.Uint64(p.sizes)
	p.sizes = p.sizes[8:]
	if size > uint64(len(p.rest)/each) { //nolint:gosec // never negative
		p.failed = true
		return 0
	}
	return int(size) //nolint:gosec // no larger than the segment
}

func (p *parts) take(size int) []byte {
	if size > len(p.rest) {
		p.failed = true
		return nil
	}
	part := p.rest[:size:size]
	p.rest = p.rest[size:]
	return part
}

// checksum is of some part of a segment, by its number among those of its kind:
// no part passes for another, nor noughts for an empty one.
func checksum(number uint32, part []byte) uint32 {
	return crc32.Update(^number, castagnoli, part)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// document gives the id of a document and what is stored of it.
func (b *block) document(n int) (id recordID, payload []byte, err error) {
	if n >= b.count {
		return id, nil, fmt.Errorf("%w: expected document %d", ErrDamaged, n)
	}
	from, to := b.offset(n), b.offset(n+1)
	if from > to || to > uint64(len(b.documents)) || to-from < uint64(len(id)+checksumSize) {
		return id, nil, fmt.Errorf("%w: expected document %d within its segment", ErrDamaged, n)
	}
	stored, sum := b.documents[from:to-checksumSize], b.documents[to-checksumSize:to]
	if checksum(uint32(n), stored) != binary.LittleEndian.Uint32(sum) { //nolint:gosec // fewer than 2^31
		return id, nil, fmt.Errorf("%w: expected document %d to fit its checksum", ErrDamaged, n)
	}
	return recordID(stored), stored[len(id):], nil
}

func (b *block) offset(n int) uint64 { return binary.LittleEndian.Uint64(b.offsets[n*offsetSize:]) }

// holders visits the documents of a record.
func (b *block) holders(id recordID, visit func(document uint32)) error {
	t := &b.tables[byID]
	from, to, err := t.find(id.hash())
	if err != nil {
		return err
	}
	for n := from; n < to; n++ {
		document := t.at(n).document
		held, _, err := b.document(int(document))
		if err != nil {
			return err
		}
		if held == id {
			visit(document)
		}
	}
	return nil
}
