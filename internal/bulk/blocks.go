package bulk

import (
	"cmp"
	"hash/maphash"
	"runtime"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// blocks are the records that share keys: for each block its records, and for
// each record its blocks, so that all candidates of a record are found at once
// and none is met twice. Keys that only one record has leave no trace.
type blocks struct {
	records *Records
	seed    maphash.Seed

	members []int32  // block after block, each in order
	ends    []uint32 // where each block ends in members

	of   []uint32 // the blocks of each record, record after record
	from []uint32 // record i has of[from[i]:from[i+1]]

	near []nearby // pairs of neighbours in blocks that are too big
	wide []WideBlocks
}

// nearby is a pair of neighbours, x before y.
type nearby struct{ x, y int32 }

// WideBlocks counts, for one blocking rule, the keys that brought together more
// records than the model's limit and so needed the rule's second terms.
type WideBlocks struct {
	Rule    string `json:"rule"`
	Values  int    `json:"values"`
	Largest int    `json:"largest"`
	// Windowed is how many stayed too big all the same, so that their records
	// were only compared with their neighbours.
	Windowed int `json:"windowed,omitempty"`
}

// newBlocks blocks records by the model's blocking rules, one rule at a time, so
// that only one rule's keys are in memory at once.
func newBlocks(r *Records) *blocks {
	b := &blocks{records: r, seed: maphash.MakeSeed(), wide: []WideBlocks{}}
	for at := range r.Model.Rules() {
		b.addRule(at)
	}
	b.index()
	return b
}

// trainingBlocks blocks records by one of the model's training rules, wide
// values left out.
func trainingBlocks(r *Records, rule int) *blocks {
	b := &blocks{records: r, seed: maphash.MakeSeed()}
	limit := r.Model.File().WideLimit
	groups := gather(len(r.All), func(i int, emit func(uint64)) {
		r.Model.TrainingKeyHashes(rule, r.All[i], emit)
	}, asRecord)
	for _, g := range groups {
		g.each(func(_ uint64, records []int32) {
			if len(records) <= limit {
				b.add(records)
			}
		})
	}
	b.index()
	return b
}

func asRecord(i int) int32 { return int32(i) } //nolint:gosec // a run holds fewer than 2³¹ records

func (b *blocks) hash(text []byte) uint64 { return maphash.Bytes(b.seed, text) }

// addRule adds the blocks of one blocking rule.
func (b *blocks) addRule(at int) {
	m := b.records.Model
	rule := m.Rules()[at]
	w := &widening{blocks: b, at: at, wide: map[uint64]bool{}, report: WideBlocks{Rule: rule.Name}}
	w.listed = m.ListsWide(rule.Name) && len(rule.WhenWide) > 0
	for _, g := range gather(len(b.records.All), w.keys, asRecord) {
		g.each(w.take)
	}
	w.addNarrower()
	if w.report.Values+w.report.Windowed > 0 {
		b.wide = append(b.wide, w.report)
	}
}

func (b *blocks) add(records []int32) {
	b.members = append(b.members, records...)
	b.ends = append(b.ends, uint32(len(b.members))) //nolint:gosec // fewer than 2³² entries
}

// block gives the records of a block.
func (b *blocks) block(at uint32) []int32 {
	if at == 0 {
		return b.members[:b.ends[0]]
	}
	return b.members[b.ends[at-1]:b.ends[at]]
}

// blocksOf gives the blocks of a record, in order.
func (b *blocks) blocksOf(record int32) []uint32 { return b.of[b.from[record]:b.from[record+1]] }

// index lists the blocks of each record. Each core lists those of some of the
// records, so that what it writes to lies close together.
func (b *blocks) index() {
	n := len(b.records.All)
	b.from = make([]uint32, n+2)
	b.of = make([]uint32, len(b.members))
	workers := runtime.GOMAXPROCS(0)
	inParallel(n, workers, func(_, low, high int) { b.count(asRecord(low), asRecord(high)) })
	for i := range b.from[1:] {
		b.from[i+1] += b.from[i]
	}
	inParallel(n, workers, func(_, low, high int) { b.list(asRecord(low), asRecord(high)) })
	b.from = b.from[:n+1]
	slices.SortFunc(b.near, compareNearby)
	b.near = slices.Compact(b.near)
}

// count counts the blocks of the records from low to high, two places ahead.
func (b *blocks) count(low, high int32) {
	for _, record := range b.members {
		if low <= record && record < high {
			b.from[record+2]++
		}
	}
}

// list lists the blocks of the records from low to high, and moves the starts
// of their lists to the places that they belong in.
func (b *blocks) list(low, high int32) {
	start := uint32(0)
	for at, end := range b.ends {
		for _, record := range b.members[start:end] {
			if low <= record && record < high {
				b.of[b.from[record+1]] = uint32(at)
				b.from[record+1]++
			}
		}
		start = end
	}
}

func compareNearby(a, b nearby) int { return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.y, b.y)) }

