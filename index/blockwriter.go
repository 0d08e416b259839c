package index

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"iter"
	"math"
	"slices"
)

// blockWriter writes a segment: its documents, then its tables. An error of
// writing is kept until the end.
type blockWriter struct {
	out     *bufio.Writer
	sum     hash.Hash32
	size    uint64 // of the documents
	offsets []byte
	footer  []byte
	scratch [checksumSize]byte
	failure error
}

const writeBuffer = 1 << 18

func newBlockWriter(out io.Writer) *blockWriter {
	sum := crc32.NewIEEE()
	return &blockWriter{out: bufio.NewWriterSize(io.MultiWriter(out, sum), writeBuffer), sum: sum}
}

// add writes the next document, in one or two pieces.
func (w *blockWriter) add(pieces ...[]byte) {
	sum := checksum(uint32(len(w.offsets)/offsetSize), nil) //nolint:gosec // fewer than 2^31
	w.offsets = binary.LittleEndian.AppendUint64(w.offsets, w.size)
	for _, piece := range pieces {
		w.write(piece)
		w.size += uint64(len(piece))
		sum = crc32.Update(sum, castagnoli, piece)
	}
	w.write(binary.LittleEndian.AppendUint32(w.scratch[:0], sum))
	w.size += checksumSize
}

func (w *blockWriter) write(b []byte) { _, _ = w.out.Write(b) } // Flush tells the error

// endDocuments writes where the documents are.
func (w *blockWriter) endDocuments() {
	count := uint64(len(w.offsets) / offsetSize)
	w.offsets = binary.LittleEndian.AppendUint64(w.offsets, w.size)
	w.write(w.offsets)
	w.footer = append(w.footer, blockMagic...)
	w.footer = binary.LittleEndian.AppendUint64(w.footer, count)
	w.footer = binary.LittleEndian.AppendUint64(w.footer, w.size)
}

// table writes the next table, of pairs that come sorted, about so many.
func (w *blockWriter) table(pairs iter.Seq[pair], most int) {
	leading := bucketBits(most)
	t := tableWriter{out: w, starts: make([]byte, 0, (1<<leading+1)*startSize)}
	for p := range pairs {
		t.reach(p.hash >> (hashBits - leading))
		t.pairs = binary.LittleEndian.AppendUint64(t.pairs, p.hash)
		t.pairs = binary.LittleEndian.AppendUint32(t.pairs, p.document)
	}
	t.reach(1 << leading)
	t.start(0)
	if t.count > math.MaxUint32 {
		w.failure = errors.New("expected fewer than 2^32 keys in a segment")
	}
	w.write(t.starts)
	w.footer = binary.LittleEndian.AppendUint64(w.footer, t.count)
	w.footer = binary.LittleEndian.AppendUint64(w.footer, uint64(leading))
}

// tableWriter writes a table bucket by bucket.
type tableWriter struct {
	out    *blockWriter
	starts []byte
	pairs  []byte // of the bucket that is being filled
	bucket uint64
	count  uint64 // of pairs in the buckets before
}

// reach ends all buckets before one.
func (t *tableWriter) reach(bucket uint64) {
	for ; t.bucket < bucket; t.bucket++ {
		t.start(checksum(uint32(t.bucket), t.pairs)) //nolint:gosec // at most 2^28 buckets
		t.out.write(t.pairs)
		t.count += uint64(len(t.pairs) / pairSize)
		t.pairs = t.pairs[:0]
	}
}

// start notes where a bucket starts.
func (t *tableWriter) start(sum uint32) {
	t.starts = binary.LittleEndian.AppendUint32(t.starts, uint32(t.count)) //nolint:gosec // checked at the end
	t.starts = binary.LittleEndian.AppendUint32(t.starts, sum)
}

// end writes the footer and the checksum.
func (w *blockWriter) end() error {
	w.write(w.footer)
	if err := w.out.Flush(); err != nil { // so that the checksum is of everything
		return fmt.Errorf("writing a segment: %w", err)
	}
	w.write(binary.BigEndian.AppendUint32(nil, w.sum.Sum32()))
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("writing a segment: %w", err)
	}
	return w.failure
}

// writeBlock makes the segment of new records.
func writeBlock(out io.Writer, records []*pending) error {
	w := newBlockWriter(out)
	var pairs [attributes][]pair
	pairs[byKey] = make([]pair, 0, len(records)*keysOfRecord)
	for n, p := range records {
		w.add(p.id[:], p.entry.payload())
		for attribute, value := range p.values() {
			pairs[attribute] = append(pairs[attribute], pair{hash: value, document: uint32(n)}) //nolint:gosec // fewer than 2^31
		}
		pairs[byID] = append(pairs[byID], pair{hash: p.id.hash(), document: uint32(n)})
	}
	w.endDocuments()
	for _, list := range pairs {
		list = slices.Compact(sorted(list))
		w.table(slices.Values(list), len(list))
	}
	return w.end()
}

// sorted sorts pairs into another slice: first into buckets as small as those of
// a table, then each bucket.
func sorted(pairs []pair) []pair {
	leading := bucketBits(len(pairs))
	ends := make([]int, 1<<leading+1)
	for _, p := range pairs {
		ends[p.hash>>(hashBits-leading)+1]++
	}
	for i := range ends[1:] {
		ends[i+1] += ends[i]
	}
	out := make([]pair, len(pairs))
	for _, p := range pairs {
		end := &ends[p.hash>>(hashBits-leading)]
		out[*end] = p
		*end++
	}
	start := 0
	for _, end := range ends[:1<<leading] {
		slices.SortFunc(out[start:end], comparePairs)
		start = end
	}
	return out
}

// keysOfRecord is about how many keys a record has.
const keysOfRecord = 10

func comparePairs(a, b pair) int {
	if a.hash != b.hash {
		return cmp.Compare(a.hash, b.hash)
	}
	return cmp.Compare(a.document, b.document)
}
