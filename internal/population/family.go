package population

import "strings"

// adult adds a grown-up of the given age.
func (b *builder) adult(h *household, c Culture, s sex, age int) *person {
	p := b.person(h, c, s, lastDay.yearsBefore(b.r, age))
	p.family = feminine(b.names[c].familyName(b.r, s), p)
	if p.custom.patronymic {
		p.family = b.names[c].givenName(b.r, male, p.born.year()-30)
	}
	p.givenOf = b.given(p)
	return p
}

// person adds somebody without a name.
func (b *builder) person(h *household, c Culture, s sex, born day) *person {
	p := &person{number: b.next, sex: s, culture: c, custom: b.customs[c], born: born, household: h}
	if b.r.chance(b.cfg.Profile.DefaultBirthDates[string(c)]) {
		p.born, p.defaultBirth = date(born.year(), 1, 1), true
	}
	b.next++
	h.members = append(h.members, p)
	return p
}

func (b *builder) given(p *person) givenNames {
	names := b.names[p.culture]
	g := givenNames{first: names.givenName(b.r, p.sex, p.born.year())}
	if b.r.chance(p.custom.second) {
		g.second = names.second[p.sex].pick(b.r)
	}
	if b.r.chance(p.custom.middle) {
		g.middle = b.middle(p)
	}
	if g.second == g.first {
		g.second = ""
	}
	return g
}

func (b *builder) middle(p *person) string {
	names := b.names[p.culture]
	if middle := &names.middle[p.sex]; !middle.empty() && b.r.chance(.7) {
		return middle.pick(b.r)
	}
	return names.givenName(b.r, p.sex, p.born.year())
}

// child adds a child with the family name that custom gives it.
func (b *builder) child(h *household, mother, father *person, born day) *person {
	from := mother
	if father != nil {
		from = father
	}
	p := b.person(h, from.culture, sex(b.r.IntN(2)), born)
	p.mother = mother
	p.family = b.childFamily(p, mother, father)
	p.givenOf = b.given(p)
	b.nameAfterParent(p, mother, father)
	for _, sibling := range h.members[:len(h.members)-1] {
		if sibling.mother == mother && sibling.givenOf.first == p.givenOf.first {
			p.givenOf = b.given(p)
		}
	}
	return p
}

func (b *builder) childFamily(p, mother, father *person) string {
	switch {
	case father == nil || b.r.chance(b.cfg.Profile.People.ChildOtherName):
		return b.familyFor(mother.family, p)
	case p.custom.patronymic:
		return father.givenOf.first
	case p.custom.ownFemale && p.sex == female:
		return b.names[p.culture].familyName(b.r, female)
	}
	return b.familyFor(father.family, p)
}

func (b *builder) nameAfterParent(p, mother, father *person) {
	parent := mother
	if p.sex == male {
		parent = father
	}
	if parent != nil && b.r.chance(b.cfg.Profile.People.Juniors) {
		p.givenOf.first = parent.givenOf.first
	}
}

// familyFor gives a family name its form for a person.
func (b *builder) familyFor(family string, p *person) string {
	if p.custom.feminine {
		return feminine(rootForm(family), p)
	}
	return rootForm(family)
}

// feminine turns -ski into -ska for women whose language does so.
func feminine(family string, p *person) string {
	if !p.custom.feminine || p.sex == male {
		return family
	}
	if stem, ok := strings.CutSuffix(family, "KI"); ok {
		return stem + "KA"
	}
	return family
}

func rootForm(family string) string {
	for _, ending := range []string{"SK", "CK", "DZK"} {
		if stem, ok := strings.CutSuffix(family, ending+"A"); ok {
			return stem + ending + "I"
		}
	}
	return family
}

func (p *person) familyRoot() string { return rootForm(p.family) }
