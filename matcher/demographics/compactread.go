package demographics

import "encoding/binary"

// refuse stops the reading.
func (d *compactReader) refuse(expected expectation) {
	if d.refused == "" {
		d.refused = "in a compact record: " + expected
	}
	d.fields, d.texts = nil, ""
}

func (d *compactReader) want(holds bool, expected expectation) {
	if !holds {
		d.refuse(expected)
	}
}

func (d *compactReader) flag(bit uint32) bool { return d.presence&bit != 0 }

func (d *compactReader) uvarint() uint64 {
	n, size := binary.Uvarint(d.fields)
	if size <= 0 {
		d.refuse("a whole number")
		return 0
	}
	d.fields = d.fields[size:]
	return n
}

// number reads a number that is 0 when absent.
func (d *compactReader) number(bit uint32) uint64 {
	if d.presence&bit == 0 {
		return 0
	}
	return d.uvarint()
}

// count reads how many bytes or values follow; a byte is the least that each
// takes, so what is left bounds them.
func (d *compactReader) count() int {
	n := d.uvarint()
	if n > uint64(len(d.fields)) {
		d.refuse("as much as it announces")
		return 0
	}
	return int(n) //nolint:gosec // bounded by a length
}

func (d *compactReader) length(bit uint32) int {
	if d.presence&bit == 0 {
		return 0
	}
	return d.count()
}

func (d *compactReader) bytes(n int) []byte {
	if n > len(d.fields) {
		d.refuse("as much as it announces")
		return make([]byte, n)
	}
	b := d.fields[:n]
	d.fields = d.fields[n:]
	return b
}

// text reads a text that is empty when absent.
func (d *compactReader) text(bit uint32) string {
	if d.presence&bit == 0 {
		return ""
	}
	return d.bare()
}

func (d *compactReader) bare() string {
	n := d.uvarint()
	if n > uint64(len(d.texts)) {
		d.refuse("as much text as it announces")
		return ""
	}
	return d.cut(int(n)) //nolint:gosec // bounded by a length
}

// cut takes the next n bytes of the texts.
func (d *compactReader) cut(n int) string {
	if n > len(d.texts) {
		return "" // refused before
	}
	s := d.texts[:n]
	d.texts = d.texts[n:]
	return s
}

// texts reads the values of a field that has several.
func texts[T any](d *compactReader, bit uint32, made func(string) T) []T {
	n := d.length(bit)
	if n == 0 {
		return nil
	}
	values := make([]T, n)
	for i := range values {
		values[i] = made(d.bare())
	}
	return values
}

// code reads a code that is 0 when absent.
func code[T ~uint8](d *compactReader, bit uint32, greatest T) T {
	n := d.number(bit)
	if n > uint64(greatest) {
		d.refuse("a code that is known")
		return 0
	}
	return T(n)
}
