package index

import "fmt"

// Count says how many records have a key, without reading them.
func (x *Index) Count(key Key) (n int, err error) {
	hash := key.hash()
	err = x.read(func() error {
		for _, part := range []*layer{x.active, x.frozen} {
			part.with(byKey, hash, func(*pending) { n++ })
		}
		more, err := x.view.count(byKey, hash)
		n += more
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("counting records: %w", err)
	}
	return n, nil
}

// Get gives the records of these ids, in their order; an unknown one is zero.
func (x *Index) Get(ids []string) ([]Entry, error) {
	entries := make([]Entry, len(ids))
	err := x.read(func() error {
		for i, text := range ids {
			id, err := parseID(text)
			if err != nil {
				return err
			}
			held, err := x.holding(id)
			if err != nil {
				return err
			}
			entries[i] = held.entry
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("getting records: %w", err)
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
			return holding{pending: p, entry: p.entry}, nil // zero if it was deleted
		}
	}
	at, ok, err := x.view.locate(id)
	if err != nil || !ok {
		return holding{}, err
	}
	record, err := readDocument(&x.view.shards[at.shard].segments[at.segment], at.document)
	if err != nil {
		return holding{}, err
	}
	return holding{entry: record.entry, at: at, inView: true}, nil
}
