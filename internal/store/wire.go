package store

import (
	"encoding/binary"
	"errors"
	"time"
)

// encoder packs what the databases keep as bytes: they never look into it, and
// packed it is a third of the text.
type encoder []byte

func (e *encoder) uint(v uint64) { *e = binary.AppendUvarint(*e, v) }
func (e *encoder) int(v int64)   { *e = binary.AppendVarint(*e, v) }

func (e *encoder) text(s string) {
	e.uint(uint64(len(s)))
	*e = append(*e, s...)
}

func (e *encoder) id(u uuid) { *e = append(*e, u[:]...) }

func (e *encoder) flag(b bool) {
	if b {
		e.uint(1)
		return
	}
	e.uint(0)
}

// time keeps any time to the nanosecond.
func (e *encoder) time(t time.Time) {
	e.int(t.Unix())
	e.uint(uint64(t.Nanosecond())) //nolint:gosec // never negative
}

// errPacked says no more: the bytes may be personal.
var errPacked = errors.New("what the store keeps packed is damaged, or was written by a newer program")

// decoder unpacks, and remembers whether it could.
type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) fail() { d.rest, d.bad = nil, true }

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.rest)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.rest)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.rest = d.rest[n:]
	return v
}

func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.rest)) {
		d.fail()
		return nil
	}
	taken := d.rest[:n]
	d.rest = d.rest[n:]
	return taken
}

func (d *decoder) text() string { return string(d.bytes(d.uint())) }

func (d *decoder) id() (u uuid) {
	copy(u[:], d.bytes(uint64(len(u))))
	return u
}

func (d *decoder) flag() bool { return d.uint() == 1 }

func (d *decoder) time() time.Time {
	seconds, nanoseconds := d.int(), d.uint()
	if nanoseconds >= uint64(time.Second) {
		d.fail()
		return time.Time{}
	}
	return time.Unix(seconds, int64(nanoseconds)).UTC()
}

// count reads how many follow: never more than there are bytes left.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.rest)) {
		d.fail()
		return 0
	}
	return int(n) //nolint:gosec // at most the length of a slice
}

// layout reads the first byte of everything packed.
func (d *decoder) layout() {
	if d.uint() != layout {
		d.fail()
	}
}

// layout is how things are packed today.
const layout = 1

// end says whether everything was there and nothing more.
func (d *decoder) end() error {
	if d.bad || len(d.rest) > 0 {
		return errPacked
	}
	return nil
}
