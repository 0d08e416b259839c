package bulk

import (
	"cmp"
	"hash/maphash"
	"runtime"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// key is a blocking key: the rule's place in the top byte, so that keys sort by
// rule, and a hash of the value below. Two values of one hash are compared for
// nothing, which costs a comparison and changes no answer.
type key uint64

const ruleShift = 56

// entry says that a record has a key.
type entry struct {
	key    key
	record int32
}

// window is how many neighbours a record is compared with in a block that stays
// too big even with the rule's second terms.
const window = 10

// blocks are the records' keys, by key and by record.
type blocks struct {
	records  *Records
	seed     maphash.Seed
	entries  []entry // sorted by key, then record
	keys     []key   // of all records, each record's sorted and without repeats
	from     []int32 // record i has keys[from[i]:from[i+1]]
	wide     map[key]int
	windowed map[key]bool
	keysOf   func(c *matcher.Comparable, own []key) []key
}

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

// newBlocks blocks records by the model's blocking rules.
func newBlocks(r *Records) *blocks {
	b := emptyBlocks(r)
	b.keysOf = b.blockingKeys
	b.build()
	if b.findWide() {
		b.build()
		b.findWindowed()
	}
	return b
}

// trainingBlocks blocks records by one of the model's training rules, wide
// values left out.
func trainingBlocks(r *Records, rule int) *blocks {
	b := emptyBlocks(r)
	b.keysOf = func(c *matcher.Comparable, own []key) []key {
		r.Model.TrainingKeys(rule, c, func(text []byte) {
			if k := b.hash(rule, text); b.wide[k] == 0 {
				own = append(own, k)
			}
		})
		return own
	}
	b.build()
	if b.findWide() {
		b.build()
	}
	return b
}

func emptyBlocks(r *Records) *blocks {
	return &blocks{records: r, seed: maphash.MakeSeed(), wide: map[key]int{}, windowed: map[key]bool{}}
}

// build fills keys and entries.
func (b *blocks) build() {
	all := b.records.All
	b.from = make([]int32, len(all)+1)
	b.keys = b.keys[:0]
	var own []key
	for i, record := range all {
		own = b.keysOf(record, own[:0])
		slices.Sort(own)
		b.keys = append(b.keys, slices.Compact(own)...)
		b.from[i+1] = int32(len(b.keys)) //nolint:gosec // fewer than 2³¹ keys
	}
	b.entries = slices.Grow(b.entries[:0], len(b.keys))
	for i := range all {
		for _, k := range b.of(i) {
			b.entries = append(b.entries, entry{k, int32(i)}) //nolint:gosec // fewer than 2³¹ records
		}
	}
	b.sortEntries()
}

func (b *blocks) of(record int) []key { return b.keys[b.from[record]:b.from[record+1]] }

func (b *blocks) blockingKeys(c *matcher.Comparable, own []key) []key {
	m := b.records.Model
	for rule, r := range m.Rules() {
		m.Keys(rule, c, func(text []byte) {
			k := b.hash(rule, text)
			if b.wide[k] == 0 && !m.Wide(r.Name, text) || len(r.WhenWide) == 0 {
				own = append(own, k)
				return
			}
			m.Narrower(rule, text, c, func(narrow []byte) { own = append(own, b.hash(rule, narrow)) })
		})
	}
	return own
}

func (b *blocks) hash(rule int, text []byte) key {
	const mask = 1<<ruleShift - 1
	return key(rule)<<ruleShift | key(maphash.Bytes(b.seed, text))&mask
}

func compareEntries(a, b entry) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.record, b.record))
}

// sortEntries sorts the halves side by side and merges them.
func (b *blocks) sortEntries() {
	workers := min(runtime.GOMAXPROCS(0), 2)
	half := (len(b.entries) + workers - 1) / workers
	inParallel(len(b.entries), workers, func(_, from, to int) {
		slices.SortFunc(b.entries[from:to], compareEntries)
	})
	if workers == 2 && half < len(b.entries) {
		b.entries = merge(b.entries[:half], b.entries[half:])
	}
}

