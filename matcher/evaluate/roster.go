package evaluate

import "fmt"

// Roster numbers the records of a truth from 0, and holds who each is and which
// identity it got in four bytes each, so that millions of records can be
// counted group by group.
type Roster struct {
	places             map[string]uint32
	person, identity   []uint32
	persons, companies gathering // the records of each person, and of each identity
}

// NewRoster makes a roster of what Clusters compares.
func NewRoster(truth, identities map[string]string) (*Roster, error) {
	if err := checkKnown(truth, identities); err != nil {
		return nil, fmt.Errorf("numbering the records: %w", err)
	}
	r := &Roster{
		places:   make(map[string]uint32, len(truth)),
		person:   make([]uint32, 0, len(truth)),
		identity: make([]uint32, 0, len(truth)),
	}
	people, found := numbers[string]{}, numbers[label]{}
	for record, person := range truth {
		r.places[record] = uint32(len(r.person)) //nolint:gosec // a run holds fewer than 2³² records
		r.person = append(r.person, people.of(person))
		r.identity = append(r.identity, found.of(labelOf(record, identities)))
	}
	r.persons = gather(r.person, len(people))
	r.companies = gather(r.identity, len(found))
	return r, nil
}

// Place gives a record's number.
func (r *Roster) Place(record string) (uint32, bool) {
	place, ok := r.places[record]
	return place, ok
}

// numbers counts distinct keys from 0, in the order they come.
type numbers[K comparable] map[K]uint32

func (n numbers[K]) of(k K) uint32 {
	number, ok := n[k]
	if !ok {
		number = uint32(len(n)) //nolint:gosec // no more than there are records
		n[k] = number
	}
	return number
}

// gathering lists the records of each group, all in one slice.
type gathering struct{ from, places []uint32 }

// gather sorts records by group, by counting them.
func gather(group []uint32, groups int) gathering {
	g := gathering{from: make([]uint32, groups+1), places: make([]uint32, len(group))}
	for _, of := range group {
		g.from[of+1]++
	}
	for i := range groups {
		g.from[i+1] += g.from[i]
	}
	next := append([]uint32(nil), g.from...)
	for place, of := range group {
		g.places[next[of]] = uint32(place)
		next[of]++
	}
	return g
}

func (g gathering) len() int { return len(g.from) - 1 }

func (g gathering) members(group int) []uint32 { return g.places[g.from[group]:g.from[group+1]] }

// joined says of every record whether another record of its person has its
// identity.
func (r *Roster) joined() []bool {
	out := make([]bool, len(r.person))
	size := make([]uint32, r.companies.len())
	for p := range r.persons.len() {
		members := r.persons.members(p)
		for _, at := range members {
			size[r.identity[at]]++
		}
		for _, at := range members {
			out[at] = size[r.identity[at]] > 1
		}
		for _, at := range members {
			size[r.identity[at]] = 0
		}
	}
	return out
}
