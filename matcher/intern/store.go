package intern

import (
	"encoding/binary"
	"strings"
)

// store lays texts one behind another, each after its length, in chunks that
// never move. A place is counted in units, so that four bytes reach 16 GiB.
type store struct {
	chunks []string         // what is written, to cut texts from
	open   *strings.Builder // the last chunk
	room   int              // bytes left in it
}

const (
	unit      = 4
	chunkSize = 1 << 20
	perChunk  = chunkSize / unit // units

	long      = 255   // stands for a length that takes four bytes more
	longStart = 1 + 4 // bytes before a long text
)

// keep writes a text and gives its place.
func (s *store) keep(text string) uint32 {
	size := longStart + len(text) + unit
	if s.room < size {
		s.open, s.room = new(strings.Builder), max(chunkSize, size)
		if len(s.chunks) > 0 { // a first chunk may stay small
			s.open.Grow(s.room)
		}
		s.chunks = append(s.chunks, "")
	}
	last := len(s.chunks) - 1
	start := s.open.Len()
	s.write(text)
	s.room -= s.open.Len() - start
	s.chunks[last] = s.open.String()
	return uint32(last*perChunk + start/unit) //nolint:gosec // 16 GiB of texts fit
}

func (s *store) write(text string) {
	if n := len(text); n < long {
		s.open.WriteByte(byte(n))
	} else {
		var size [4]byte
		binary.LittleEndian.PutUint32(size[:], uint32(n)) //nolint:gosec // a text is shorter than 4 GiB
		s.open.WriteByte(long)
		s.open.Write(size[:])
	}
	s.open.WriteString(text)
	for s.open.Len()%unit != 0 {
		s.open.WriteByte(0)
	}
}

func (s *store) text(place uint32) string {
	chunk := s.chunks[place/perChunk][place%perChunk*unit:]
	if n := int(chunk[0]); n < long {
		return chunk[1 : 1+n]
	}
	n := int(chunk[1]) | int(chunk[2])<<8 | int(chunk[3])<<16 | int(chunk[4])<<24
	return chunk[longStart : longStart+n]
}

// first gives the first byte of a text's length, for nothing but to read it.
func (s *store) first(place uint32) byte {
	return s.chunks[place/perChunk][place%perChunk*unit]
}
