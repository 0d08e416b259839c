package matcher

import (
	"cmp"
	"strings"

	"github.com/lhcre/mpi/matcher/blocking"
)

// nativeTerms are the places of the terms that the ladder itself reads,
// whatever a model compares. A file without such a column leaves them empty.
type nativeTerms struct {
	family, given, birth, postcode, uprn, phone, email, mother, authority, localID, number int
}

func (m *Model) nativeTerms() nativeTerms {
	return nativeTerms{
		family: m.plain("family_name"), given: m.plain("given_names"), birth: m.plain("birth_date"),
		postcode: m.plain("postcode"), uprn: m.plain("uprn"), phone: m.plain("phone"), email: m.plain("email"), mother: m.plain("mother_id"),
		authority: m.plain("authority"), localID: m.plain("local_id"),
		number: m.plain("nhs_number"),
	}
}

func (m *Model) family(c *Comparable) Value { return c.value(m.native.family) }
func (m *Model) given(c *Comparable) Value  { return c.value(m.native.given) }
func (m *Model) birth(c *Comparable) string { return c.value(m.native.birth).current() }

// shares tells whether two records hold a value of a native term in common.
func shares(a, b *Comparable, term int) bool { return anyEqual(a.value(term), b.value(term)) }

// anyEqual tells whether any alternative of one equals any of the other.
func anyEqual(a, b Value) bool {
	switch {
	case a.none() || b.none():
		return false
	case a.list != b.list:
		return anyEqualText(a, b)
	case a.number == b.number || a.single() && b.single():
		return a.number == b.number
	}
	for x := range a.parts() {
		for y := range b.parts() {
			if x == y {
				return true
			}
		}
	}
	return false
}

// anyEqualText is anyEqual for values of two terms, or of two interners.
func anyEqualText(a, b Value) bool {
	for x := range a.all() {
		for y := range b.all() {
			if x == y {
				return true
			}
		}
	}
	return false
}

// key is equal for records that hold the same values of some terms.
func (c *Comparable) key(terms ...int) string {
	var key strings.Builder
	for _, term := range terms {
		key.WriteString(c.value(term).text())
		key.WriteByte(blocking.Separator)
	}
	return key.String()
}

// Compare orders records by what is compared, then by id, so that records that
// are alike stand together whatever the order of reading.
func (c *Comparable) Compare(d *Comparable) int {
	for i, place := range c.in.model.places {
		if place.derived >= 0 {
			continue
		}
		v, w := c.value(i), d.value(i)
		if v == w {
			continue
		}
		if order := cmp.Compare(v.text(), w.text()); order != 0 {
			return order
		}
	}
	return cmp.Compare(c.ID, d.ID)
}
