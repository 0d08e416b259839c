package facts

import (
	"maps"
	"slices"
)

// Merges says of each record the newest that was told of its being merged into
// another. The zero value knows of none.
type Merges map[Key]Fact

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
		if old, ok := out[f.Key]; !ok || f.replaces(&old) {
			out[f.Key] = f
		}
	}
	return out
}

func (f *Fact) replaces(old *Fact) bool {
	if d := f.Stamp.Compare(old.Stamp); d != 0 {
		return d > 0
	}
	return f.Kind > old.Kind || f.Kind == old.Kind && f.Other.Compare(old.Other) > 0
}

// Into gives the record that a record is merged into, if it is.
func (m Merges) Into(k Key) (Key, bool) {
	f, ok := m[k]
	return f.Other, ok && f.Kind == Merge
}

// Target gives the record that a fact belongs to: the record it names, or the
// survivor of the merges that came before it. Merges that go in a circle end at
// the smallest key of the circle.
func (m Merges) Target(k Key, stamp Stamp) Key {
	seen := []Key{k}
	for {
		f, ok := m[k]
		if !ok || f.Kind != Merge || stamp.Compare(f.Stamp) < 0 {
			return k
		}
		k = f.Other
		if at := slices.Index(seen, k); at >= 0 {
			return slices.MinFunc(seen[at:], Key.Compare)
		}
		seen = append(seen, k)
	}
}

// Sources lists the keys whose facts may belong to a record, the record's own
// among them, sorted.
func (m Merges) Sources(k Key) []Key {
	found := map[Key]bool{k: true}
	for grown := true; grown; {
		grown = false
		for from, f := range m {
			if f.Kind == Merge && found[f.Other] && !found[from] {
				found[from], grown = true, true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(found), Key.Compare)
}
