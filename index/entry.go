package index

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Key is a stable hash of a blocking rule and the values that a record has for
// it, made by the caller.
type Key uint64

// Entry is what the index holds of a record. Its slices belong to the index
// once they were applied, and are for reading only when they come back.
type Entry struct {
	ID      string // a UUID, in lower case
	Version int64  // of the content
	Keys    []Key  // none in what a look gives
	Number  uint64 // the NHS number, 0 for none
	Compact []byte // the record itself
}

// Watermarks says of each lane up to which sequence number it is in the index.
type Watermarks map[int64]int64

// raise takes over the marks that are higher.
func (w Watermarks) raise(other Watermarks) {
	for lane, number := range other {
		if held, ok := w[lane]; !ok || number > held {
			w[lane] = number
		}
	}
}

// common keeps what both have: of each lane the lower mark.
func (w Watermarks) common(other Watermarks) Watermarks {
	both := make(Watermarks, len(w))
	for lane, number := range w {
		if held, ok := other[lane]; ok {
			both[lane] = min(number, held)
		}
	}
	return both
}

func (w Watermarks) encode() []byte {
	var out []byte
	for _, lane := range slices.Sorted(maps.Keys(w)) {
		out = binary.AppendVarint(out, lane)
		out = binary.AppendVarint(out, w[lane])
	}
	return out
}

var errMarks = errors.New("expected pairs of a lane and a number")

func decodeWatermarks(b []byte) (Watermarks, error) {
	marks := Watermarks{}
	for len(b) > 0 {
		lane, n := binary.Varint(b)
		if n <= 0 {
			return nil, errMarks
		}
		number, m := binary.Varint(b[n:])
		if m <= 0 {
			return nil, errMarks
		}
		marks[lane] = number
		b = b[n+m:]
	}
	return marks, nil
}

// recordID is a UUID as bytes; its order is that of the texts.
type recordID [16]byte

const idText = 36

func parseID(s string) (id recordID, err error) {
	var digits [32]byte
	if len(s) == idText && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		copy(digits[:], s[:8])
		copy(digits[8:], s[9:13])
		copy(digits[12:], s[14:18])
		copy(digits[16:], s[19:23])
		copy(digits[20:], s[24:])
		_, err = hex.Decode(id[:], digits[:])
	}
	if len(s) != idText || err != nil || id.String() != s {
		return recordID{}, errors.New("expected the id of a record as a UUID in lower case")
	}
	return id, nil
}

// String gives the UUID as text.
func (id recordID) String() string {
	var text [idText]byte
	hex.Encode(text[:], id[:4])
	hex.Encode(text[9:], id[4:6])
	hex.Encode(text[14:], id[6:8])
	hex.Encode(text[19:], id[8:10])
	hex.Encode(text[24:], id[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

func (id recordID) compare(other recordID) int { return bytes.Compare(id[:], other[:]) }

// payload is the stored part of an entry: version, number, compact record.
func (e *Entry) payload() []byte {
	out := make([]byte, 0, 2*binary.MaxVarintLen64+len(e.Compact))
	out = binary.AppendVarint(out, e.Version)
	out = binary.AppendUvarint(out, e.Number)
	return append(out, e.Compact...)
}

// decodePayload copies what it keeps of b.
func decodePayload(id recordID, b []byte) (Entry, error) {
	version, n := binary.Varint(b)
	if n <= 0 {
		return Entry{}, fmt.Errorf("%w: expected the version of a stored record", ErrDamaged)
	}
	number, m := binary.Uvarint(b[n:])
	if m <= 0 {
		return Entry{}, fmt.Errorf("%w: expected the number of a stored record", ErrDamaged)
	}
	return Entry{ID: id.String(), Version: version, Number: number, Compact: slices.Clone(b[n+m:])}, nil
}

// found is an entry that a look gives.
type found struct {
	id    recordID
	entry *Entry
}
