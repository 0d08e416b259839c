package index

import "iter"

// pending is a record in the overlay.
type pending struct {
	id      recordID
	keys    []Key
	entry   Entry // without its keys
	deleted bool
	stale   bool // replaced by a later one
}

func newPending(id recordID, e Entry) *pending {
	p := &pending{id: id, keys: e.Keys, entry: e}
	p.entry.Keys = nil
	return p
}

func (p *pending) live() bool { return !p.stale && !p.deleted }

// values gives the hashes of what a record is found by, but for its id.
func (p *pending) values() iter.Seq2[attribute, uint64] {
	return func(yield func(attribute, uint64) bool) {
		for _, key := range p.keys {
			if !yield(byKey, key.hash()) {
				return
			}
		}
		if p.entry.Number != 0 {
			yield(byNumber, mix(p.entry.Number))
		}
	}
}

// layer is a part of the overlay: what was applied since the last batch went to
// bleve, or what is on its way there.
type layer struct {
	order  []*pending // as applied, the stale ones too
	byID   map[recordID]*pending
	chains [attributes]chains // of keys and of numbers
	marks  Watermarks
}

func newLayer() *layer {
	l := &layer{byID: make(map[recordID]*pending), marks: Watermarks{}}
	for i := range l.chains {
		l.chains[i].last = make(map[uint64]uint32)
	}
	return l
}

// chains lists records by the hash of a value. It holds no pointers, which
// would have to be followed when memory is tidied.
type chains struct {
	last  map[uint64]uint32 // the number of the last link, from 1
	links []link
}

// link is a record, by its place in the order, and the link before.
type link struct{ place, before uint32 }

func (c *chains) add(hash uint64, place int) {
	c.links = append(c.links, link{place: uint32(place), before: c.last[hash]}) //nolint:gosec // a layer is small
	c.last[hash] = uint32(len(c.links))                                         //nolint:gosec // a layer is small
}

func (l *layer) empty() bool { return len(l.order) == 0 && len(l.marks) == 0 }

// put adds a record; one of the same id becomes stale, and stays in the lists
// until the layer goes.
func (l *layer) put(p *pending) {
	l.strike(p.id)
	place := len(l.order)
	l.order = append(l.order, p)
	l.byID[p.id] = p
	if p.deleted {
		return
	}
	for attribute, hash := range p.values() {
		l.chains[attribute].add(hash, place)
	}
}

// with visits the records that have a value and still hold; none if there is no
// layer. One that was given a key twice is visited twice.
func (l *layer) with(by attribute, hash uint64, visit func(*pending)) {
	if l == nil {
		return
	}
	c := &l.chains[by]
	for n := c.last[hash]; n != 0; n = c.links[n-1].before {
		if p := l.order[c.links[n-1].place]; p.live() {
			visit(p)
		}
	}
}

func (l *layer) strike(id recordID) {
	if old := l.byID[id]; old != nil {
		old.stale = true
	}
}

// held gives what the layer says of an id, nil if nothing.
func (l *layer) held(id recordID) *pending {
	if l == nil {
		return nil
	}
	if p := l.byID[id]; p != nil && !p.stale {
		return p
	}
	return nil
}

// ids lists the records from the one applied at place from.
func (l *layer) ids(from int) []recordID {
	if l == nil {
		return nil
	}
	ids := make([]recordID, 0, len(l.order)-from)
	for _, p := range l.order[from:] {
		ids = append(ids, p.id)
	}
	return ids
}

func countLive(list []*pending) int {
	n := 0
	for _, p := range list {
		if p.live() {
			n++
		}
	}
	return n
}
