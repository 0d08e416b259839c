package population

// babyName leaves the name that a maternity ward gave before the parents did.
func (w *writer) babyName(e *entry) bool {
	people, order := w.cfg.Profile.People, e.person.birthOrder
	rate := people.BabyNames
	if order > 0 {
		rate = people.TwinBabyNames
	}
	if !e.birth || !w.r.chance(rate) {
		return false
	}
	e.wrong(ErrorBabyName)
	if mother := e.person.mother; mother != nil {
		e.Record[FamilyName] = mother.familyOn(e.facts)
	}
	e.Record[GivenNames] = wardName(w.r, e.person)
	if order > 0 {
		e.Record[GivenNames] = w.r.one([]string{"BABY ", "TWIN "}) + [2]string{"ONE", "TWO"}[order-1]
	}
	return true
}

// wardName is what a maternity ward calls a child without a name.
func wardName(r random, p *person) string {
	if p.mother != nil && r.chance(.3) {
		return "BABY OF " + p.mother.givenOf.first
	}
	child := [2]string{"BABY GIRL", "BABY BOY"}[p.sex]
	return r.one([]string{"BABY", "BABY OF", "INFANT", child})
}
