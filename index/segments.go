package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/mmap-go"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// blocked is a segment of our format, in memory or in a file.
type blocked interface {
	segment.Segment
	contents() *block
}

var (
	_ segment.UnpersistedSegment = (*memorySegment)(nil)
	_ segment.PersistedSegment   = (*fileSegment)(nil)
)

// segmentBase is what bleve asks of both.
type segmentBase struct{ block *block }

func (s *segmentBase) contents() *block { return s.block }
func (s *segmentBase) Count() uint64    { return uint64(s.block.count) } //nolint:gosec // never negative

// DocNumbers gives the documents of some records.
func (s *segmentBase) DocNumbers(ids []string) (*roaring.Bitmap, error) {
	documents := roaring.New()
	for _, id := range ids {
		if len(id) != len(recordID{}) {
			continue
		}
		if err := s.block.holders(recordID([]byte(id)), func(d uint32) { documents.Add(d) }); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// DocID gives the id of a document.
func (s *segmentBase) DocID(n uint64) ([]byte, error) {
	id, _, err := s.block.document(int(n)) //nolint:gosec // fewer than 2^31
	return id[:], err
}

// VisitStoredFields visits the id and what is stored.
func (s *segmentBase) VisitStoredFields(n uint64, visit segment.StoredFieldValueVisitor) error {
	id, payload, err := s.block.document(int(n)) //nolint:gosec // fewer than 2^31
	if err == nil && visit(fieldID, 'b', id[:], nil) {
		visit(fieldStored, 'b', payload, nil)
	}
	return err
}

// Dictionary is for what bleve searches by, which this index does not.
func (*segmentBase) Dictionary(field string) (segment.TermDictionary, error) {
	return nil, fmt.Errorf("expected no search by the field %q", field)
}

func (*segmentBase) Fields() []string      { return []string{fieldID, fieldStored} }
func (*segmentBase) Size() int             { return 0 } // for accounts that nobody reads
func (*segmentBase) BytesRead() uint64     { return 0 }
func (*segmentBase) ResetBytesRead(uint64) {}
func (*segmentBase) BytesWritten() uint64  { return 0 }

// memorySegment is a batch that is not in a file yet.
type memorySegment struct {
	segmentBase

	data []byte
}

func newMemorySegment(data []byte) (*memorySegment, error) {
	b, err := parseBlock(data)
	if err != nil {
		return nil, err
	}
	return &memorySegment{segmentBase: segmentBase{b}, data: data}, nil
}

// Persist writes the segment to a file.
func (s *memorySegment) Persist(path string) error {
	if err := writeDurably(path, s.data); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func (*memorySegment) AddRef()       {}
func (*memorySegment) DecRef() error { return nil }
func (*memorySegment) Close() error  { return nil }

// fileSegment is one in a file that is mapped into memory, until the last that
// reads it lets go.
type fileSegment struct {
	segmentBase

	path   string
	file   *os.File
	mapped mmap.MMap
	refs   atomic.Int64
}

// openFileSegment opens a file, which is read once to verify it: also one that was
// just written, so that what a disk did not keep is written again.
func openFileSegment(path string) (*fileSegment, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening a segment: %w", err)
	}
	if err := verifyChecksum(file); err != nil {
		return nil, errors.Join(fmt.Errorf("verifying %s: %w", path, err), file.Close())
	}
	mapped, err := mmap.Map(file, mmap.RDONLY, 0)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("mapping %s: %w", path, err), file.Close())
	}
	s := &fileSegment{path: path, file: file, mapped: mapped}
	s.refs.Store(1)
	if s.block, err = parseBlock(mapped); err != nil {
		return nil, errors.Join(fmt.Errorf("reading %s: %w", path, err), s.Close())
	}
	return s, nil
}

// Path is where the file is.
func (s *fileSegment) Path() string { return s.path }

// AddRef keeps the segment open.
func (s *fileSegment) AddRef() { s.refs.Add(1) }

// DecRef lets it go.
func (s *fileSegment) DecRef() error {
	if s.refs.Add(-1) != 0 {
		return nil
	}
	if err := errors.Join(s.mapped.Unmap(), s.file.Close()); err != nil {
		return fmt.Errorf("closing %s: %w", s.path, err)
	}
	return nil
}

// Close lets go what opening took.
func (s *fileSegment) Close() error { return s.DecRef() }
