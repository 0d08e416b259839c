package population

import (
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// nearPair are given names that twins get and that look like slips of the pen
// of one another.
type nearPair struct {
	names [2]string
	sexes [2]sex
}

// nearNames lists them for cultures with Arabic given names and for others.
func nearNames(arabic bool) []nearPair {
	if arabic {
		return []nearPair{
			{[2]string{"MARIA", "MARIAM"}, [2]sex{female, female}},
			{[2]string{"HASSAN", "HUSSAIN"}, [2]sex{male, male}},
			{[2]string{"AMINA", "AMNA"}, [2]sex{female, female}},
			{[2]string{"ZARA", "ZAHRA"}, [2]sex{female, female}},
			{[2]string{"AMIR", "AMIRA"}, [2]sex{male, female}},
			{[2]string{"HAMID", "HAMIDA"}, [2]sex{male, female}},
			{[2]string{"SALIM", "SALMA"}, [2]sex{male, female}},
			{[2]string{"SAMIR", "SAMIRA"}, [2]sex{male, female}},
		}
	}
	return []nearPair{
		{[2]string{"DANIEL", "DANIELLE"}, [2]sex{male, female}},
		{[2]string{"MARIA", "MARIE"}, [2]sex{female, female}},
		{[2]string{"JAYDEN", "KAYDEN"}, [2]sex{male, male}},
		{[2]string{"AMELIA", "AMELIE"}, [2]sex{female, female}},
		{[2]string{"OLIVER", "OLIVIA"}, [2]sex{male, female}},
		{[2]string{"ELLA", "BELLA"}, [2]sex{female, female}},
		{[2]string{"CHRISTIAN", "CHRISTINA"}, [2]sex{male, female}},
		{[2]string{"GABRIEL", "GABRIELLE"}, [2]sex{male, female}},
		{[2]string{"MICHAEL", "MICHAELA"}, [2]sex{male, female}},
		{[2]string{"MIA", "MYA"}, [2]sex{female, female}},
		{[2]string{"LILY", "MILLY"}, [2]sex{female, female}},
		{[2]string{"TAYLOR", "TYLER"}, [2]sex{female, male}},
		{[2]string{"ALEXANDER", "ALEXANDRA"}, [2]sex{male, female}},
		{[2]string{"LOUIS", "LOUISA"}, [2]sex{male, female}},
	}
}

// makeTwins ties two children born on one day.
func (b *builder) makeTwins(first, second *person) {
	first.twin, second.twin = second, first
	first.birthOrder, second.birthOrder = 1, 2
	second.born, second.defaultBirth = first.born, first.defaultBirth
	if b.r.chance(b.cfg.Profile.People.NearTwinNames) {
		pairs := nearNames(first.custom.arabic)
		pair := pairs[b.r.IntN(len(pairs))]
		first.givenOf.first, second.givenOf.first = pair.names[0], pair.names[1]
		first.sex, second.sex = pair.sexes[0], pair.sexes[1]
	}
	for shareName(first.givenOf, second.givenOf) {
		second.givenOf = b.given(second)
	}
	if !first.custom.ownFemale || first.sex == second.sex {
		first.family = b.familyFor(first.family, first)
		second.family = b.familyFor(first.family, second)
	}
}

// shareName says whether two children have a name or a part of one in common,
// or two forms of one: parents who name both at once see to it that they have not.
func shareName(a, b givenNames) bool {
	for _, part := range a.parts() {
		for _, other := range b.parts() {
			if part == other || demographics.SameName(part, other) {
				return true
			}
		}
	}
	return false
}

// parts lists the words of the names, also of double ones.
func (g givenNames) parts() []string {
	return strings.FieldsFunc(g.first+" "+g.second+" "+g.middle, func(r rune) bool { return r == ' ' || r == '-' })
}

// swapNumbers has an organisation hold the NHS numbers of two children of one
// mother the wrong way round: of twins where they were born, and of siblings
// where they are both known.
func (g *generator) swapNumbers(h *household) {
	w, rates := g.writer, g.builder.cfg.Profile.People
	for i, p := range h.members {
		switch {
		case p.birthOrder == 1:
			if w.r.chance(rates.TwinNumbersSwap) {
				swapAt(w.local(acute, p.home.now()), p, p.twin)
			}
		case i == 0 || p.mother == nil || h.members[i-1].mother != p.mother:
		case p.twin == nil && h.members[i-1].twin == nil && h.members[i-1].swappedAt == nil && w.r.chance(rates.SiblingsSwapped):
			swapAt(w.local(practice+kind(w.r.IntN(int(community)+1)), p.home.now()), p, h.members[i-1])
			g.summary.SiblingSwaps++
		}
	}
}

func swapAt(at *organisation, a, b *person) {
	a.swappedAt, b.swappedAt = at, at
	a.swappedWith, b.swappedWith = b, a
}
