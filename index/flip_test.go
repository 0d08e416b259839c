package index

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// flippable is a block whose bytes can be changed under it, as those of a mapped
// file can, with what it has to answer.
type flippable struct {
	data    []byte
	block   *block
	records []*pending
	tables  [attributes]map[uint64][]uint32
}

func newFlippable(t *testing.T, random *rand.Rand, count int) *flippable {
	t.Helper()
	f := &flippable{records: someRecords(random, count)}
	var out bytes.Buffer
	if err := writeBlock(&out, f.records); err != nil {
		t.Fatal(err)
	}
	f.data = out.Bytes()
	var err error
	if f.block, err = parseBlock(f.data); err != nil {
		t.Fatal(err)
	}
	for i := range f.tables {
		f.tables[i] = map[uint64][]uint32{}
	}
	for n, p := range f.records {
		for by, hash := range p.values() {
			f.tables[by][hash] = append(f.tables[by][hash], uint32(n))
			f.tables[by][^hash] = nil // nobody's
		}
		f.tables[byID][p.id.hash()] = []uint32{uint32(n)}
	}
	return f
}

// check wants every answer to be right or ErrDamaged, and says how many were the
// latter.
func (f *flippable) check(b *block) (damaged int, err error) {
	for n, p := range f.records {
		id, payload, err := b.document(n)
		switch {
		case errors.Is(err, ErrDamaged):
			damaged++
		case err != nil || id != p.id || !bytes.Equal(payload, p.entry.payload()):
			return 0, fmt.Errorf("document %d is %v: %w", n, id, err)
		}
	}
	for by := range f.tables {
		for hash, want := range f.tables[by] {
			from, to, err := b.tables[by].find(hash)
			var found []uint32
			for ; from < to; from++ {
				found = append(found, b.tables[by].at(from).document)
			}
			switch {
			case errors.Is(err, ErrDamaged):
				damaged++
			case err != nil || !slices.Equal(found, slices.Compact(slices.Clone(want))):
				return 0, fmt.Errorf("%x of %d has %v, want %v: %w", hash, by, found, want, err)
			}
		}
	}
	return damaged, nil
}

// Whichever byte of a segment changes under whoever reads it, each answer is the
// right one or ErrDamaged, and merging makes no sound segment of it.
func TestEveryFlippedByteIsSeenOrHarmless(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 1))
	f := newFlippable(t, random, 60)
	seen := 0
	for at := range f.data {
		change := byte(1 + random.IntN(255))
		f.data[at] ^= change
		damaged, err := f.check(f.block)
		if err != nil {
			t.Fatalf("byte %d of %d changed by %x: %v", at, len(f.data), change, err)
		}
		if damaged > 0 {
			seen++
		}
		f.checkMerged(t, at, damaged)
		f.data[at] ^= change
	}
	const mostAreRead = 0.9
	if float64(seen) < mostAreRead*float64(len(f.data)) {
		t.Errorf("%d of %d bytes were seen to have changed", seen, len(f.data))
	}
}

func (f *flippable) checkMerged(t *testing.T, at, damaged int) {
	t.Helper()
	var out bytes.Buffer
	_, err := mergeBlocks(&out, []*block{f.block}, []*roaring.Bitmap{nil}, nil)
	if damaged > 0 && !errors.Is(err, ErrDamaged) {
		t.Fatalf("byte %d was changed, merging gave %v", at, err)
	}
	if err != nil {
		return
	}
	merged, err := parseBlock(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if damaged, err := f.check(merged); damaged > 0 || err != nil {
		t.Fatalf("byte %d was changed, and merged: %d damaged, %v", at, damaged, err)
	}
}

// What is sound in itself does not pass for another part, nor noughts for any.
func TestPartsKnowTheirPlaces(t *testing.T) {
	t.Parallel()
	f := newFlippable(t, rand.New(rand.NewPCG(7, 4)), 60)
	b := f.block
	copy(b.offsets, b.offsets[offsetSize:3*offsetSize]) // the second document's place as the first's
	if _, _, err := b.document(0); !errors.Is(err, ErrDamaged) {
		t.Errorf("another document: %v", err)
	}
	table := &b.tables[byID]
	copy(table.starts, table.starts[startSize:3*startSize])
	if err := table.bucketAt(0).check(table); !errors.Is(err, ErrDamaged) {
		t.Errorf("another bucket: %v", err)
	}
	clear(table.starts)
	for n := range table.buckets() {
		if err := table.bucketAt(n).check(table); !errors.Is(err, ErrDamaged) {
			t.Errorf("bucket %d of noughts: %v", n, err)
		}
	}
}

// Runs of bytes and noughts, anywhere in a segment before it is taken apart, give
// right answers or none.
func TestBlocksOpenedDamagedAnswerRightOrNotAtAll(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7, 2))
	f := newFlippable(t, random, 200)
	for range 3000 {
		data := slices.Clone(f.data)
		from := random.IntN(len(data))
		to := min(len(data), from+1+random.IntN(1<<random.IntN(12)))
		noughts := random.IntN(2) == 0
		for i := from; i < to; i++ {
			data[i] = byte(random.Uint32())
			if noughts {
				data[i] = 0
			}
		}
		b, err := parseBlock(data)
		if err != nil || b.count != len(f.records) {
			continue
		}
		if _, err := f.check(b); err != nil {
			t.Fatalf("bytes %d to %d of %d: %v", from, to, len(data), err)
		}
	}
}

// A file that changes under an index that is open ends it, or changes nothing.
func TestFlipsUnderAnOpenIndex(t *testing.T) {
	t.Parallel()
	const flips, mostAreSeen = 25, 15
	of := people{300}
	sound := OpenMemory(Options{})
	for e := range of.all() {
		if _, err := sound.Apply([]Entry{e}, nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(7, 3))
	ended := 0
	for range flips {
		if err := Build(dir, Options{}, of.all(), nil); err != nil {
			t.Fatal(err)
		}
		x := opened(t, dir, Options{Cache: -1})
		flipSomewhere(t, random, filesOf(t, dir, "*.zap"))
		if checkFlipped(t, x, sound, of) {
			ended++
		}
		if err := x.Close(); errors.Is(err, ErrDamaged) != errors.Is(x.Healthy(), ErrDamaged) {
			t.Errorf("closing gave %v", err)
		}
	}
	if ended < mostAreSeen {
		t.Errorf("%d of %d flips were seen", ended, flips)
	}
}

func flipSomewhere(t *testing.T, random *rand.Rand, files []string) {
	t.Helper()
	path := files[random.IntN(len(files))]
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := flip(random.Int64N(info.Size()))(path); err != nil {
		t.Fatal(err)
	}
}

// checkFlipped says whether the index has ended, and wants right answers until
// then, and none after.
func checkFlipped(t *testing.T, x, sound *Index, of people) (ended bool) {
	t.Helper()
	for n := range of.records {
		want := collect(func(visit func(*Entry)) error { return candidates(sound, of.keys(n, 1), visit) })
		var found []Entry
		err := candidates(x, of.keys(n, 1), func(e *Entry) { found = append(found, *e) })
		switch {
		case err == nil && reflect.DeepEqual(found, want) && !ended:
		case errors.Is(err, ErrDamaged) && len(found) == 0:
			ended = true
		default:
			t.Fatalf("candidates of %d: %d, want %d: %v", n, len(found), len(want), err)
		}
	}
	if errors.Is(x.Healthy(), ErrDamaged) != ended {
		t.Errorf("healthy says %v", x.Healthy())
	}
	return ended
}
