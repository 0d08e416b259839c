package index

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// someRecords have few values, so that many share one, and many that differ in
// little.
func someRecords(random *rand.Rand, count int) []*pending {
	records := make([]*pending, count)
	for i := range records {
		e := Entry{ID: idOf(random.Int()), Version: random.Int64N(9), Compact: []byte("compact")[:random.IntN(8)]}
		for range random.IntN(6) {
			e.Keys = append(e.Keys, Key(random.IntN(50))<<(8*random.IntN(8)))
		}
		if random.IntN(2) == 0 {
			e.Number = 9_000_000_000 + random.Uint64N(40)
		}
		id, _ := parseID(e.ID)
		records[i] = newPending(id, e)
	}
	return records
}

func blockOf(tb testing.TB, records []*pending) *block {
	tb.Helper()
	var out bytes.Buffer
	if err := writeBlock(&out, records); err != nil {
		tb.Fatal(err)
	}
	b, err := parseBlock(out.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// sameAs wants a block to hold these records, in this order, and to find each by
// what it has, and by nothing else.
func sameAs(t *testing.T, b *block, records []*pending) {
	t.Helper()
	if b.count != len(records) {
		t.Fatalf("%d documents, want %d", b.count, len(records))
	}
	var want [attributes]map[uint64][]uint32
	for i := range want {
		want[i] = map[uint64][]uint32{}
	}
	for n, p := range records {
		id, payload, err := b.document(n)
		if err != nil || id != p.id || !bytes.Equal(payload, p.entry.payload()) {
			t.Fatalf("document %d is %v: %v", n, id, err)
		}
		for by, hash := range p.values() {
			want[by][hash] = append(want[by][hash], uint32(n))
		}
		want[byID][p.id.hash()] = append(want[byID][p.id.hash()], uint32(n))
	}
	for by := range want {
		sameTable(t, &b.tables[by], want[by])
	}
}

func sameTable(t *testing.T, got *table, want map[uint64][]uint32) {
	t.Helper()
	pairs := 0
	for hash, documents := range want {
		documents = slices.Compact(documents)
		pairs += len(documents)
		if found := documentsOf(got, hash); !slices.Equal(found, documents) {
			t.Fatalf("%x has %v, want %v", hash, found, documents)
		}
		for _, other := range []uint64{hash - 1, hash + 1, hash ^ 1<<63, ^hash} {
			if found := documentsOf(got, other); len(found) > 0 && want[other] == nil {
				t.Fatalf("%x, which nobody has, has %v", other, found)
			}
		}
	}
	if got.len() != pairs {
		t.Fatalf("%d pairs, want %d", got.len(), pairs)
	}
}

func documentsOf(t *table, hash uint64) (found []uint32) {
	from, to, _ := t.find(hash)
	for ; from < to; from++ {
		found = append(found, t.at(from).document)
	}
	return found
}

func TestBlockHoldsItsRecords(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		records := someRecords(random, random.IntN(1+int(seed)*20))
		sameAs(t, blockOf(t, records), records)
	}
}

// What is merged holds what a block of the records that stay would hold.
func TestMergedBlocksHoldWhatStays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 2))
		var blocks []*block
		var drops []*roaring.Bitmap
		var stay []*pending
		for range random.IntN(9) {
			records := someRecords(random, random.IntN(200))
			var dropped *roaring.Bitmap
			if random.IntN(3) > 0 {
				dropped = roaring.New()
			}
			for n, p := range records {
				if dropped != nil && random.IntN(3) == 0 {
					dropped.Add(uint32(n))
				} else {
					stay = append(stay, p)
				}
			}
			blocks, drops = append(blocks, blockOf(t, records)), append(drops, dropped)
		}
		var out bytes.Buffer
		numbers, err := mergeBlocks(&out, blocks, drops, nil)
		if err != nil {
			t.Fatal(err)
		}
		merged, err := parseBlock(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		sameAs(t, merged, stay)
		checkNumbers(t, numbers, drops)
	}
}

// checkNumbers wants documents to be numbered as they come, without those that
// were dropped.
func checkNumbers(t *testing.T, numbers [][]uint64, drops []*roaring.Bitmap) {
	t.Helper()
	next := uint64(0)
	for i := range numbers {
		for n, number := range numbers[i] {
			want := next
			if drops[i] != nil && drops[i].Contains(uint32(n)) {
				want = docDropped
			} else {
				next++
			}
			if number != want {
				t.Fatalf("document %d of %d became %d, want %d", n, i, number, want)
			}
		}
	}
}

func TestMergingStopsWhenBleveCloses(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	close(closed)
	path := filepath.Join(t.TempDir(), "merged.zap")
	if _, _, err := (plugin{}).Merge(nil, nil, path, closed, nil); err == nil {
		t.Error("a merge went on")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a merge that stopped left its file")
	}
}

// A bucket boundary falls between any two hashes, wherever they lie.
func TestTablesOfAnySizeFindTheirPairs(t *testing.T) {
	t.Parallel()
	for _, most := range []int{0, 1, 15, 16, 17, 1000, 100_000} {
		hashes := []uint64{0, 1, 1 << 63, 1<<63 - 1, 1 << 60, ^uint64(0), ^uint64(0) - 1}
		slices.Sort(hashes)
		var out bytes.Buffer
		w := newBlockWriter(&out)
		w.endDocuments()
		for range attributes {
			w.table(func(yield func(pair) bool) {
				for n, hash := range hashes {
					if !yield(pair{hash: hash, document: uint32(n)}) {
						return
					}
				}
			}, most)
		}
		if err := w.end(); err != nil {
			t.Fatal(err)
		}
		b, err := parseBlock(out.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for n, hash := range hashes {
			if found := documentsOf(&b.tables[byKey], hash); fmt.Sprint(found) != fmt.Sprint([]int{n}) {
				t.Errorf("made for %d: %x has %v, want %d", most, hash, found, n)
			}
		}
	}
}

// Whatever a file holds, reading it ends in an answer or an error.
func FuzzBlock(f *testing.F) {
	for count := range 4 {
		var out bytes.Buffer
		if err := writeBlock(&out, someRecords(rand.New(rand.NewPCG(3, 3)), count*10)); err != nil {
			f.Fatal(err)
		}
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := parseBlock(data)
		if err != nil {
			return
		}
		for n := range min(b.count, 100) {
			id, payload, err := b.document(n)
			if err != nil {
				continue
			}
			_, _ = decodePayload(id, payload)
			_ = b.holders(id, func(uint32) {})
			for by := range b.tables {
				documentsOf(&b.tables[by], id.hash())
			}
		}
		_, _ = mergeBlocks(&bytes.Buffer{}, []*block{b, b}, []*roaring.Bitmap{nil, nil}, nil)
	})
}

// Ids that begin alike lie in one place of the table.
func TestRecordsAreToldApartByTheirWholeID(t *testing.T) {
	t.Parallel()
	var records []*pending
	for n := range byte(20) {
		records = append(records, newPending(recordID{15: n}, Entry{}))
	}
	b := blockOf(t, records)
	for n, p := range records {
		var found []uint32
		if err := b.holders(p.id, func(d uint32) { found = append(found, d) }); err != nil || len(found) != 1 || found[0] != uint32(n) {
			t.Errorf("record %d is in %v: %v", n, found, err)
		}
	}
}
