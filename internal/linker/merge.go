package linker

import (
	"maps"
	"slices"
	"strconv"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// merges gives all that was told of the merging of records and of those that
// they hang together with. Anew says that the batch tells of a merge, so that
// facts may belong to other records than before; those are listed in hang.
func (p *publication) merges(all []facts.Fact, about []facts.Key) (merges facts.Merges, hang []facts.Key, anew bool, err error) {
	var told []facts.Fact
	for _, f := range all {
		if f.Kind == facts.Merge || f.Kind == facts.Unmerge {
			told = append(told, f)
		}
	}
	named := map[facts.Key]bool{}
	ids := make(map[identity.RecordID]bool, len(about))
	for _, k := range about {
		named[k], ids[k.Record()] = true, true
	}
	if len(told) > 0 {
		if err := p.declare(told); err != nil {
			return nil, nil, false, err
		}
	}
	for fresh := slices.Sorted(maps.Keys(ids)); len(fresh) > 0; {
		found, err := p.tx.Merges(fresh)
		if err != nil {
			return nil, nil, false, err
		}
		merges, fresh = merges.With(found...), nil
		for _, f := range found {
			named[f.Key], named[f.Other] = true, true
			for _, id := range []identity.RecordID{f.Key.Record(), f.Other.Record()} {
				if !ids[id] {
					ids[id] = true
					fresh = append(fresh, id)
				}
			}
		}
		slices.Sort(fresh)
	}
	return merges, slices.SortedFunc(maps.Keys(named), facts.Key.Compare), len(told) > 0, nil
}

// declare keeps merges, and asserts for their authority that the two records
// are one person, or no longer.
func (p *publication) declare(told []facts.Fact) error {
	if err := p.tx.PutMerges(told); err != nil {
		return err
	}
	var all []Assertion
	for i := range told {
		all = append(all, asserted(&told[i]))
	}
	return p.assert(all)
}

func asserted(f *facts.Fact) Assertion {
	kind := identity.MustLink
	if f.Kind == facts.Unmerge {
		kind = identity.Withdrawn
	}
	a, b := f.Key.Record(), f.Other.Record()
	if b < a {
		a, b = b, a
	}
	return Assertion{
		Assertion: identity.Assertion{
			ID: identity.UUID5("lhcre mpi merge\x00", string(a)+string(b)+string(f.Stamp.Hash[:])+strconv.Itoa(f.Stamp.Part)),
			A:  a, B: b, Kind: kind, By: identity.Authority, At: f.Stamp.At,
		},
		Who: f.Organisation,
	}
}

// foldAnew makes the contents of records from all facts that may be theirs. One
// whose facts have all gone to a survivor is left without content.
func (p *publication) foldAnew(merges facts.Merges, keys []facts.Key) error {
	ids := make([]identity.RecordID, len(keys))
	for i, k := range keys {
		ids[i] = k.Record()
	}
	slices.Sort(ids)
	all, err := p.tx.Facts(ids)
	if err != nil {
		return err
	}
	told := byTarget(all, merges)
	return p.write(keys, func(r *Record) facts.Content { return facts.Fold(told[r.Key]...) })
}
