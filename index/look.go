package index

import (
	"fmt"
	"slices"
)

// Candidates visits every record that has one of the keys, once, in the order
// of ids.
func (x *Index) Candidates(keys []Key, visit func(*Entry)) error {
	return x.look(visit, func(l *looking) error {
		for _, part := range []*layer{x.active, x.frozen} {
			l.addPending(part, func(part *layer, add func([]*pending)) {
				for _, key := range keys {
					add(part.byKey[key])
				}
			})
		}
		return l.addDocuments(fieldKey, func(add func(term []byte) error) error {
			for _, key := range keys {
				l.term = key.appendTerm(l.term[:0])
				if err := add(l.term); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// Holders visits every record that has the NHS number, in the order of ids.
func (x *Index) Holders(number uint64, visit func(*Entry)) error {
	if number == 0 {
		return nil
	}
	return x.look(visit, func(l *looking) error {
		for _, part := range []*layer{x.active, x.frozen} {
			l.addPending(part, func(part *layer, add func([]*pending)) { add(part.byNumber[number]) })
		}
		return l.addDocuments(fieldNumber, func(add func(term []byte) error) error {
			return add(numberTerm(number))
		})
	})
}

// look gathers under the lock and visits without it, so that a visitor may take
// its time and apply.
func (x *Index) look(visit func(*Entry), gather func(*looking) error) error {
	l := x.takeLooking()
	defer x.giveBack(l)
	if err := x.gather(l, gather); err != nil {
		return err
	}
	slices.SortFunc(l.found, byID)
	for _, f := range l.found {
		visit(f.entry)
	}
	return nil
}

func (x *Index) gather(l *looking, gather func(*looking) error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return ErrClosed
	}
	l.view, l.recall = x.view, x.recall
	if err := gather(l); err != nil {
		return fmt.Errorf("looking for records: %w", err)
	}
	return nil
}

// looking is one look, its memory kept for the next.
type looking struct {
	view      *view
	recall    *recall
	postings  postings
	term      []byte
	documents []uint64
	found     []found
}

func (x *Index) takeLooking() *looking {
	if l, ok := x.lookings.Get().(*looking); ok {
		return l
	}
	return &looking{}
}

func (x *Index) giveBack(l *looking) {
	clear(l.found)
	*l = looking{term: l.term[:0], documents: l.documents[:0], found: l.found[:0]}
	x.lookings.Put(l)
}

// addPending adds what a layer has in some of its lists, each record once.
func (l *looking) addPending(from *layer, lists func(*layer, func([]*pending))) {
	if from == nil {
		return
	}
	start := len(l.found)
	lists(from, func(list []*pending) {
		for _, p := range list {
			if p.live() {
				l.found = append(l.found, found{id: p.id, entry: p.told()})
			}
		}
	})
	added := l.found[start:]
	slices.SortFunc(added, byID)
	added = slices.CompactFunc(added, func(a, b found) bool { return a.id == b.id })
	l.found = l.found[:start+len(added)]
}

// addDocuments adds the records of all documents that have one of the terms of
// a field.
func (l *looking) addDocuments(field string, terms func(add func(term []byte) error) error) error {
	for n := range l.view.shards {
		for i := range l.view.shards[n].segments {
			s := &l.view.shards[n].segments[i]
			dictionary, err := s.segment.Dictionary(field)
			if err != nil {
				return fmt.Errorf("reading a dictionary: %w", err)
			}
			l.documents = l.documents[:0]
			err = terms(func(term []byte) error {
				return l.postings.each(dictionary, term, s.struck, func(document uint64) {
					l.documents = append(l.documents, document)
				})
			})
			if err != nil {
				return err
			}
			if err := l.addRecords(n, i); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *looking) addRecords(shard, segment int) error {
	slices.Sort(l.documents)
	for _, document := range slices.Compact(l.documents) {
		record, err := l.recall.read(l.view, place{shard: shard, segment: segment, document: document})
		if err != nil {
			return err
		}
		l.found = append(l.found, record)
	}
	return nil
}

// CandidatesOf visits, query by query in their order, every record that has one
// of the query's keys, once, in the order of ids.
func (x *Index) CandidatesOf(queries [][]Key, visit func(query int, e *Entry)) error {
	for query, keys := range queries {
		if err := x.Candidates(keys, func(e *Entry) { visit(query, e) }); err != nil {
			return err
		}
	}
	return nil
}

// HoldersOf visits, number by number in their order, every record that has the
// NHS number, in the order of ids.
func (x *Index) HoldersOf(numbers []uint64, visit func(at int, e *Entry)) error {
	for at, number := range numbers {
		if err := x.Holders(number, func(e *Entry) { visit(at, e) }); err != nil {
			return err
		}
	}
	return nil
}