func merge(a, b []entry) []entry {
	out := make([]entry, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compareEntries(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// block gives the end of the block that begins at a place.
func (b *blocks) block(from int) int {
	to := from + 1
	for to < len(b.entries) && b.entries[to].key == b.entries[from].key {
		to++
	}
	return to
}

// findWide notes the keys that bring together more records than the limit.
func (b *blocks) findWide() bool {
	limit := b.records.Model.File().WideLimit
	for from := 0; from < len(b.entries); {
		to := b.block(from)
		if to-from > limit {
			b.wide[b.entries[from].key] = to - from
		}
		from = to
	}
	return len(b.wide) > 0
}

// findWindowed notes the narrower keys that are too big all the same, and takes
// them from the records' own lists, so that other keys give their pairs too.
func (b *blocks) findWindowed() {
	limit := b.records.Model.File().WideLimit
	for from := 0; from < len(b.entries); {
		to := b.block(from)
		if to-from > limit {
			b.windowed[b.entries[from].key] = true
		}
		from = to
	}
}

// report sums up the wide keys per rule.
func (b *blocks) report() []WideBlocks {
	rules := b.records.Model.Rules()
	byRule := make([]WideBlocks, len(rules))
	for k, size := range b.wide {
		w := &byRule[k>>ruleShift]
		w.Values++
		w.Largest = max(w.Largest, size)
	}
	for k := range b.windowed {
		byRule[k>>ruleShift].Windowed++
	}
	for i := range byRule {
		byRule[i].Rule = rules[i].Name
	}
	return slices.DeleteFunc(byRule, func(w WideBlocks) bool { return w.Values == 0 })
}

// pairs calls visit with each pair of records that share a key, once: at the
// first key, in sorted order, that both have.
func (b *blocks) pairs(from, to int, visit func(x, y int32)) {
	for from < to {
		end := b.block(from)
		if b.windowed[b.entries[from].key] {
			b.neighbours(b.entries[from:end], visit)
		} else {
			b.allPairs(b.entries[from:end], visit)
		}
		from = end
	}
}

func (b *blocks) allPairs(block []entry, visit func(x, y int32)) {
	for i, x := range block {
		for _, y := range block[i+1:] {
			if b.firstShared(int(x.record), int(y.record)) == x.key {
				visit(x.record, y.record)
			}
		}
	}
}

// neighbours pairs each record of a block with the next few, in an order that
// depends on the records alone.
func (b *blocks) neighbours(block []entry, visit func(x, y int32)) {
	sorted := slices.Clone(block)
	all := b.records.All
	slices.SortFunc(sorted, func(x, y entry) int { return all[x.record].Compare(all[y.record]) })
	for i, x := range sorted {
		for _, y := range sorted[i+1 : min(len(sorted), i+1+window)] {
			if b.firstShared(int(x.record), int(y.record)) == 0 {
				visit(x.record, y.record)
			}
		}
	}
}

// firstShared is the first key that two records share, windowed ones apart, or 0.
func (b *blocks) firstShared(x, y int) key {
	one, two := b.of(x), b.of(y)
	for i, j := 0, 0; i < len(one) && j < len(two); {
		switch {
		case one[i] < two[j]:
			i++
		case one[i] > two[j]:
			j++
		case len(b.windowed) > 0 && b.windowed[one[i]]:
			i, j = i+1, j+1
		default:
			return one[i]
		}
	}
	return 0
}

// cut divides the entries into spans of whole blocks with about equal work.
func (b *blocks) cut(spans int) []int {
	out := []int{0}
	size := max(len(b.entries)/spans, 1)
	for at := size; at < len(b.entries); at += size {
		place := max(at, out[len(out)-1])
		for place < len(b.entries) && place > 0 && b.entries[place].key == b.entries[place-1].key {
			place++
		}
		if place > out[len(out)-1] && place < len(b.entries) {
			out = append(out, place)
		}
	}
	return append(out, len(b.entries))
}
