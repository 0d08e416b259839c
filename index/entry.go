// Package index is step 3 of a record's path.
package index

// Key is a stable hash of a blocking rule and its values, made by the caller.
type Key uint64

// Entry is a record as the index holds it.
type Entry struct {
	ID      string // a UUID
	Version int64
	Keys    []Key
	Number  uint64 // the raw NHS number, 0 for none
	Compact []byte // the compact record
}

// Watermarks say up to which number each lane is in the index.
type Watermarks map[int64]int64
