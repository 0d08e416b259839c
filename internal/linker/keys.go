package linker

import (
	"cmp"
	"hash/fnv"
	"slices"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// keyOf makes the index key of a blocking rule's key: the same in every process.
func keyOf(rule string, text []byte) index.Key {
	h := fnv.New64a()
	for _, part := range [][]byte{[]byte(rule), {0}, text} {
		_, _ = h.Write(part) // a hash never fails
	}
	return index.Key(mixed(h.Sum64()))
}

// mixed makes every bit of a hash depend on every other (the finisher of
// MurmurHash3): the low bits choose a shard.
func mixed(h uint64) uint64 {
	h = (h ^ h>>33) * 0xff51afd7ed558ccd
	h = (h ^ h>>33) * 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// keys lists the keys of a record. A key that is too common stands for nothing
// by itself: the narrower ones made of it take its place.
func (l *Linker) keys(c *matcher.Comparable) []index.Key {
	keys, _ := l.narrowKeys(c)
	return keys
}

// narrowKeys is keys, and counts those that are too common and have no narrower one
// in their place: whoever has nothing else in common with the record is not found.
func (l *Linker) narrowKeys(c *matcher.Comparable) (out []index.Key, lost int) {
	wide := *l.wide.Load()
	for at, rule := range l.Model.Rules() {
		l.Model.Keys(at, c, func(text []byte) {
			key := keyOf(rule.Name, text)
			if !wide[key] && !l.Model.Wide(rule.Name, text) {
				out = append(out, key)
				return
			}
			before := len(out)
			l.Model.Narrower(at, text, c, func(narrow []byte) {
				if key := keyOf(rule.Name, narrow); !wide[key] {
					out = append(out, key)
				}
			})
			if len(out) == before {
				lost++
			}
		})
	}
	slices.Sort(out)
	return slices.Compact(out), lost
}

// inStandard gives a record in standard form.
type inStandard func(r *Record) (demographics.Record, error)

// entries makes the index entries of records, all with content.
func (l *Linker) entries(records []Record, of inStandard, interner *matcher.Interner) (entries []index.Entry, deleted []string, err error) {
	var standard []demographics.Record
	for i := range records {
		r := &records[i]
		if r.Deleted {
			deleted = append(deleted, string(r.ID))
			continue
		}
		s, err := of(r)
		if err != nil {
			return nil, nil, err
		}
		standard = append(standard, s)
		entries = append(entries, index.Entry{
			ID: string(r.ID), Version: r.Version, Number: s.NHSNumber.Uint64(), Compact: s.AppendCompact(nil),
		})
	}
	for i, c := range l.Model.Comparables(standard, interner) {
		entries[i].Keys = l.keys(c)
	}
	return entries, deleted, nil
}

// standard gives a record's content in standard form.
func (l *Linker) standard(r *Record) (demographics.Record, error) {
	s, _, err := r.Content.Record(r.Key, l.Model.OwnColumns(), l.Options)
	return s, err
}

// Entries makes the index entries of a page of records, for an index that is
// built anew; deleted records have none.
func (l *Linker) Entries(records []Record) ([]index.Entry, error) {
	entries, _, err := l.entries(records, l.standard, l.Model.NewInterner())
	return entries, err
}

// makeEntries makes the index entries of what was published.
func (l *Linker) makeEntries(p *published) (err error) {
	slices.SortFunc(p.written, func(a, b Record) int { return cmp.Compare(a.LaneSeq, b.LaneSeq) })
	p.wide = l.wide.Load()
	p.entries, p.deleted, err = l.entries(p.written, func(r *Record) (demographics.Record, error) {
		if s, known := p.standard[r.LaneSeq]; known {
			return s, nil
		}
		return l.standard(r)
	}, l.Model.NewInterner())
	return err
}
