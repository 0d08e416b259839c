package index

import (
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
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
	segment segment.Segment
	struck  *roaring.Bitmap
}

// place is where a document lies.
type place struct {
	shard, segment int
	document       uint64
}

func openView(shards []*shard) (*view, error) {
	v := &view{shards: make([]shardView, 0, len(shards))}
	for _, s := range shards {
		snapshot, err := s.snapshot()
		if err != nil {
			return nil, errors.Join(err, v.close())
		}
		v.shards = append(v.shards, newShardView(snapshot))
	}
	return v, nil
}

func newShardView(snapshot *scorch.IndexSnapshot) shardView {
	shard := shardView{snapshot: snapshot}
	for _, s := range snapshot.Segments() {
		struck := roaring.New()
		if deleted := s.Deleted(); deleted != nil {
			struck = deleted.Clone()
		}
		shard.segments = append(shard.segments, segmentView{id: s.Id(), segment: s.Segment(), struck: struck})
	}
	return shard
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
	byShard := make([][]string, len(v.shards))
	for _, id := range ids {
		n := shardOf(id, len(v.shards))
		byShard[n] = append(byShard[n], string(id[:]))
	}
	for n, shardIDs := range byShard {
		if len(shardIDs) == 0 {
			continue
		}
		for i := range v.shards[n].segments {
			s := &v.shards[n].segments[i]
			documents, err := s.segment.DocNumbers(shardIDs)
			if err != nil {
				return fmt.Errorf("looking records up: %w", err)
			}
			s.struck.Or(documents)
		}
	}
	return nil
}

func (v *view) strikeAt(at place) {
	v.shards[at.shard].segments[at.segment].struck.Add(uint32(at.document)) //nolint:gosec // a segment has fewer than 2^31
}

// locate finds the document of a record.
func (v *view) locate(id recordID) (at place, ok bool, err error) {
	if len(v.shards) == 0 {
		return place{}, false, nil
	}
	n := shardOf(id, len(v.shards))
	for i := range v.shards[n].segments {
		s := &v.shards[n].segments[i]
		var document uint64
		err = s.each(fieldID, id[:], func(d uint64) { document, ok = d, true })
		if err != nil || ok {
			return place{shard: n, segment: i, document: document}, ok, err
		}
	}
	return place{}, false, nil
}

// each visits the documents that have a term and still hold.
func (s *segmentView) each(field string, term []byte, visit func(document uint64)) error {
	terms, err := s.segment.Dictionary(field)
	if err != nil {
		return fmt.Errorf("reading a dictionary: %w", err)
	}
	var scratch postings
	return scratch.each(terms, term, s.struck, visit)
}

func (s *segmentView) live() uint64 { return s.segment.Count() - s.struck.GetCardinality() }

// postings is what reading the documents of a term needs, kept from one term to
// the next.
type postings struct {
	list     segment.PostingsList
	iterator segment.PostingsIterator
}

func (p *postings) each(terms segment.TermDictionary, term []byte, struck *roaring.Bitmap, visit func(uint64)) error {
	list, err := terms.PostingsList(term, struck, p.list)
	if err != nil {
		return fmt.Errorf("reading the documents of a term: %w", err)
	}
	p.list = list
	p.iterator = list.Iterator(false, false, false, p.iterator)
	for {
		next, err := p.iterator.Next()
		if err != nil {
			return fmt.Errorf("reading the documents of a term: %w", err)
		}
		if next == nil {
			return nil
		}
		visit(next.Number())
	}
}
