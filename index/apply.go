package index

import "fmt"

// Apply takes changes over. Every look that begins after it returns sees them;
// they go to bleve later, in a batch. An entry older than what is held is
// passed over. Of each entry, then of each deleted record, replaced gives what
// was held before, zero where nothing was.
//
// A record that was deleted is forgotten: a version of it that comes later is
// taken as new.
//
// Apply waits while too much is on its way to bleve. While batches fail, as on a
// disk that is full, it takes what there is room for in memory, and gives the
// error from then on until one succeeds: they are tried again by themselves.
func (x *Index) Apply(entries []Entry, deleted []string, marks Watermarks) (replaced []Entry, err error) {
	changes, err := changesOf(entries, deleted)
	if err != nil {
		return nil, err
	}
	x.applying.Lock()
	defer x.applying.Unlock()
	if err := x.waitForRoom(); err != nil {
		return nil, err
	}
	before, view, err := x.before(changes)
	if err != nil {
		return nil, fmt.Errorf("applying changes: %w", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.guard(func() (err error) {
		replaced, err = x.insert(changes, before, view)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("applying changes: %w", err)
	}
	x.active.marks.raise(marks)
	x.freezeIfFull()
	return replaced, nil
}

func changesOf(entries []Entry, deleted []string) ([]*pending, error) {
	changes := make([]*pending, 0, len(entries)+len(deleted))
	for i := range entries {
		id, err := parseID(entries[i].ID)
		if err != nil {
			return nil, err
		}
		changes = append(changes, newPending(id, entries[i]))
	}
	for _, text := range deleted {
		id, err := parseID(text)
		if err != nil {
			return nil, err
		}
		changes = append(changes, &pending{id: id, deleted: true})
	}
	return changes, nil
}

// waitForRoom waits while the overlay is full and a batch is on its way.
func (x *Index) waitForRoom() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	for x.frozen != nil && len(x.active.order) >= x.options.BatchSize && x.fate.err() == nil {
		if x.failure != nil {
			return fmt.Errorf("applying changes: no room in memory while writing fails: %w", x.failure)
		}
		x.changed.Wait()
	}
	return x.fate.err()
}

// before looks up what is held of each record, beside the looks of others. Only
// the view may change until it is used: what it is remembered with.
func (x *Index) before(changes []*pending) (held []holding, seen *view, err error) {
	held = make([]holding, len(changes))
	err = x.read(func() (err error) {
		seen = x.view
		for i, p := range changes {
			if held[i], err = x.holding(p.id); err != nil {
				return err
			}
		}
		return nil
	})
	return held, seen, err
}

// insert puts changes into the overlay and takes what they replace out of the
// rest; the lock is held.
func (x *Index) insert(changes []*pending, before []holding, view *view) ([]Entry, error) {
	if err := x.fate.err(); err != nil {
		return nil, err
	}
	if x.view != view {
		if err := x.strikeAll(changes, before); err != nil {
			return nil, err
		}
	}
	replaced := make([]Entry, len(changes))
	for i, p := range changes {
		held := before[i]
		if again := x.active.held(p.id); again != nil { // also by this very Apply
			held = holding{pending: again, entry: again.entry}
		}
		replaced[i] = held.entry
		if !p.deleted && held.entry.ID != "" && p.entry.Version < held.entry.Version {
			continue
		}
		if held.inView && x.view == view {
			x.view.strikeAt(held.at)
		}
		if x.frozen != nil {
			x.frozen.strike(p.id)
		}
		x.active.put(p)
	}
	return replaced, nil
}

// strikeAll strikes records out of a view that is newer than what was looked up.
func (x *Index) strikeAll(changes []*pending, before []holding) error {
	var ids []recordID
	for i, p := range changes {
		if p.deleted || before[i].entry.ID == "" || p.entry.Version >= before[i].entry.Version {
			ids = append(ids, p.id)
		}
	}
	return x.view.strike(ids)
}

// freezeIfFull sends the overlay on its way when it is large enough and nothing
// else is; the lock is held.
func (x *Index) freezeIfFull() {
	if len(x.shards) > 0 && x.frozen == nil && len(x.active.order) >= x.options.BatchSize {
		x.freeze()
	}
}

// freeze sends the overlay on its way to bleve; the lock is held, and nothing
// else is on its way.
func (x *Index) freeze() {
	x.frozen, x.active = x.active, newLayer()
	x.work <- x.frozen // room for one: never blocks
}
