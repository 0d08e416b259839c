package matcher

import (
	"github.com/lhcre/mpi/matcher/demographics"
)

// Comparable is a record as a model compares it. It does not change once made.
// Its fields fill two cache lines: a candidate that is nobody is seen in the
// first or the second.
type Comparable struct {
	facts

	in   *Interner
	more *moreOfRecord // what few records have
	// ID is the record's id.
	ID     string
	values [inlineColumns]valueNumber // by the model's columns
}

// inlineColumns is how many columns a record holds without a look elsewhere:
// more than the shipped model reads.
const inlineColumns = 16

// moreOfRecord is what few records have.
type moreOfRecord struct {
	values    []valueNumber // by the model's columns beyond inlineColumns
	spellings []string      // of the given names, by other holders of the NHS number
}

// holds gives the number of a record's value in a column.
func (c *Comparable) holds(column int) valueNumber {
	if column < inlineColumns {
		return c.values[column]
	}
	return c.more.values[column-inlineColumns]
}

// setValue is holds the other way; the room is there.
func (c *Comparable) setValue(column int, n valueNumber) {
	if column < inlineColumns {
		c.values[column] = n
		return
	}
	c.more.values[column-inlineColumns] = n
}

// spellings are those that other holders of the record's NHS number tell.
func (c *Comparable) spellings() []string {
	if c.more == nil {
		return nil
	}
	return c.more.spellings
}

// withSpellings gives a copy that knows other spellings of its given names.
func (c *Comparable) withSpellings(names []string) *Comparable {
	changed, more := *c, moreOfRecord{}
	if c.more != nil {
		more = *c.more
	}
	more.spellings = names
	changed.more = &more
	return &changed
}

// value is what the record holds for a term. A number that is in doubt counts
// as missing.
func (c *Comparable) value(term int) Value {
	place := c.in.model.places[term]
	if place.number && !usableNumber(c) {
		return Value{}
	}
	return c.in.value(place, c.holds(place.column))
}

// facts are what the ladder asks of a record beside its values.
type facts struct {
	number          demographics.NHSNumber // of the class, after supersession
	numberState     NumberState
	numberVerified  bool
	numberContested bool // its sender says that number and person do not go together
	pseudoPerson    bool
	placeholderName bool
	defaultBirth    bool
	restricted      bool
	sex             demographics.Sex
	birthOrder      uint8
	formalDeath     demographics.Date
	dead            bool
	updated         demographics.Date
}

func factsOf(r *demographics.Record, number NumberFact) facts {
	f := facts{
		number:          number.Class,
		numberState:     number.State,
		numberVerified:  r.NHSStatus.Verified(),
		numberContested: r.NHSStatus.Contested(),
		pseudoPerson:    r.IdentityUnknown,
		placeholderName: r.PlaceholderGiven,
		defaultBirth:    r.BirthDateDefault,
		restricted:      r.Confidentiality.Hidden(),
		sex:             r.Sex,
		birthOrder:      r.BirthOrder,
		dead:            !r.DeceasedDate.IsZero() || r.DeathStatus.Dead(),
	}
	if r.DeathStatus == demographics.DeathFormal {
		f.formalDeath = r.DeceasedDate
	}
	if !r.UpdatedAt.IsZero() {
		f.updated = demographics.DateOf(r.UpdatedAt)
	}
	return f
}

// Near is a number that the records of one home tend to share, to sort records
// by that are to lie side by side.
func (c *Comparable) Near() uint64 {
	m, near := c.in.model, uint64(0)
	for _, term := range []int{m.native.postcode, m.native.family} {
		for _, letter := range []byte(c.value(term).current()) {
			if near >= 1<<56 {
				return near
			}
			near = near<<8 | uint64(letter)
		}
	}
	return near
}
