package index

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Candidates visits, query by query in their order, every record that has one
// of the query's keys, once, in the order of ids. Many queries at once cost less
// than one by one: what several find is read once.
func (x *Index) Candidates(queries [][]Key, visit func(query int, e *Entry)) error {
	return x.look(byKey, visit, func(ask func(hash uint64, query int)) {
		for query, keys := range queries {
			for _, key := range keys {
				ask(key.hash(), query)
			}
		}
	})
}

// Holders visits, number by number in their order, every record that has the
// NHS number, in the order of ids.
func (x *Index) Holders(numbers []uint64, visit func(at int, e *Entry)) error {
	return x.look(byNumber, visit, func(ask func(hash uint64, at int)) {
		for at, number := range numbers {
			if number != 0 {
				ask(mix(number), at)
			}
		}
	})
}

// look gathers under the lock and visits without it, so that a visitor may take
// its time and apply.
func (x *Index) look(by attribute, visit func(int, *Entry), asks func(func(uint64, int))) error {
	l := x.takeLooking()
	defer x.giveBack(l)
	asks(func(hash uint64, query int) { l.asks = append(l.asks, ask{hash: hash, query: query}) })
	l.sortAsks()
	if err := x.gather(l, by); err != nil {
		return err
	}
	l.visit(visit)
	return nil
}

func (x *Index) gather(l *looking, by attribute) error {
	err := x.read(func() error {
		l.addPending(x.active, by)
		l.addPending(x.frozen, by)
		return l.readShards(x.recall, x.view, by)
	})
	if err != nil {
		return fmt.Errorf("looking for records: %w", err)
	}
	return nil
}

// read does work that reads the files, while what there is to read stays as it
// is.
func (x *Index) read(work func() error) error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := x.fate.err(); err != nil {
		return err
	}
	return x.guard(work)
}

// looking is one look, its memory kept for the next.
type looking struct {
	asks  []ask  // sorted by hash
	terms []term // the distinct hashes among them
	found []found
	order []int // of found, by id
	hits  []hit // of queries and what was found
	ranks []int // of found, in the order of ids

	shards []*shardLook
}

// ask is a value that a query looks for.
type ask struct {
	hash  uint64
	query int
}

// term is a value that asks[from:to] look for.
type term struct {
	hash     uint64
	from, to int
}

// hit pairs two things by their numbers.
type hit struct{ a, b int }

func compareHits(x, y hit) int {
	if x.a != y.a {
		return cmp.Compare(x.a, y.a)
	}
	return cmp.Compare(x.b, y.b)
}

func (x *Index) takeLooking() *looking {
	if l, ok := x.lookings.Get().(*looking); ok {
		return l
	}
	return &looking{}
}

func (x *Index) giveBack(l *looking) {
	clear(l.found)
	*l = looking{
		asks: l.asks[:0], terms: l.terms[:0], found: l.found[:0],
		order: l.order[:0], hits: l.hits[:0], ranks: l.ranks[:0], shards: l.shards,
	}
	x.lookings.Put(l)
}

// sortAsks puts the asks in the order of the tables, so that a segment is read
// from its beginning to its end.
func (l *looking) sortAsks() {
	slices.SortFunc(l.asks, func(a, b ask) int { return cmp.Compare(a.hash, b.hash) })
	for i, a := range l.asks {
		if n := len(l.terms); n > 0 && l.terms[n-1].hash == a.hash {
			l.terms[n-1].to = i + 1
			continue
		}
		l.terms = append(l.terms, term{hash: a.hash, from: i, to: i + 1})
	}
}

// hit notes that something that was found has a term.
func (l *looking) hit(t term, found int) {
	for _, a := range l.asks[t.from:t.to] {
		l.hits = append(l.hits, hit{a: a.query, b: found})
	}
}

// addPending adds what a layer has.
func (l *looking) addPending(from *layer, by attribute) {
	for _, t := range l.terms {
		from.with(by, t.hash, func(p *pending) {
			l.found = append(l.found, found{id: p.id, entry: &p.entry})
			l.hit(t, len(l.found)-1)
		})
	}
}

// manyTerms are worth reading the shards side by side.
const manyTerms = 64

// readShards adds what the shards have.
func (l *looking) readShards(from *recall, v *view, by attribute) error {
	for len(l.shards) < len(v.shards) {
		l.shards = append(l.shards, &shardLook{})
	}
	errs := make([]error, len(v.shards))
	var reading sync.WaitGroup
	for n := range v.shards {
		read := func() {
			errs[n] = recovered(func() error { return l.shards[n].read(l.terms, from, v, n, by) })
		}
		if len(l.terms) < manyTerms {
			read()
			continue
		}
		reading.Go(read)
	}
	reading.Wait()
	for _, s := range l.shards[:len(v.shards)] {
		before := len(l.found)
		l.found = append(l.found, s.found...)
		for _, h := range s.hits {
			l.hit(l.terms[h.b], before+h.a)
		}
		clear(s.found)
		s.found, s.hits = s.found[:0], s.hits[:0]
	}
	return errors.Join(errs...)
}

// shardLook is a look into one shard.
type shardLook struct {
	buckets []bucket // of terms in one segment
	pairs   []hit    // of documents of one segment and terms
	found   []found
	hits    []hit // of found and terms
}

// read finds the records of a shard, each read once.
func (s *shardLook) read(terms []term, from *recall, v *view, shard int, by attribute) error {
	for i := range v.shards[shard].segments {
		if err := s.segment(terms, from, v, place{shard: shard, segment: i}, by); err != nil {
			return err
		}
	}
	return nil
}

func (s *shardLook) segment(terms []term, from *recall, v *view, at place, by attribute) error {
	view := &v.shards[at.shard].segments[at.segment]
	table := &view.block.tables[by]
	s.pairs = s.pairs[:0]
	s.buckets = table.bucketsOf(terms, s.buckets)
	for i, t := range terms {
		first, last, err := s.buckets[i].find(table, t.hash)
		if err != nil {
			return err
		}
		for n := first; n < last; n++ {
			if document := table.at(n).document; !view.struck.Contains(document) {
				s.pairs = append(s.pairs, hit{a: int(document), b: i})
			}
		}
	}
	slices.SortFunc(s.pairs, compareHits)
	for n, p := range s.pairs {
		if n == 0 || s.pairs[n-1].a != p.a {
			at.document = uint32(p.a) //nolint:gosec // it was one
			record, err := from.read(v, at)
			if err != nil {
				return err
			}
			s.found = append(s.found, record)
		}
		s.hits = append(s.hits, hit{a: len(s.found) - 1, b: p.b})
	}
	return nil
}

// visit visits what each query found, each record once.
func (l *looking) visit(visit func(int, *Entry)) {
	l.rank()
	for i := range l.hits {
		l.hits[i].b = l.ranks[l.hits[i].b]
	}
	slices.SortFunc(l.hits, compareHits)
	for i, h := range l.hits {
		if i == 0 || h != l.hits[i-1] {
			visit(h.a, l.found[l.order[h.b]].entry)
		}
	}
}

// rank orders what was found by id. A record that the overlay has under several
// terms was found as often: all of these get one rank.
func (l *looking) rank() {
	for i := range l.found {
		l.order = append(l.order, i)
		l.ranks = append(l.ranks, 0)
	}
	slices.SortFunc(l.order, func(a, b int) int { return l.found[a].id.compare(l.found[b].id) })
	for at, i := range l.order {
		l.ranks[i] = at
		if at > 0 && l.found[l.order[at-1]].id == l.found[i].id {
			l.ranks[i] = l.ranks[l.order[at-1]]
		}
	}
}
