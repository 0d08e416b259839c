package population

import "fmt"

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
	localIDs  permutation
}

// register holds the organisations of a region.
type register struct {
	byKind [kinds][]organisation
	rates  [kinds]OrganisationRates
}

// peoplePerPractice is the usual size of a practice list.
const peoplePerPractice = 7500

// localIDSpace leaves room for the copies of every person.
const (
	localIDSpace  = 1_000_000_000
	copiesPerHead = 4
)

func newRegister(cfg Config) *register {
	o := cfg.Profile.Organisations
	r := &register{rates: [kinds]OrganisationRates{o.Practice, o.Acute, o.MentalHealth, o.Community, o.Ambulance, o.SocialCare}}
	counts := regionOrganisations()[cfg.Region]
	counts[practice] = max(3, cfg.People/peoplePerPractice)
	for k, count := range counts {
		for i := range count {
			r.add(cfg, kind(k), i)
		}
	}
	return r
}

func (r *register) add(cfg Config, k kind, i int) {
	o := organisation{kind: k, index: i, code: organisationCode(k, i), errors: 1}
	o.authority = "urn:mpi:" + o.code
	if multiplier, ok := cfg.Profile.OrganisationErrors[o.code]; ok {
		o.errors = multiplier
	}
	o.localIDs = newPermutation(localIDSpace, scramble(cfg.Seed)+uint64(k)<<32+uint64(i)) //nolint:gosec // small counts
	r.byKind[k] = append(r.byKind[k], o)
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

// regionOrganisations counts the organisations of a region by kind; practices
// grow with the population.
func regionOrganisations() map[Region][kinds]int {
	return map[Region][kinds]int{
		GreaterManchester: {acute: 7, mentalHealth: 2, community: 4, ambulance: 1, socialCare: 10},
		Wessex:            {acute: 8, mentalHealth: 2, community: 3, ambulance: 1, socialCare: 6},
		OneLondon:         {acute: 24, mentalHealth: 8, community: 6, ambulance: 1, socialCare: 33},
	}
}
