package index

// pending is a record in the overlay.
type pending struct {
	id      recordID
	entry   Entry
	deleted bool
	stale   bool // replaced by a later one
}

func (p *pending) live() bool { return !p.stale && !p.deleted }

// layer is a part of the overlay: what was applied since the last batch went to
// bleve, or what is on its way there.
type layer struct {
	order    []*pending // as applied, the stale ones too
	byID     map[recordID]*pending
	byKey    map[Key][]*pending
	byNumber map[uint64][]*pending
	marks    Watermarks
}

func newLayer() *layer {
	return &layer{
		byID:     make(map[recordID]*pending),
		byKey:    make(map[Key][]*pending),
		byNumber: make(map[uint64][]*pending),
		marks:    Watermarks{},
	}
}

func (l *layer) empty() bool { return len(l.order) == 0 && len(l.marks) == 0 }

// put adds a record; one of the same id becomes stale, and stays in the lists
// until the layer goes.
func (l *layer) put(p *pending) {
	l.strike(p.id)
	l.order = append(l.order, p)
	l.byID[p.id] = p
	if p.deleted {
		return
	}
	for _, key := range p.entry.Keys {
		l.byKey[key] = append(l.byKey[key], p)
	}
	if p.entry.Number != 0 {
		l.byNumber[p.entry.Number] = append(l.byNumber[p.entry.Number], p)
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