// window is how many neighbours a record is compared with in a block that stays
// too big even with the rule's second terms.
const window = 10

// addNeighbours pairs each of many records with the next few, in an order that
// depends on the records alone.
func (b *blocks) addNeighbours(records []int32) {
	all := b.records.All
	sorted := slices.SortedFunc(slices.Values(records), func(x, y int32) int { return all[x].Compare(all[y]) })
	for i, x := range sorted {
		for _, y := range sorted[i+1 : min(len(sorted), i+1+window)] {
			b.near = append(b.near, nearby{min(x, y), max(x, y)})
		}
	}
}

// shareBlock tells whether two records are in one block.
func (b *blocks) shareBlock(x, y int32) bool {
	one, two := b.blocksOf(x), b.blocksOf(y)
	for len(one) > 0 && len(two) > 0 {
		switch {
		case one[0] == two[0]:
			return true
		case one[0] < two[0]:
			one = one[1:]
		default:
			two = two[1:]
		}
	}
	return false
}

// widening adds the blocks of one rule, and makes its wide keys narrower.
type widening struct {
	*blocks

	at     int             // the rule
	listed bool            // the model lists wide values of the rule
	wide   map[uint64]bool // keys that bring too many together
	crowd  []int32         // the records that have them
	report WideBlocks
}

// keys emits the rule's keys of a record but for those that the model lists,
// which have to be read to be known.
func (w *widening) keys(i int, emit func(key uint64)) {
	m := w.records.Model
	if !w.listed {
		m.KeyHashes(w.at, w.records.All[i], emit)
		return
	}
	m.Keys(w.at, w.records.All[i], func(text []byte) {
		if !m.Wide(m.Rules()[w.at].Name, text) {
			emit(w.hash(text))
		}
	})
}

// take adds a block, or puts it aside to be made narrower.
func (w *widening) take(key uint64, records []int32) {
	if len(records) <= w.records.Model.File().WideLimit {
		w.add(records)
		return
	}
	w.report.Values++
	w.report.Largest = max(w.report.Largest, len(records))
	if len(w.records.Model.Rules()[w.at].WhenWide) == 0 {
		w.takeNarrower(key, records)
		return
	}
	w.wide[key] = true
	w.crowd = append(w.crowd, records...)
}

// addNarrower adds the blocks that the rule's second terms make of wide keys.
func (w *widening) addNarrower() {
	if w.listed { // anybody may have a listed value
		w.crowd = w.crowd[:0]
		for i := range w.records.All {
			w.crowd = append(w.crowd, asRecord(i))
		}
	}
	slices.Sort(w.crowd)
	w.crowd = slices.Compact(w.crowd)
	groups := gather(len(w.crowd), func(i int, emit func(uint64)) {
		w.narrowerKeys(w.records.All[w.crowd[i]], emit)
	}, func(i int) int32 { return w.crowd[i] })
	for _, g := range groups {
		g.each(w.takeNarrower)
	}
}

func (w *widening) narrowerKeys(c *matcher.Comparable, emit func(key uint64)) {
	m := w.records.Model
	if !w.listed {
		m.KeyHashes(w.at, c, func(key uint64) {
			if w.wide[key] {
				m.NarrowerHashes(w.at, key, c, emit)
			}
		})
		return
	}
	m.Keys(w.at, c, func(text []byte) {
		if w.wide[w.hash(text)] || m.Wide(m.Rules()[w.at].Name, text) {
			m.Narrower(w.at, text, c, func(narrow []byte) { emit(w.hash(narrow)) })
		}
	})
}

// takeNarrower adds a block that cannot be made narrower; one that is too big
// all the same gives neighbours only.
func (w *widening) takeNarrower(_ uint64, records []int32) {
	if len(records) <= w.records.Model.File().WideLimit {
		w.add(records)
		return
	}
	w.report.Windowed++
	w.addNeighbours(records)
}
