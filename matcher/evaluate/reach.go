package evaluate

import (
	"cmp"
	"hash/maphash"
	"slices"

	"github.com/lhcre/mpi/matcher/blocking"
	"github.com/lhcre/mpi/matcher/demographics"
)

// reach finds out which records blocking cannot bring together with another of
// their person. It looks only at people of whom some record is joined with no
// other: whatever is joined has been reached.
type reach struct {
	roster *Roster
	rules  []blocking.Rule
	joined []bool
	torn   []bool // by person: has a record that should be joined and is not
	seed   maphash.Seed
	keys   []ownedKey
	bare   []bool // by record: lacks what links
}

// ownedKey is a blocking key, hashed, of a record of a person.
type ownedKey struct {
	key           uint64
	person, place uint32
}

func newReach(r *Roster, rules []blocking.Rule) *reach {
	u := &reach{
		roster: r, rules: rules, joined: r.joined(), seed: maphash.MakeSeed(),
		torn: make([]bool, r.persons.len()), bare: make([]bool, len(r.person)),
	}
	for p := range u.torn {
		members := r.persons.members(p)
		alone := func(at uint32) bool { return !u.joined[at] }
		u.torn[p] = len(members) > 1 && slices.ContainsFunc(members, alone)
	}
	return u
}

func (u *reach) take(place uint32, record *demographics.Record) {
	u.bare[place] = isBare(record)
	person := u.roster.person[place]
	if !u.torn[person] {
		return
	}
	values := linkingValues(record)
	for number, rule := range u.rules {
		rule.Keys(values, func(key []byte) {
			hash := maphash.Bytes(u.seed, key) + uint64(number) //nolint:gosec // a place in a list
			u.keys = append(u.keys, ownedKey{hash, person, place})
		})
	}
}

// isBare says whether a record has so little that linking it is luck: no NHS
// number, and no family name or no birth date.
func isBare(r *demographics.Record) bool {
	return r.NHSNumber.IsZero() && (len(r.Family) == 0 || r.BirthDate.IsZero())
}

// linkingValues gives a record's columns as blocking sees them: of a person whose
// identity is unknown the local identifier only.
func linkingValues(r *demographics.Record) blocking.Values {
	return func(column string) []string {
		if r.IdentityUnknown && column != "authority" && column != "local_id" {
			return nil
		}
		return r.Values(column)
	}
}

// unlinkable says of every record whether no link could be expected of it: it is
// not joined with another of its person, and it lacks identifiers or has no
// blocking key in common with any of the others.
func (u *reach) unlinkable() []bool {
	reached := u.reached()
	out := make([]bool, len(u.joined))
	for place := range out {
		person := int(u.roster.person[place])
		others := len(u.roster.persons.members(person)) > 1
		out[place] = !u.joined[place] && (u.bare[place] || others && !reached[place])
	}
	return out
}

// reached says which records have a key in common with another of their person.
func (u *reach) reached() []bool {
	slices.SortFunc(u.keys, func(a, b ownedKey) int {
		return cmp.Or(cmp.Compare(a.person, b.person), cmp.Compare(a.key, b.key), cmp.Compare(a.place, b.place))
	})
	reached := make([]bool, len(u.joined))
	for i, a := range u.keys[:max(0, len(u.keys)-1)] {
		b := u.keys[i+1]
		if a.person == b.person && a.key == b.key && a.place != b.place {
			reached[a.place], reached[b.place] = true, true
		}
	}
	return reached
}
