package index

import (
	"io/fs"
	"path/filepath"
)

// Stats says how large an index is and what it has done since it was opened.
type Stats struct {
	Documents   int   // records that looks find
	Overlay     int   // changes not in bleve yet
	Segments    int   // files that a look reads
	Struck      int   // documents in them that no longer count
	DiskBytes   int64 // the whole folder
	CacheHits   int64
	CacheMisses int64
	Batches     int64 // written to bleve, over all shards
}

// Stats tells the figures of now.
func (x *Index) Stats() Stats {
	s := x.counted()
	if x.home != nil {
		s.DiskBytes = folderSize(x.home.dir)
	}
	s.CacheHits, s.CacheMisses = x.recall.hits.Load(), x.recall.misses.Load()
	for _, shard := range x.shards {
		s.Batches += shard.batches.Load()
	}
	return s
}

func (x *Index) counted() Stats {
	x.mu.RLock()
	defer x.mu.RUnlock()
	var s Stats
	if x.closed {
		return s
	}
	for _, l := range []*layer{x.active, x.frozen} {
		if l != nil {
			s.Documents += countLive(l.order)
			s.Overlay += len(l.order)
		}
	}
	for i := range x.view.shards {
		for j := range x.view.shards[i].segments {
			part := &x.view.shards[i].segments[j]
			s.Segments++
			s.Documents += part.live()
			s.Struck += int(part.struck.GetCardinality()) //nolint:gosec // fewer than 2^31 documents
		}
	}
	return s
}

// Healthy gives the error of writing until it has passed, nil if all is well. An
// index that is damaged or closed says so for good.
func (x *Index) Healthy() error {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := x.fate.err(); err != nil {
		return err
	}
	return x.failure
}

// folderSize passes over files that go while it looks.
func folderSize(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil //nolint:nilerr // the file has gone
		}
		if info, err := entry.Info(); err == nil {
			size += info.Size()
		}
		return nil
	})
	return size
}
