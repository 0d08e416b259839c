package population

// household is a home and who lives there.
type household struct {
	number  uint64
	home    stays
	members []*person
}

// builder makes households, chunk after chunk.
type builder struct {
	*world
	r       random
	homes   homes  // of the chunk
	next    uint64 // number of the next person
	through uint64 // the first number behind the chunk
}

// start begins a chunk and tells its first person and how many there are.
func (b *builder) start(chunk int) (first, people int) {
	first = chunk * chunkPeople
	people = min(chunkPeople, b.cfg.People-first)
	b.next, b.through = uint64(first), uint64(first+people) //nolint:gosec // positive
	b.homes = homesOf(chunk, people)
	return first, people
}

// wanted is how many people the chunk still lacks.
func (b *builder) wanted() int { return int(b.through) - int(b.next) } //nolint:gosec // at most MaxPeople and a household

// shape fills a household with people of one kind of living together.
type shape func(*builder, *household)

// build makes the household with the given number.
func (b *builder) build(number uint64) *household {
	b.r.restart(number)
	h := &household{number: number}
	b.shapes.pick(b.r)(b, h)
	b.limit(h)
	h.home = b.stays(b.places.homeOf(b.homes, number), firstFact, lastDay, h.members[0].age())
	for _, p := range h.members {
		b.live(h, p)
	}
	return h
}

// limit leaves out who would be one too many for the chunk.
func (b *builder) limit(h *household) {
	extra := -b.wanted()
	if extra <= 0 {
		return
	}
	h.members = h.members[:len(h.members)-extra]
	if last := h.members[len(h.members)-1]; last.twin != nil && last.birthOrder == 1 {
		last.twin, last.birthOrder = nil, 0
	}
}

func shapesOf(s HouseholdShares) picker[shape] {
	var shapes picker[shape]
	shapes.add((*builder).familyHome, share(s.Family))
	shapes.add((*builder).coupleHome, share(s.Couple))
	shapes.add((*builder).aloneHome, share(s.Alone))
	shapes.add((*builder).loneParentHome, share(s.LoneParent))
	shapes.add((*builder).threeGenerationHome, share(s.ThreeGenerations))
	shapes.add((*builder).sharedHome, share(s.Shared))
	shapes.add((*builder).studentHome, share(s.Students))
	shapes.add((*builder).careHome, share(s.CareHome))
	return shapes
}

func (b *builder) familyHome(h *household) {
	woman, man := b.couple(h, b.r.bell(22, 62))
	b.children(h, woman, man)
}

func (b *builder) coupleHome(h *household) {
	age := b.r.between(23, 66)
	if b.r.chance(b.cfg.Profile.People.CoupleOld) {
		age = b.r.bell(55, 92)
	}
	b.couple(h, age)
}

func (b *builder) aloneHome(h *household) {
	age := b.r.between(22, 74)
	if b.r.chance(b.cfg.Profile.People.AloneOld) {
		age = b.r.bell(58, 100)
	}
	b.single(h, age)
}

func (b *builder) single(h *household, age int) *person {
	return b.adult(h, b.cultures.pick(b.r), sex(b.r.IntN(2)), age)
}

func (b *builder) loneParentHome(h *household) {
	parent := b.adult(h, b.cultures.pick(b.r), female, b.r.bell(20, 55))
	b.children(h, parent, nil)
}

func (b *builder) threeGenerationHome(h *household) {
	woman, man := b.couple(h, b.r.bell(28, 52))
	b.children(h, woman, man)
	grandfather := b.relative(h, man, male, man.age()+b.r.bell(20, 36))
	grandmother := b.relative(h, man, female, grandfather.age()-b.r.between(-2, 6))
	b.marry(grandmother, grandfather, 0)
}

// relative is of the same culture and family name.
func (b *builder) relative(h *household, of *person, s sex, age int) *person {
	p := b.adult(h, of.culture, s, min(age, 99))
	if s == male && !of.custom.ownFemale {
		p.family = of.familyRoot()
	}
	return p
}

func (b *builder) sharedHome(h *household) {
	for range b.r.between(2, 5) {
		b.moveIn(b.single(h, b.r.bell(19, 40)), 5)
	}
}

func (b *builder) studentHome(h *household) {
	for range b.r.between(20, 60) {
		b.moveIn(b.single(h, b.r.between(18, 22)), 3)
	}
}

func (b *builder) careHome(h *household) {
	for range b.r.between(15, 45) {
		b.moveIn(b.single(h, b.r.bell(72, 100)), 6)
	}
}

// moveIn lets a person have come within some years.
func (b *builder) moveIn(p *person, within int) {
	p.joined = b.dayBetween(lastDay-years(within), lastDay)
}

// couple adds a woman of the age and, usually, her somewhat older husband.
func (b *builder) couple(h *household, age int) (woman, man *person) {
	culture := b.cultures.pick(b.r)
	partner := culture
	if b.r.chance(b.cfg.Profile.People.MixedCouples) {
		partner = b.cultures.pick(b.r)
	}
	woman = b.adult(h, culture, female, age)
	man = b.adult(h, partner, male, max(18, age+b.r.bell(-6, 11)))
	together := min(woman.born+years(b.r.bell(18, 40)), lastDay-1)
	for _, p := range []*person{woman, man} {
		if b.r.chance(b.cfg.Profile.People.PartnerMovesIn) {
			p.joined = together
		}
	}
	b.marry(woman, man, together+day(b.r.IntN(3*daysPerYear)))
	return woman, man
}

// marry gives the woman her husband's name if that is her custom.
func (b *builder) marry(woman, man *person, on day) {
	if on >= lastDay || !b.r.chance(woman.custom.takesName) {
		return
	}
	woman.earlierFamily, woman.family = woman.family, b.familyFor(man.family, woman)
	if b.r.chance(b.cfg.Profile.People.DoubleBarrelled) {
		woman.family = woman.earlierFamily + "-" + woman.family
	}
	if on > firstFact {
		woman.changed = on
	}
}

func (b *builder) children(h *household, mother, father *person) {
	count := b.r.bell(1, 4)*mother.custom.children/100 + b.r.IntN(2)
	age := mother.age() - b.r.bell(18, 38)
	for range count {
		if age >= 0 && age <= 24 {
			b.birth(h, mother, father, age)
		}
		age -= b.r.between(1, 4)
	}
}

// birth adds a child or twins.
func (b *builder) birth(h *household, mother, father *person, age int) {
	child := b.child(h, mother, father, lastDay.yearsBefore(b.r, age))
	if !b.r.chance(b.cfg.Profile.People.TwinBirths) {
		return
	}
	other := b.child(h, mother, father, child.born)
	b.makeTwins(child, other)
}
