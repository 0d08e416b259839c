package intern

import "hash/maphash"

// Table holds texts without repeats. Its zero value is empty and ready. It may
// be read by many goroutines, and added to by one while none reads.
type Table struct {
	seed  maphash.Seed
	slots []slot   // open addressing; the length is a power of two
	at    []uint32 // where each text lies in the store
	store store

	touched byte // what touch has read, so that no compiler leaves it out
}

// slot holds one text's number and the low half of its hash, so that growing and
// most misses need no look at the texts.
type slot struct {
	hash   uint32
	number uint32 // counted from 1; 0 is an empty slot
}

const (
	firstSlots = 64
	mostTexts  = 1<<32 - 2
)

// Len says how many texts the table holds.
func (t *Table) Len() int { return len(t.at) }

// Text gives the text with a number. It stays good when the table grows.
func (t *Table) Text(number uint32) string { return t.store.text(t.at[number]) }

// Add gives the number of a text, counted from 0 in the order in which they
// first came, and whether it is new. The table keeps a copy of its own.
func (t *Table) Add(text string) (number uint32, fresh bool) {
	t.growFor(1)
	hash := uint32(maphash.String(t.seed, text)) //nolint:gosec // half of the hash is meant
	at := t.find(hash, text)
	if n := t.slots[at].number; n != 0 {
		return n - 1, false
	}
	return t.put(at, hash, text), true
}

// put fills an empty slot with a new text.
func (t *Table) put(at int, hash uint32, text string) (number uint32) {
	number = uint32(len(t.at)) //nolint:gosec // below mostTexts
	t.slots[at] = slot{hash, number + 1}
	t.at = append(t.at, t.store.keep(text))
	return number
}

// AddAll adds texts as Add does, in order, and gives their numbers in numbers;
// fresh, if not nil, is called for each that is new. Many at once are added in
// less time: the memory that they need is asked for before it is needed.
func (t *Table) AddAll(texts []string, numbers []uint32, fresh func(i int)) {
	t.growFor(len(texts))
	for i, text := range texts {
		numbers[i] = uint32(maphash.String(t.seed, text)) //nolint:gosec // half of the hash is meant
	}
	t.touch(numbers[:len(texts)])
	for i, text := range texts {
		hash := numbers[i]
		at := t.find(hash, text)
		if n := t.slots[at].number; n != 0 {
			numbers[i] = n - 1
			continue
		}
		numbers[i] = t.put(at, hash, text)
		if fresh != nil {
			fresh(i)
		}
	}
}

// touch reads what the search for some hashes will read, one kind of memory
// after the other, so that the processor waits for many at once.
func (t *Table) touch(hashes []uint32) {
	mask := uint32(len(t.slots) - 1) //nolint:gosec // below 2³²
	sum := byte(0)
	for _, hash := range hashes {
		sum += byte(t.slots[hash&mask].number) //nolint:gosec // only to have read it
	}
	for _, hash := range hashes {
		if s := t.slots[hash&mask]; s.number != 0 && s.hash == hash {
			sum += byte(t.at[s.number-1]) //nolint:gosec // as above
		}
	}
	for _, hash := range hashes {
		if s := t.slots[hash&mask]; s.number != 0 && s.hash == hash {
			sum += t.store.first(t.at[s.number-1])
		}
	}
	t.touched += sum
}

// Find gives the number of a text, if the table holds it.
func (t *Table) Find(text string) (number uint32, ok bool) {
	if len(t.at) == 0 {
		return 0, false
	}
	n := t.slots[t.find(uint32(maphash.String(t.seed, text)), text)].number //nolint:gosec // half of the hash is meant
	return n - 1, n != 0
}

// find gives the slot of a text, or the empty one where it belongs.
func (t *Table) find(hash uint32, text string) int {
	mask := len(t.slots) - 1
	at := int(hash) & mask
	for {
		s := t.slots[at]
		if s.number == 0 || s.hash == hash && t.store.text(t.at[s.number-1]) == text {
			return at
		}
		at = (at + 1) & mask
	}
}

// growFor makes room for more texts: the slots are never more than three
// quarters full.
func (t *Table) growFor(more int) {
	want := max(len(t.slots), firstSlots)
	for 4*(len(t.at)+more) > 3*want {
		want *= 2
	}
	if want == len(t.slots) {
		return
	}
	if t.slots == nil {
		t.seed = maphash.MakeSeed()
	}
	if len(t.at)+more > mostTexts {
		panic("intern: more texts than there are numbers")
	}
	old := t.slots
	t.slots = make([]slot, want)
	mask := want - 1
	for _, s := range old {
		if s.number == 0 {
			continue
		}
		at := int(s.hash) & mask
		for t.slots[at].number != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = s
	}
}
