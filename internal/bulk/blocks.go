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
			b.entries = append(b.entries, entry{k, int32(i)})
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
	return key(rule)<<ruleShift | key(maphash.Bytes(b.seed, text))&mask //nolint:gosec // a model has fewer than 256 rules
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
