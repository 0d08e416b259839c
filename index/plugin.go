package index

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// plugin tells bleve's scorch how segments are made, opened and merged. Scorch
// does the rest: which segments there are, which of their documents still count,
// when to merge, and all of it in transactions.
type plugin struct{}

var _ scorch.SegmentPlugin = plugin{}

const (
	segmentType    = "mpi"
	segmentVersion = 2
)

// register makes the plugin known to bleve, once for all indexes: bleve's list
// of them is not for use by several at a time.
var register = sync.OnceFunc(func() { scorch.RegisterSegmentPlugin(plugin{}, false) })

func (plugin) Type() string    { return segmentType }
func (plugin) Version() uint32 { return segmentVersion }

// New makes a segment of new documents.
func (plugin) New(documents []index.Document) (segment.Segment, uint64, error) {
	records := make([]*pending, len(documents))
	for i, d := range documents {
		ours, ok := d.(document)
		if !ok {
			return nil, 0, errors.New("expected documents of this index")
		}
		records[i] = ours.pending
	}
	var out bytes.Buffer
	if err := writeBlock(&out, records); err != nil {
		return nil, 0, err
	}
	s, err := newMemorySegment(out.Bytes())
	if err != nil {
		return nil, 0, err
	}
	return s, uint64(out.Len()), nil //nolint:gosec // never negative
}

// NewUsing is New: there is nothing to configure.
func (p plugin) NewUsing(documents []index.Document, _ map[string]any) (segment.Segment, uint64, error) {
	return p.New(documents)
}

// Open opens the file of a segment.
func (plugin) Open(path string) (segment.Segment, error) {
	s, err := openFileSegment(path)
	if err != nil {
		return nil, err // a nil segment, not one that holds nil
	}
	return s, nil
}

// OpenUsing is Open.
func (p plugin) OpenUsing(path string, _ map[string]any) (segment.Segment, error) {
	return p.Open(path)
}

// Merge makes one file of several segments and gives the new numbers of their
// documents.
func (plugin) Merge(segments []segment.Segment, drops []*roaring.Bitmap, path string, closed chan struct{}, _ segment.StatsReporter) ([][]uint64, uint64, error) {
	blocks := make([]*block, len(segments))
	for i, s := range segments {
		ours, ok := s.(blocked)
		if !ok {
			return nil, 0, errors.New("expected segments of this index")
		}
		blocks[i] = ours.contents()
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, fileMode)
	if err != nil {
		return nil, 0, fmt.Errorf("creating a segment: %w", err)
	}
	numbers, err := mergeBlocks(file, blocks, drops, closed)
	if err == nil {
		err = file.Sync()
	}
	if err := errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(path) // the error says what matters
		if errors.Is(err, segment.ErrClosed) {
			err = segment.ErrClosed // bleve knows it only bare
		}
		return nil, 0, err
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return nil, 0, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, 0, fmt.Errorf("looking at a segment: %w", err)
	}
	return numbers, uint64(info.Size()), nil //nolint:gosec // never negative
}

// MergeUsing is Merge.
func (p plugin) MergeUsing(segments []segment.Segment, drops []*roaring.Bitmap, path string, closed chan struct{}, s segment.StatsReporter, _ map[string]any) ([][]uint64, uint64, error) {
	return p.Merge(segments, drops, path, closed, s)
}
