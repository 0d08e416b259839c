package index

import "fmt"

// Count says how many records have a key, without reading them.
func (x *Index) Count(key Key) (int, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return 0, ErrClosed
	}
	n := countLive(x.active.byKey[key])
	if x.frozen != nil {
		n += countLive(x.frozen.byKey[key])
	}
	term := key.appendTerm(nil)
	for i := range x.view.shards {
		for j := range x.view.shards[i].segments {
			s := &x.view.shards[i].segments[j]
			dictionary, err := s.segment.Dictionary(fieldKey)
			if err != nil {
				return 0, fmt.Errorf("reading a dictionary: %w", err)
			}
			list, err := dictionary.PostingsList(term, s.struck, nil)
			if err != nil {
				return 0, fmt.Errorf("counting the documents of a key: %w", err)
			}
			n += int(list.Count()) //nolint:gosec // fewer than 2^31 documents
		}
	}
	return n, nil
}

// Get gives the records of these ids, in their order; an unknown one is zero.
func (x *Index) Get(ids []string) ([]Entry, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return nil, ErrClosed
	}
	entries := make([]Entry, len(ids))
	for i, text := range ids {
		id, err := parseID(text)
		if err != nil {
			return nil, err
		}
		held, err := x.holding(id)
		if err != nil {
			return nil, fmt.Errorf("getting records: %w", err)
		}
		entries[i] = held.entry
	}
	return entries, nil
}

// holding is what the index holds of a record, and where.
type holding struct {
	entry   Entry // zero if none
	pending *pending
	at      place
	inView  bool
}

// holding looks a record up; the lock is held.
func (x *Index) holding(id recordID) (holding, error) {
	for _, part := range []*layer{x.active, x.frozen} {
		if p := part.held(id); p != nil {
			if p.deleted {
				return holding{pending: p}, nil
			}
			return holding{pending: p, entry: *p.told()}, nil
		}
	}
	at, ok, err := x.view.locate(id)
	if err != nil || !ok {
		return holding{}, err
	}
	record, err := x.recall.read(x.view, at)
	if err != nil {
		return holding{}, err
	}
	return holding{entry: *record.entry, at: at, inView: true}, nil
}
