package facts

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"time"
)

// contentFormat is the first byte of a content that is kept.
const contentFormat = 1

// codedColumns have a byte for a name where contents are kept: their place here,
// counted from 1. New ones go to the end; none may change its place.
func codedColumns() []string {
	return []string{
		"nhs_number", "nhs_number_status", "family_name", "given_names", "previous_family_name",
		"birth_date", "birth_date_quality", "birth_order", "mother_id", "sex",
		"address", "uprn", "postcode", "previous_postcodes", "phone", "email", "gp_practice",
		"deceased_date", "death_status", "confidentiality", "ethnic_category",
		ColumnStay, ColumnStaySince, ColumnStayWard, ColumnStayVisit,
	}
}

// MarshalBinary gives the content as the store keeps it.
func (c *Content) MarshalBinary() ([]byte, error) {
	w := contentWriter{coded: codedColumns()}
	w.number(contentFormat)
	w.flags(c.unknown, c.known, c.Exists(), !c.organisation.stamp.IsZero(), !c.deleted.stamp.IsZero())
	if c.Exists() {
		w.stamp(c.updated)
	}
	for _, t := range []told{c.organisation, c.deleted} {
		if !t.stamp.IsZero() {
			w.told(t)
		}
	}
	w.number(len(c.columns))
	for i := range c.columns {
		w.name(c.columns[i].name)
		w.told(c.columns[i].told)
	}
	w.number(len(c.past))
	for _, column := range slices.Sorted(maps.Keys(c.past)) {
		w.name(column)
		w.number(len(c.past[column]))
		for _, t := range c.past[column] {
			w.told(t)
		}
	}
	return w.out, nil
}

// contentWriter writes a content. A stamp that was written before is written as
// its number: most columns were told by one or two messages.
type contentWriter struct {
	out    []byte
	coded  []string
	stamps []Stamp
}

func (w *contentWriter) number(n int) { w.out = binary.AppendUvarint(w.out, uint64(n)) } //nolint:gosec // never negative

func (w *contentWriter) flags(all ...bool) {
	n := 0
	for i, set := range all {
		if set {
			n |= 1 << i
		}
	}
	w.number(n)
}

func (w *contentWriter) text(s string) {
	w.number(len(s))
	w.out = append(w.out, s...)
}

func (w *contentWriter) name(column string) {
	w.number(slices.Index(w.coded, column) + 1)
	if !slices.Contains(w.coded, column) {
		w.text(column)
	}
}

func (w *contentWriter) told(t told) {
	w.text(t.text)
	w.stamp(t.stamp)
}

func (w *contentWriter) stamp(s Stamp) {
	at := slices.IndexFunc(w.stamps, func(t Stamp) bool { return s.Compare(t) == 0 })
	w.number(at + 1)
	if at >= 0 {
		return
	}
	w.stamps = append(w.stamps, s)
	w.out = binary.AppendVarint(w.out, s.At.Unix())
	w.number(s.At.Nanosecond())
	w.text(s.Control)
	w.out = append(w.out, s.Hash[:]...)
	w.number(s.Part)
}

var errContent = errors.New("reading a record's content: it is not what the store has kept")

// UnmarshalBinary reads what MarshalBinary wrote.
func (c *Content) UnmarshalBinary(data []byte) error {
	r := contentReader{rest: string(data), coded: codedColumns()}
	if r.number() != contentFormat {
		return errContent
	}
	*c = Content{past: map[string][]told{}}
	flags := r.number()
	c.unknown, c.known = flags&1 != 0, flags&2 != 0
	if flags&4 != 0 {
		c.updated = r.stamp()
	}
	if flags&8 != 0 {
		c.organisation = r.told()
	}
	if flags&16 != 0 {
		c.deleted = r.told()
	}
	n := r.count()
	c.columns = make([]columnTold, 0, min(n, 2*usualColumns))
	for range n {
		next := columnTold{r.name(), r.told()}
		if last := len(c.columns) - 1; last >= 0 && next.name <= c.columns[last].name {
			r.fail()
		}
		c.columns = append(c.columns, next)
	}
	for range r.count() {
		column := r.name()
		for range r.count() {
			c.past[column] = append(c.past[column], r.told())
		}
	}
	if r.failed || r.rest != "" {
		return errContent
	}
	return nil
}

// contentReader reads a content; what it reads after it has failed is nothing.
type contentReader struct {
	rest   string
	coded  []string
	stamps []Stamp
	failed bool
}

func (r *contentReader) fail() { r.rest, r.failed = "", true }

func (r *contentReader) number() int {
	n := uint64(0)
	for i := range len(r.rest) {
		b := r.rest[i]
		if i == binary.MaxVarintLen32 {
			break
		}
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			r.rest = r.rest[i+1:]
			return int(n) //nolint:gosec // 35 bits
		}
	}
	r.fail()
	return 0
}

// count is a number of things that are still to come, each of a byte at least.
func (r *contentReader) count() int {
	n := r.number()
	if n > len(r.rest) {
		r.fail()
		return 0
	}
	return n
}

func (r *contentReader) text() string {
	n := r.count()
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

func (r *contentReader) name() string {
	n := r.number()
	switch {
	case n == 0:
		return r.text()
	case n <= len(r.coded):
		return r.coded[n-1]
	}
	r.fail()
	return ""
}

func (r *contentReader) told() told {
	text := r.text()
	return told{text, r.stamp()}
}

func (r *contentReader) stamp() (s Stamp) {
	switch n := r.number(); {
	case r.failed:
		return s
	case n > len(r.stamps):
		r.fail()
		return s
	case n > 0:
		return r.stamps[n-1]
	}
	seconds := r.signed()
	s.At = time.Unix(seconds, int64(r.number())).UTC()
	s.Control = r.text()
	if len(r.rest) < len(s.Hash) {
		r.fail()
		return s
	}
	copy(s.Hash[:], r.rest)
	r.rest = r.rest[len(s.Hash):]
	s.Part = r.number()
	r.stamps = append(r.stamps, s)
	return s
}

func (r *contentReader) signed() int64 {
	n, size := binary.Varint([]byte(r.rest[:min(len(r.rest), binary.MaxVarintLen64)]))
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}
