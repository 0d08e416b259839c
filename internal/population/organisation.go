package population

import (
	"fmt"
	"maps"
	"slices"
)

// kind is a kind of organisation.
type kind int

const (
	practice kind = iota
	acute
	mentalHealth
	community
	ambulance
	socialCare
	kinds
)

// organisation is a sender of records. Its codes look like those of the
// Organisation Data Service but begin with a Z that is never issued there.
type organisation struct {
	index     int
	kind      kind
	code      string
	authority string
	errors    float64 // multiplies the rates of mistakes
	gaps      float64 // multiplies the rates of missing fields
	localIDs  permutation
}

// register holds the organisations of a region.
type register struct {
	byKind [kinds][]organisation
	rates  [kinds]OrganisationRates
}

// localIDSpace leaves room for the copies of every person.
const (
	localIDSpace  = 1_000_000_000
	copiesPerHead = 4
)

// fewestPractices is for small populations: somebody must be able to change practice.
const fewestPractices = 3

func newRegister(cfg Config) (*register, error) {
	o := cfg.Profile.Organisations
	r := &register{rates: [kinds]OrganisationRates{o.Practice, o.Acute, o.MentalHealth, o.Community, o.Ambulance, o.SocialCare}}
	for k := range kinds {
		for i := range r.count(cfg, k) {
			r.add(cfg, k, i)
		}
	}
	return r, r.check(cfg.Profile)
}

// count says how many organisations of a kind there are: practices grow with
// the population, of the others there is at least one.
func (r *register) count(cfg Config, k kind) int {
	count := r.rates[k].Count
	if k == practice {
		return max(fewestPractices, int(count*float64(cfg.People)/cfg.Profile.Population))
	}
	return max(1, int(count))
}

func (r *register) add(cfg Config, k kind, i int) {
	o := organisation{kind: k, index: i, code: organisationCode(k, i)}
	o.authority = "urn:mpi:" + o.code
	o.errors, o.gaps = named(cfg.Profile.OrganisationErrors, o.code), named(cfg.Profile.OrganisationMissing, o.code)
	o.localIDs = newPermutation(localIDSpace, scramble(cfg.Seed)+uint64(k)<<32+uint64(i)) //nolint:gosec // small counts
	r.byKind[k] = append(r.byKind[k], o)
}

// check refuses rates of organisations that there are not, which would plant
// nothing and say nothing.
func (r *register) check(p Profile) error {
	known := map[string]bool{}
	for k := range r.byKind {
		for i := range r.byKind[k] {
			known[r.byKind[k][i].code] = true
		}
	}
	for _, check := range []struct {
		field string
		rates map[string]float64
	}{{"organisation_error_multipliers", p.OrganisationErrors}, {"organisation_missing_multipliers", p.OrganisationMissing}} {
		for _, code := range slices.Sorted(maps.Keys(check.rates)) {
			if !known[code] {
				return fmt.Errorf("field %s.%s: there is no such organisation among so many people", check.field, code)
			}
		}
	}
	return nil
}

func organisationCode(k kind, i int) string {
	if k == practice {
		return fmt.Sprintf("Z%05d", i+1)
	}
	return fmt.Sprintf("Z%c%02d", "GAMCES"[k], i+1)
}

// localID is the number under which the organisation holds a person. A
// person's second registration has a number of its own.
func (o *organisation) localID(person uint64, which int) string {
	return padded(o.localIDs.of(person*copiesPerHead+uint64(which)), 9) //nolint:gosec // 0 to 3
}

// local gives the organisation that serves an area: neighbouring outcodes
// share one, and a large outcode has several.
func (r *register) local(k kind, a address, areas int) *organisation {
	all := r.byKind[k]
	first := a.outcode * len(all) / areas
	next := max(first+1, (a.outcode+1)*len(all)/areas)
	choice := int(scramble(a.home) % uint64(next-first)) //nolint:gosec // small counts
	return &all[min(first+choice, len(all)-1)]
}

// other gives another organisation of the same kind, if there is one.
func (r *register) other(rnd random, o *organisation) *organisation {
	all := r.byKind[o.kind]
	if len(all) == 1 {
		return nil
	}
	return &all[(o.index+1+rnd.IntN(len(all)-1))%len(all)]
}
