package index

import "encoding/binary"

// What records are found by. Each has a table in every segment.
type attribute int

const (
	byKey attribute = iota
	byNumber
	byID
	attributes // how many there are
)

// mix spreads values evenly over all of 64 bits, no two to the same: tables are
// divided by the leading bits of what it gives. Files hold it, so it must stay.
func mix(value uint64) uint64 {
	const first, second = 0xbf58476d1ce4e5b9, 0x94d049bb133111eb
	value = (value ^ value>>30) * first
	value = (value ^ value>>27) * second
	return value ^ value>>31
}

func (k Key) hash() uint64 { return mix(uint64(k)) }

// hash is of the leading half: whoever finds an id by it compares all of it.
func (id recordID) hash() uint64 { return mix(binary.BigEndian.Uint64(id[:])) }
