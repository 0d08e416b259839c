package facts

import (
	"cmp"
	"maps"
	"slices"
)

// Merges says of each record what was told of its being merged into others, in
// the order of the stamps. The zero value knows of nothing.
type Merges map[Key][]Fact

// With gives the merges with more facts taken in. Order and repeats do not
// matter; other facts say nothing here.
func (m Merges) With(all ...Fact) Merges {
	out := maps.Clone(m)
	if out == nil {
		out = Merges{}
	}
	for _, f := range all {
		if f.Kind != Merge && f.Kind != Unmerge {
			continue
		}
		if at, known := slices.BinarySearchFunc(out[f.Key], f, compareMerges); !known {
			out[f.Key] = slices.Insert(slices.Clone(out[f.Key]), at, f)
		}
	}
	return out
}

// compareMerges orders by stamp; of what one message tells an unmerge is later.
func compareMerges(a, b Fact) int {
	return cmp.Or(a.Stamp.Compare(b.Stamp), cmp.Compare(a.Kind, b.Kind), a.Other.Compare(b.Other))
}

// merged is a merge that stands: what was dated from its begin on is the
// survivor's.
type merged struct {
	into  Key
	begin Stamp
}

// standing gives the merge that stands for a record. With each other record the
// newest word counts, and a merge that is told again begins when it was told
// first; of several the one that began last stands.
func (m Merges) standing(k Key) (merged, bool) {
	var of []merged
	for _, f := range m[k] { // in order
		at := slices.IndexFunc(of, func(o merged) bool { return o.into == f.Other })
		switch {
		case f.Kind == Merge && at < 0:
			of = append(of, merged{f.Other, f.Stamp})
		case f.Kind == Unmerge && at >= 0:
			of = slices.Delete(of, at, at+1)
		}
	}
	if len(of) == 0 {
		return merged{}, false
	}
	return slices.MaxFunc(of, func(a, b merged) int {
		return cmp.Or(a.begin.Compare(b.begin), a.into.Compare(b.into))
	}), true
}

// Into gives the record that a record is merged into, if it is.
func (m Merges) Into(k Key) (Key, bool) {
	s, ok := m.standing(k)
	return s.into, ok
}

// Target gives the record that a fact belongs to: the record it names, or the
// survivor of the merges that came before it. Merges that go in a circle end at
// the smallest key of the circle.
func (m Merges) Target(k Key, stamp Stamp) Key {
	seen := []Key{k}
	for {
		s, ok := m.standing(k)
		if !ok || stamp.Compare(s.begin) < 0 {
			return k
		}
		k = s.into
		if at := slices.Index(seen, k); at >= 0 {
			return slices.MinFunc(seen[at:], Key.Compare)
		}
		seen = append(seen, k)
	}
}
