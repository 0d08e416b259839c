package population

import (
	"strconv"
	"strings"
	"time"
)

// writer turns people into the records that organisations hold of them.
type writer struct {
	cfg       Config
	r         random
	places    *geography
	register  *register
	numbers   numbers
	recordIDs permutation
	next      uint64
	mistakes  *mistakes
}

// entry is one record in the making.
type entry struct {
	*Row
	person *person
	org    *organisation
	rates  *OrganisationRates
	visit
}

// visit says when and how a person came to an organisation.
type visit struct {
	day   day // when the record was last changed
	facts day // as of when it tells name and address
	copy  int // 1 for a second registration
	birth bool
}

func (e *entry) wrong(kind ErrorKind) { e.Errors = append(e.Errors, kind) }

// recordSpace is the number of record ids that ten digits give.
const recordSpace = 10_000_000_000

func (w *writer) recordID() string {
	id := "R" + padded(w.recordIDs.of(w.next), 10)
	w.next++
	return id
}

func personID(number uint64) string { return "P" + padded(number, 10) }

// write makes one record.
func (w *writer) write(p *person, org *organisation, v visit) Row {
	row := Row{PersonID: personID(p.number), Household: p.household.number, Twin: p.twin != nil, Culture: p.culture}
	e := &entry{Row: &row, person: p, org: org, rates: &w.register.rates[org.kind], visit: v}
	w.identify(e)
	w.name(e)
	w.describe(e)
	w.relate(e)
	w.locate(e)
	w.reach(e)
	w.number(e)
	return row
}

func (w *writer) identify(e *entry) {
	e.Record[RecordID] = w.recordID()
	e.Record[Organisation] = e.org.code
	e.Record[Authority] = e.org.authority
	e.Record[LocalID] = e.org.localID(e.person.number, e.copy)
	e.Record[Confidentiality] = "U"
	if e.person.restricted {
		e.Record[Confidentiality] = "R"
	}
	at := e.day.time().Add(time.Duration(w.r.IntN(secondsPerDay)) * time.Second)
	e.Record[UpdatedAt] = at.Format(time.RFC3339)
}

func (w *writer) name(e *entry) {
	p := e.person
	e.Record[FamilyName] = p.familyOn(e.facts)
	switch {
	case e.facts < p.changed:
		e.wrong(ErrorEarlierName)
	case p.earlierFamily != "" && w.r.chance(e.rates.PreviousName) && (p.changed != 0 || w.r.chance(longAgo)):
		e.Record[PreviousFamilyName] = p.earlierFamily
	}
	if w.babyName(e) {
		return
	}
	e.Record[GivenNames] = w.givenNames(e)
	w.mistakes.names(w.r, e)
	if w.r.chance(e.rates.NoGivenNames) {
		e.leaveOut(GivenNames)
	}
}

// longAgo is how much rarer an old change of name is still known.
const longAgo = .1

func (e *entry) leaveOut(c Column) {
	if e.Record[c] != "" {
		e.Record[c] = ""
		e.wrong(ErrorFieldMissing)
	}
}

func (w *writer) givenNames(e *entry) string {
	g := e.person.givenOf
	names := make([]string, 1, 3)
	names[0] = g.first
	for _, more := range [2]string{g.second, w.middleName(e, g.middle)} {
		if more != "" {
			names = append(names, more)
		}
	}
	return strings.Join(names, " ")
}

func (w *writer) middleName(e *entry, middle string) string {
	switch {
	case middle == "" || w.r.chance(e.rates.NoMiddleName):
		return ""
	case w.r.chance(e.rates.MiddleInitial):
		return middle[:1]
	}
	return middle
}

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
	e.Record[GivenNames] = w.r.one(wardNames(e.person.sex))
	if order > 0 {
		e.Record[GivenNames] = w.r.one([]string{"BABY ", "TWIN "}) + [2]string{"ONE", "TWO"}[order-1]
	}
	return true
}

func wardNames(s sex) []string {
	if s == female {
		return []string{"BABY", "BABY OF", "INFANT", "BABY GIRL"}
	}
	return []string{"BABY", "BABY OF", "INFANT", "BABY BOY"}
}

func (w *writer) describe(e *entry) {
	p := e.person
	e.Record[BirthDate] = p.born.String()
	w.mistakes.birthDate(w.r, e)
	if p.defaultBirth && w.r.chance(w.cfg.Profile.People.DefaultDateMarked) {
		e.Record[BirthDateQuality] = "UD"
	}
	if w.r.chance(e.rates.NoBirthDate) {
		e.leaveOut(BirthDate)
	}
	e.Record[Sex] = w.mistakes.sex(w.r, e)
	if w.r.chance(e.rates.NoSex) {
		e.Record[Sex] = w.r.one([]string{"0", "9", ""})
	}
	e.Record[EthnicCategory] = p.ethnic
	if w.r.chance(e.rates.NoEthnicity) {
		e.Record[EthnicCategory] = w.r.one([]string{"", "Z"})
	}
}

// relate tells of birth and death.
func (w *writer) relate(e *entry) {
	p := e.person
	if p.died != 0 && e.day >= p.died {
		e.Record[DeceasedDate], e.Record[DeathStatus] = p.died.String(), "1"
		if p.formalDeath {
			e.Record[DeathStatus] = "2"
		}
	}
	if !e.birth || p.mother == nil {
		return
	}
	e.Record[MotherID] = e.org.localID(p.mother.number, 0)
	if p.birthOrder > 0 {
		e.Record[BirthOrder] = strconv.Itoa(p.birthOrder)
	}
}
