package matcher

import (
	"slices"
	"strings"
	"sync"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Value is what a record holds for one term: its alternatives, the current
// one first. Values are shared between records and never change.
type Value struct {
	alternatives []string
}

// current is the first alternative.
func (v *Value) current() string {
	if v == nil {
		return ""
	}
	return v.alternatives[0]
}

// all gives the alternatives; a nil Value has none.
func (v *Value) all() []string {
	if v == nil {
		return nil
	}
	return v.alternatives
}

func newValue(alternatives []string) *Value {
	if len(alternatives) == 0 {
		return nil
	}
	return &Value{alternatives: alternatives}
}

// Comparable is a record as a model compares it. It does not change once made.
type Comparable struct {
	// ID is the record's id.
	ID     string
	values []*Value // by the model's terms; nil where the record has none
	facts
	spellings []string // of the given names, by other holders of the NHS number
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

// Interner makes equal values one value, so that records share them and equal
// values are told by their address. It may be used by many goroutines.
type Interner struct {
	mu     sync.RWMutex
	values map[string]*Value
}

// NewInterner makes an empty interner.
func NewInterner() *Interner { return &Interner{values: map[string]*Value{}} }

func (in *Interner) value(alternatives []string) *Value {
	if len(alternatives) == 0 {
		return nil
	}
	key := alternatives[0]
	if len(alternatives) > 1 {
		key = strings.Join(alternatives, "\x1e")
	}
	in.mu.RLock()
	found := in.values[key]
	in.mu.RUnlock()
	if found != nil {
		return found
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if found := in.values[key]; found != nil {
		return found
	}
	made := newValue(slices.Clone(alternatives))
	in.values[strings.Clone(key)] = made
	return made
}

// Comparable makes a record ready to be compared. Number tells what is known of
// its NHS number beyond the record.
func (m *Model) Comparable(r *demographics.Record, number NumberFact, in *Interner) *Comparable {
	c := &Comparable{ID: r.ID, values: make([]*Value, len(m.terms)), facts: factsOf(r, number)}
	read := m.reader(r, c)
	var found []string
	for i, term := range m.terms {
		found = distinctValues(term, read, found[:0])
		c.values[i] = in.value(found)
	}
	return c
}

// distinctValues appends a term's values, each once.
func distinctValues(term blocking.Term, read blocking.Values, into []string) []string {
	term.Each(read, func(value string) {
		if !slices.Contains(into, value) {
			into = append(into, value)
		}
	})
	return into
}

// usableDigits is the record's number where it is compared: not when it is in
// doubt, nor when the person's identity is unknown.
func (c *Comparable) usableDigits(string) []string {
	if !usableNumber(c) || c.pseudoPerson {
		return nil
	}
	return []string{c.number.Digits()}
}

// reader gives a record's columns as the matcher sees them: a number that is
// in doubt is missing, and so is everything of a person whose identity is unknown.
func (m *Model) reader(r *demographics.Record, c *Comparable) func(column string) []string {
	return func(column string) []string {
		switch column {
		case "nhs_number":
			return c.usableDigits(column)
		case "authority", "local_id":
			return r.Values(column)
		}
		if r.IdentityUnknown {
			return nil
		}
		return r.Values(column)
	}
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
