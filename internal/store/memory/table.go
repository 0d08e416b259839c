package memory

import (
	"cmp"
	"slices"
)

// journal holds how to take back what a transaction has done.
type journal struct{ undo []func() }

func (j *journal) note(undo func()) { j.undo = append(j.undo, undo) }

// rollback takes everything back, the last thing first.
func (j *journal) rollback() {
	for _, undo := range slices.Backward(j.undo) {
		undo()
	}
	j.undo = nil
}

// set changes a value.
func set[V any](j *journal, at *V, value V) {
	old := *at
	j.note(func() { *at = old })
	*at = value
}

// table holds rows by their key.
type table[K comparable, V any] map[K]V

func (t table[K, V]) put(j *journal, key K, row V) {
	old, had := t[key]
	j.note(func() {
		if had {
			t[key] = old
			return
		}
		delete(t, key)
	})
	t[key] = row
}

func (t table[K, V]) remove(j *journal, key K) {
	if old, had := t[key]; had {
		j.note(func() { t[key] = old })
		delete(t, key)
	}
}

// lookup is an index: the keys of the rows with a value.
type lookup[V, K comparable] map[V]map[K]struct{}

func (l lookup[V, K]) add(j *journal, value V, key K) {
	if _, had := l[value][key]; !had {
		l.insert(value, key)
		j.note(func() { l.delete(value, key) })
	}
}

func (l lookup[V, K]) drop(j *journal, value V, key K) {
	if _, had := l[value][key]; had {
		l.delete(value, key)
		j.note(func() { l.insert(value, key) })
	}
}

func (l lookup[V, K]) insert(value V, key K) {
	if l[value] == nil {
		l[value] = map[K]struct{}{}
	}
	l[value][key] = struct{}{}
}

func (l lookup[V, K]) delete(value V, key K) {
	delete(l[value], key)
	if len(l[value]) == 0 {
		delete(l, value)
	}
}

// found gives the rows that a lookup has for values, each once, in order.
func found[V, K comparable, R any](l lookup[V, K], t table[K, R], values []V, order func(a, b R) int) []R {
	keys := map[K]struct{}{}
	for _, value := range values {
		for key := range l[value] {
			keys[key] = struct{}{}
		}
	}
	rows := make([]R, 0, len(keys))
	for key := range keys {
		rows = append(rows, t[key])
	}
	slices.SortFunc(rows, order)
	return rows
}

// numbered is a queue: rows by a number that only grows.
type numbered[R any] []numberedRow[R]

type numberedRow[R any] struct {
	seq int64
	row R
}

func bySeq[R any](r numberedRow[R], seq int64) int { return cmp.Compare(r.seq, seq) }

func (n *numbered[R]) add(j *journal, seq int64, row R) {
	at, had := slices.BinarySearchFunc(*n, seq, bySeq)
	if had {
		set(j, &(*n)[at].row, row)
		return
	}
	*n = slices.Insert(*n, at, numberedRow[R]{seq, row})
	j.note(func() {
		at, _ := slices.BinarySearchFunc(*n, seq, bySeq)
		*n = slices.Delete(*n, at, at+1)
	})
}

// after gives what has a greater number.
func (n *numbered[R]) after(seq int64) numbered[R] {
	at, _ := slices.BinarySearchFunc(*n, seq+1, bySeq)
	return (*n)[at:]
}
