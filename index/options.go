package index

import "errors"

// Options says how an index works. The zero value is for a region's node.
type Options struct {
	// Shards is the number of bleve indexes side by side, written at the same
	// time; 0 means 2. It is fixed when an index is made.
	Shards int
	// Cache is about how many records are kept decoded; 0 means 16,384, less than 0
	// none.
	Cache int
	// BatchSize is how many changes go to bleve at once; 0 means 16,000. Up to
	// twice as many wait in memory.
	BatchSize int
}

const (
	defaultShards = 2
	defaultCache  = 1 << 14
	defaultBatch  = 16_000
	maxShards     = 256
)

func (o Options) filled() (Options, error) {
	if o.Shards == 0 {
		o.Shards = defaultShards
	}
	if o.Cache == 0 {
		o.Cache = defaultCache
	}
	if o.BatchSize == 0 {
		o.BatchSize = defaultBatch
	}
	if o.Shards < 0 || o.Shards > maxShards || o.BatchSize < 0 {
		return o, errors.New("expected 1 to 256 shards and a positive batch size")
	}
	return o, nil
}

// Errors that callers act on.
var (
	// ErrDamaged says that an index cannot be trusted, or is of another format,
	// and has to be built anew.
	ErrDamaged = errors.New("the index is damaged or of another format")
	// ErrInUse says that another process has the index open.
	ErrInUse = errors.New("the index is in use")
	// ErrClosed says that the index was closed.
	ErrClosed = errors.New("the index is closed")
)
