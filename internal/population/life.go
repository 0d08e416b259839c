package population

// live adds what happens to a person in the years that records look back on.
func (b *builder) live(h *household, p *person) {
	rates := b.cfg.Profile.People
	b.changeName(p)
	b.settle(h, p)
	b.die(p)
	p.restricted = b.r.chance(rates.Restricted)
	p.noFixedAbode = b.r.chance(b.cfg.Profile.Moves.NoFixedAbode)
	p.ethnic = b.r.one(p.custom.ethnic)
	if b.r.chance(rates.OtherEthnicity) {
		p.ethnic = b.r.one([]string{"S", "G", "Z"})
	}
	b.equip(h, p)
	b.groups.set(p)
}

// changeName lets women marry or part outside the homes seen here, and a few
// others change their name.
func (b *builder) changeName(p *person) {
	if p.changed != 0 {
		return
	}
	rates := b.cfg.Profile.People
	changes := rates.NameChangeOthers
	if p.sex == female && p.age() >= 22 {
		changes = rates.NameChangeWomen
	}
	if !b.r.chance(changes) {
		return
	}
	if p.earlierFamily == "" {
		p.earlierFamily = feminine(b.names[p.culture].familyName(b.r, p.sex), p)
	}
	p.changed = b.dayBetween(max(firstFact, p.born+daysPerYear), lastDay)
}

func (b *builder) dayBetween(from, to day) day {
	if from >= to {
		return to
	}
	return from + day(b.r.IntN(int(to-from)))
}

// settle gives a person the household's homes since joining it, and homes of
// their own before.
func (b *builder) settle(h *household, p *person) {
	from := max(p.born, firstFact)
	since := max(from, p.joined)
	for _, s := range h.home {
		if s.from > since || len(p.home) == 0 {
			p.home = append(p.home, s)
		} else {
			p.home[len(p.home)-1] = s
		}
	}
	p.home[0].from = from
	if p.joined > from {
		p.home[0].from = p.joined
		elsewhere := b.places.near(b.r, p.home[0].home, b.cfg.Profile.Moves)
		p.home = append(b.stays(elsewhere, from, p.joined, p.age()), p.home...)
	}
}

// stays finds the homes between two days, going back from the last one.
func (b *builder) stays(home uint64, from, to day, age int) stays {
	var back stays
	for at := to - b.untilMove(age); at > from; at -= b.untilMove(age) {
		back = append(back, stay{from: at, home: home})
		home = b.places.near(b.r, home, b.cfg.Profile.Moves)
	}
	back = append(back, stay{from: from, home: home})
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}

// untilMove draws the days between two moves of somebody who is of that age
// today.
func (b *builder) untilMove(age int) day {
	yearly := b.cfg.Profile.Moves.PerYear
	switch {
	case age >= 65:
		yearly /= 4
	case age >= 45:
		yearly /= 2
	}
	days := 1 + b.r.IntN(daysPerYear)
	for days < 30*daysPerYear && !b.r.chance(yearly) {
		days += daysPerYear
	}
	return day(days)
}

func (b *builder) die(p *person) {
	age, rate := p.age(), b.cfg.Profile.People.DeathsPerYear
	switch {
	case age < 55:
		return
	case age < 75:
		rate /= 4
	}
	if b.r.chance(rate * recordYears) {
		p.died = b.dayBetween(firstDay, lastDay)
		p.formalDeath = b.r.chance(b.cfg.Profile.People.FormalDeath)
	}
}
