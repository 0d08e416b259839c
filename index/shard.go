package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// shard is one of the bleve indexes side by side.
type shard struct {
	owner

	path    string
	queue   *index.AnalysisQueue
	scorch  *scorch.Scorch
	batches atomic.Int64 // since it was opened
	batch   uint64       // the number of the last batch, ever
	dead    atomic.Bool  // a part of bleve's background has gone
}

// Names of what is stored beside the documents.
const (
	internalMarks  = "watermarks"
	internalFormat = "format"
	internalBatch  = "batch"
)

const shardFormat = "mpi-index-3"

// tuning says how bleve writes and merges.
//
// Every batch waits until it is on disk: without that, batches pile up in
// memory faster than they are merged, and nothing bounds them. Segments smaller
// than a batch count as one of a batch, so that few of them are ever around, and
// those with many deleted documents are merged first: an index that is
// rewritten over and over stays of a size.
type tuning struct {
	owner

	floor  int // documents of the smallest segment worth keeping apart
	merges bool
}

const (
	segmentsPerTier  = 5
	tierGrowth       = 5
	reclaimWeight    = 3
	maxSegmentSize   = 1<<31 - 1
	filesBeforePause = 60
)

func (t tuning) config(path string) map[string]any {
	perTier := segmentsPerTier
	if !t.merges {
		perTier = 1 << 20
	}
	return map[string]any{
		"path":                path,
		"forceSegmentType":    segmentType,
		"forceSegmentVersion": segmentVersion,
		"bolt_timeout":        "1s",

		"asyncErrorCallbackName": callback,
		"scorchPersisterOptions": map[string]any{
			"PersisterNapTimeMSec": 0, "PersisterNapUnderNumFiles": filesBeforePause,
		},
		"scorchMergePlanOptions": map[string]any{
			"MaxSegmentsPerTier": perTier, "SegmentsPerMergeTask": segmentsPerTier, "TierGrowth": tierGrowth,
			"MaxSegmentSize": maxSegmentSize, "FloorSegmentSize": t.floor, "ReclaimDeletesWeight": reclaimWeight,
		},
	}
}

// openScorch opens what is at path, or makes it. A panic of bleve or bolt over
// what it finds there is an error of the index.
func openScorch(path string, t tuning) (*shard, error) {
	s := &shard{owner: t.owner, path: path, queue: index.NewAnalysisQueue(1)}
	err := recovered(func() (err error) {
		if s.scorch, err = newScorch(t.config(path), s.queue, s.failed); err != nil {
			return err
		}
		if err := s.scorch.Open(); err != nil {
			return fmt.Errorf("opening bleve: %w", err)
		}
		return nil
	})
	if err != nil {
		s.queue.Close()
		return nil, err
	}
	return s, nil
}

// listFile is where bleve keeps what segments there are.
const listFile = "root.bolt"

func (s *shard) list() string { return filepath.Join(s.path, listFile) }

// makeShard makes an empty one, marked as ours.
func makeShard(path string, t tuning) (*shard, error) {
	s, err := openScorch(path, t)
	if err != nil {
		return nil, err
	}
	batch := index.NewBatch()
	batch.SetInternal([]byte(internalFormat), []byte(shardFormat))
	batch.SetInternal([]byte(internalMarks), []byte{})
	if err := s.wait(func() error { return s.scorch.Batch(batch) }); err != nil {
		return nil, errors.Join(fmt.Errorf("marking a new index: %w", err), s.close())
	}
	return s, nil
}

// write makes one batch of changes and marks durable.
func (s *shard) write(changes []*pending, marks Watermarks) error {
	batch := index.NewBatch()
	for _, p := range changes {
		if p.deleted {
			batch.Delete(string(p.id[:]))
		} else {
			batch.Update(document{p})
		}
	}
	batch.SetInternal([]byte(internalMarks), present(marks.encode()))
	batch.SetInternal([]byte(internalBatch), binary.AppendUvarint(nil, s.batch+1))
	if err := s.wait(func() error { return s.scorch.Batch(batch) }); err != nil {
		return fmt.Errorf("writing %d changes to %s: %w", len(changes), s.path, err)
	}
	s.batch++
	s.batches.Add(1)
	return nil
}

// present keeps bleve from taking an empty value for none.
func present(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (s *shard) snapshot() (*scorch.IndexSnapshot, error) {
	reader, err := s.scorch.Reader()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", s.path, err)
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok || snapshot == nil {
		return nil, fmt.Errorf("reading %s: %w", s.path, ErrClosed)
	}
	return snapshot, nil
}

// marks gives the watermarks that are durable.
func (s *shard) marks() (Watermarks, error) {
	snapshot, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	marks, err := decodeWatermarks(snapshot.Internal()[internalMarks])
	if err != nil {
		err = fmt.Errorf("%w: the watermarks of %s: %w", ErrDamaged, s.path, err)
	}
	return marks, errors.Join(err, snapshot.Close())
}

// close closes what bleve can still close: with a part of it gone, the rest may
// wait for that for ever, so that what it holds goes with the process.
func (s *shard) close() error {
	if s.dead.Load() {
		return nil
	}
	err := s.scorch.Close()
	s.queue.Close()
	if err != nil {
		return fmt.Errorf("closing %s: %w", s.path, err)
	}
	return nil
}

// shardOf spreads records over shards by their ids.
func shardOf(id recordID, shards int) int {
	hash := fnv.New32a()
	_, _ = hash.Write(id[:])                  // a hash never fails
	return int(hash.Sum32() % uint32(shards)) //nolint:gosec // at most 256
}
