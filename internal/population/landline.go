package population

// Telephone numbers have eleven digits, the dialling code among them.
const (
	phoneDigits    = 11
	mobileSpace    = 100_000_000
	mostInOnePlace = 32 // homes of one unit postcode, rounded up
)

// landlines deals out the numbers of one dialling code.
type landlines struct {
	order permutation
	rank  map[int]uint64 // of each outcode among those with the dialling code
}

func landlinesOf(outcodes []outcode, seed uint64) map[string]landlines {
	all := map[string]landlines{}
	for i, o := range outcodes {
		of, ok := all[o.dialling]
		if !ok {
			of = landlines{newPermutation(power(10, phoneDigits-len(o.dialling)), seed+uint64(len(all))), map[int]uint64{}}
		}
		of.rank[i] = uint64(len(of.rank))
		all[o.dialling] = of
	}
	return all
}

func power(base uint64, exponent int) uint64 {
	n := uint64(1)
	for range exponent {
		n *= base
	}
	return n
}

// landline is the telephone number of a home; no other home has it as long as
// its dialling code has numbers left.
func (g *geography) landline(a address) string {
	code := g.outcodes[a.outcode].dialling
	of := g.landlines[code]
	u, place := unit(a.home)
	within := u / uint64(len(g.outcodes))
	n := (within*uint64(len(of.rank))+of.rank[a.outcode])*mostInOnePlace + uint64(place) //nolint:gosec // a place is small
	return code + padded(of.order.of(n%of.order.size), phoneDigits-len(code))
}
