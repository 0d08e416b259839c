package matcher

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher/blocking"
)

// nativeTerms are the places of the terms that the ladder itself reads,
// whatever a model compares. A file without such a column leaves them empty.
type nativeTerms struct {
	family, given, birth, postcode, uprn, phone, email, mother, authority, localID int
}

func (m *Model) nativeTerms() nativeTerms {
	at := func(column string) int {
		term, err := blocking.ParseTerm(column)
		if err != nil {
			panic("a column's name is always a term: " + err.Error())
		}
		return m.term(term)
	}
	return nativeTerms{
		family: at("family_name"), given: at("given_names"), birth: at("birth_date"),
		postcode: at("postcode"), uprn: at("uprn"), phone: at("phone"), email: at("email"), mother: at("mother_id"),
		authority: at("authority"), localID: at("local_id"),
	}
}

func (m *Model) family(c *Comparable) *Value { return c.values[m.native.family] }
func (m *Model) given(c *Comparable) *Value  { return c.values[m.native.given] }
func (m *Model) birth(c *Comparable) string  { return c.values[m.native.birth].current() }

// shares tells whether two records hold a value of a native term in common.
func shares(a, b *Comparable, term int) bool {
	return anyEqual(a.values[term], b.values[term])
}

// anyEqual tells whether any alternative of one equals any of the other.
func anyEqual(a, b *Value) bool {
	if a == nil || b == nil {
		return false
	}
	if a == b {
		return true
	}
	for _, x := range a.alternatives {
		if slices.Contains(b.alternatives, x) {
			return true
		}
	}
	return false
}

// key is equal for records that hold the same values of some terms.
func (c *Comparable) key(terms ...int) string {
	var key strings.Builder
	for _, term := range terms {
		key.WriteString(strings.Join(c.values[term].all(), "\x1e"))
		key.WriteByte(blocking.Separator)
	}
	return key.String()
}

// Compare orders records by what is compared, then by id, so that records that
// are alike stand together whatever the order of reading.
func (c *Comparable) Compare(d *Comparable) int {
	for i := range c.values {
		if c.values[i] != d.values[i] {
			if order := slices.Compare(c.values[i].all(), d.values[i].all()); order != 0 {
				return order
			}
		}
	}
	return cmp.Compare(c.ID, d.ID)
}
