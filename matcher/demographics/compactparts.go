package demographics

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// The widths of a packed date's parts, and the year that it counts from, one
// less than the first so that no date packs to 0.
const (
	dayBits   = 5
	monthBits = 4
	epochYear = minYear - 1
)

func packDate(d Date) uint64 {
	return (uint64(d.year-epochYear)<<monthBits|uint64(d.month))<<dayBits | uint64(d.day)
}

// unpackDate refuses what is no date.
func unpackDate(n uint64) (Date, bool) {
	if n>>(dayBits+monthBits) > maxYear-epochYear {
		return Date{}, false
	}
	day := int(n & (1<<dayBits - 1))
	month := int(n >> dayBits & (1<<monthBits - 1))
	date, err := NewDate(int(n>>(dayBits+monthBits))+epochYear, month, day)
	return date, err == nil
}

// house writes the house number as a part of the address, where it nearly
// always is.
func (w *compactWriter) house(r *Record) {
	at := strings.Index(r.Address, r.HouseNumber)
	if r.HouseNumber == "" || at < 0 {
		w.text(hasHouseNumber, r.HouseNumber)
		return
	}
	w.presence |= hasHouseNumber | hasHouseInAddress
	w.fields = binary.AppendUvarint(w.fields, uint64(at))
	w.fields = binary.AppendUvarint(w.fields, uint64(len(r.HouseNumber)))
}

const uuidText = 36

// parseLowerUUID reads a UUID of canonical form, which 16 bytes give back.
func parseLowerUUID(s string) (id [16]byte, ok bool) {
	if len(s) != uuidText {
		return id, false
	}
	var digits [32]byte
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return id, false
			}
		case isDigit(c), c >= 'a' && c <= 'f':
			digits[n] = c
			n++
		default:
			return id, false
		}
	}
	_, err := hex.Decode(id[:], digits[:])
	return id, err == nil
}

func appendUUID(out, id []byte) []byte {
	out = hex.AppendEncode(out, id[:4])
	for _, part := range [][]byte{id[4:6], id[6:8], id[8:10], id[10:16]} {
		out = append(out, '-')
		out = hex.AppendEncode(out, part)
	}
	return out
}
