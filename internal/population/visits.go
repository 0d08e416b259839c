package population

// person emits the records of everybody who knows a person.
func (g *generator) person(p *person) {
	for k := range kinds {
		g.kind(p, k)
	}
}

// kind emits what the organisations of one kind know.
func (g *generator) kind(p *person, k kind) {
	w := g.writer
	rates := &w.register.rates[k]
	birth := k == acute && p.born >= firstDay
	if !birth && !w.r.chance(rates.Knows) {
		return
	}
	org := w.local(k, p.home.now())
	g.visits(p, org, w.visit(p, rates, birth))
	if !w.r.chance(rates.KnowsOthers) {
		return
	}
	other, until := w.other(p, org)
	if other == nil {
		return
	}
	v := w.visit(p, rates, false)
	v.day, v.facts = min(v.day, until), min(v.facts, until)
	g.visits(p, other, v)
}

func (w *writer) local(k kind, home uint64) *organisation {
	return w.register.local(k, w.places.address(home), len(w.places.outcodes))
}

// other gives another organisation that knows a person, and until when: the
// practice of an earlier home that never took them off its list, or any other.
func (w *writer) other(p *person, org *organisation) (*organisation, day) {
	if org.kind == practice && len(p.home) > 1 {
		move := p.home[len(p.home)-1].from
		earlier := w.local(practice, p.home[len(p.home)-2].home)
		if earlier.index != org.index && move > max(firstDay, p.born) {
			return earlier, move - 1
		}
	}
	return w.register.other(w.r, org), lastDay
}

// visits emits a record, and a second one where a person holds two local ids.
func (g *generator) visits(p *person, org *organisation, v visit) {
	w := g.writer
	rates := &w.register.rates[org.kind]
	g.send(w.write(p, org, v))
	if w.r.chance(rates.SecondLocalID) {
		again := w.visit(p, rates, false)
		again.copy = 1
		g.send(w.write(p, org, again))
		if last := len(g.rows) - 1; w.cfg.lives {
			g.summary.Messages -= len(g.rows[last].life)
			w.merge(&g.rows[last-1], &g.rows[last])
			g.summary.Messages += len(g.rows[last].life)
		}
	}
	if org.kind == ambulance || org.kind == acute {
		g.unidentified(p, org)
	}
}

// visit draws when a record was last changed and how old its facts are.
func (w *writer) visit(p *person, rates *OrganisationRates, birth bool) visit {
	v := visit{birth: birth}
	if birth && w.r.chance(w.cfg.Profile.People.BirthRecordKept) {
		v.day = p.born + day(w.r.IntN(5))
		v.facts = v.day
		return v
	}
	v.day = w.changedOn(p, rates)
	v.facts = v.day
	if w.r.chance(rates.OldFacts) {
		v.facts = max(p.born, firstFact, v.day-day(w.r.IntN(oldestFacts)))
	}
	return v
}

// changedOn draws the day of the last change: any until today or death,
// the later the likelier, and often death itself.
func (w *writer) changedOn(p *person, rates *OrganisationRates) day {
	first, last := max(firstDay, p.born), lastDay
	if p.died != 0 {
		if last = p.died; w.r.chance(rates.KnowsDeath) {
			return last + day(w.r.IntN(daysToNotify))
		}
	}
	if w.r.chance(rates.UpToDate) {
		first = max(first, last-recentDays)
	}
	span := int(last-first) + 1
	return first + day(max(w.r.IntN(span), w.r.IntN(span)))
}

// daysToNotify is how long news of a death takes at most.
const daysToNotify = 30

// oldestFacts is for how many days a name or address may be out of date.
const oldestFacts = 8 * daysPerYear

// unidentifiedFrom numbers the people without a name, far from all others.
const unidentifiedFrom = 5_000_000_000

// unidentified emits somebody whom nobody could name: a person of their own,
// because nothing tells who it is.
func (g *generator) unidentified(p *person, org *organisation) {
	w := g.writer
	if !w.r.chance(w.cfg.Profile.People.IdentityUnknown) {
		return
	}
	number := unidentifiedFrom + w.next // no other record has it
	row := Row{PersonID: personID(number), Household: p.household.number, Culture: p.culture}
	row.Record[RecordID] = w.recordID()
	row.Record[Organisation], row.Record[Authority] = org.code, org.authority
	row.Record[LocalID] = org.localID(p.number, copiesPerHead-1)
	row.Record[FamilyName] = "UNKNOWN"
	row.Record[GivenNames] = w.r.one([]string{"UNKNOWN MALE", "UNKNOWN FEMALE", "UNKNOWN"})
	row.Record[Confidentiality], row.Record[IdentityUnknown] = "U", "Y"
	v := w.visit(p, &w.register.rates[org.kind], false)
	row.Record[UpdatedAt] = v.day.String() + "T00:00:00Z"
	if w.cfg.lives {
		row.life = []version{{at: int64(v.day) * secondsPerDay, event: eventRegister, record: &row.Record}}
	}
	g.summary.Unknown++
	g.send(row)
}
