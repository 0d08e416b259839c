package index

import (
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
)

// view is a state of all shards that looks read. It changes only in that
// documents are struck out, under the lock of the index.
type view struct {
	shards []shardView
}

type shardView struct {
	snapshot *scorch.IndexSnapshot
	segments []segmentView
}

// segmentView is one file of a shard. struck holds the documents that are no
// longer true: deleted in bleve, or replaced by the overlay.
type segmentView struct {
	id      uint64 // never used for another file
	segment blocked
	block   *block
	struck  *roaring.Bitmap
}

// place is where a document lies.
type place struct {
	shard, segment int
	document       uint32
}

func openView(shards []*shard) (*view, error) {
	v := &view{shards: make([]shardView, 0, len(shards))}
	for _, s := range shards {
		snapshot, err := s.snapshot()
		if err != nil {
			return nil, errors.Join(err, v.close())
		}
		shard, err := newShardView(snapshot)
		v.shards = append(v.shards, shard)
		if err != nil {
			return nil, errors.Join(err, v.close())
		}
	}
	return v, nil
}

func newShardView(snapshot *scorch.IndexSnapshot) (shardView, error) {
	shard := shardView{snapshot: snapshot}
	for _, s := range snapshot.Segments() {
		struck := roaring.New()
		if deleted := s.Deleted(); deleted != nil {
			struck = deleted.Clone()
		}
		ours, ok := s.Segment().(blocked)
		if !ok {
			return shard, fmt.Errorf("%w: expected segments of this format", ErrDamaged)
		}
		shard.segments = append(shard.segments, segmentView{id: s.Id(), segment: ours, block: ours.contents(), struck: struck})
	}
	return shard, nil
}

// same says whether two views read the same files.
func (v *view) same(other *view) bool {
	for i := range v.shards {
		mine, theirs := v.shards[i].segments, other.shards[i].segments
		if len(mine) != len(theirs) {
			return false
		}
		for j := range mine {
			if mine[j].segment != theirs[j].segment {
				return false
			}
		}
	}
	return true
}

func (v *view) close() error {
	var errs []error
	for i := range v.shards {
		errs = append(errs, v.shards[i].snapshot.Close())
	}
	return errors.Join(errs...)
}

// strike takes out the documents of these records.
func (v *view) strike(ids []recordID) error {
	if len(v.shards) == 0 {
		return nil
	}
	for _, id := range ids {
		for i, segments := 0, v.of(id); i < len(segments); i++ {
			struck := segments[i].struck
			if err := segments[i].block.holders(id, func(d uint32) { struck.Add(d) }); err != nil {
				return fmt.Errorf("looking records up: %w", err)
			}
		}
	}
	return nil
}

// of gives the segments that may have a record.
func (v *view) of(id recordID) []segmentView { return v.shards[shardOf(id, len(v.shards))].segments }

func (v *view) strikeAt(at place) {
	v.shards[at.shard].segments[at.segment].struck.Add(at.document)
}

// locate finds the document of a record.
func (v *view) locate(id recordID) (at place, ok bool, err error) {
	if len(v.shards) == 0 {
		return place{}, false, nil
	}
	n := shardOf(id, len(v.shards))
	for i := range v.shards[n].segments {
		s := &v.shards[n].segments[i]
		err = s.block.holders(id, func(d uint32) {
			if !s.struck.Contains(d) {
				at, ok = place{shard: n, segment: i, document: d}, true
			}
		})
		if err != nil || ok {
			return at, ok, err
		}
	}
	return place{}, false, nil
}

// count says how many documents that still hold have a value.
func (v *view) count(by attribute, hash uint64) (n int, err error) {
	for i := range v.shards {
		for j := range v.shards[i].segments {
			more, err := v.shards[i].segments[j].count(by, hash)
			if err != nil {
				return 0, err
			}
			n += more
		}
	}
	return n, nil
}

func (s *segmentView) count(by attribute, hash uint64) (n int, err error) {
	table := &s.block.tables[by]
	from, to, err := table.find(hash)
	for ; from < to; from++ {
		if !s.struck.Contains(table.at(from).document) {
			n++
		}
	}
	return n, err
}

func (s *segmentView) live() int { return s.block.count - int(s.struck.GetCardinality()) } //nolint:gosec // fewer than 2^31
