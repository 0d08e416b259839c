package population

import (
	"strconv"
	"strings"
)

// writer turns people into the records that organisations hold of them.
type writer struct {
	*world
	r    random
	past random // draws the life of a record, so that nothing else depends on whether it is told
	next uint64 // number of the next record

	superseded []supersession // that the chunk's records need, one a record
}

// entry is one record in the making.
type entry struct {
	*Row
	person *person
	org    *organisation
	rates  *OrganisationRates
	names  *nameSet
	at     int64 // when the record was last changed, in seconds since 1970
	home   int   // the stay whose address it tells
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
	row := Row{PersonID: personID(p.number), Household: p.household.number, Culture: p.culture}
	e := &entry{Row: &row, person: p, org: org, rates: &w.register.rates[org.kind], names: w.names[p.culture], visit: v}
	w.identify(e)
	w.name(e)
	w.describe(e)
	w.relate(e)
	w.locate(e)
	w.reach(e)
	w.number(e)
	row.Twin = w.twinTruth(p, &row)
	if w.r.chance(w.cfg.Profile.Numbers.Deleted) {
		e.Record[Deleted] = "Y"
	}
	if w.cfg.lives {
		row.life = w.life(e)
	}
	return row
}

func (w *writer) twinTruth(p *person, row *Row) *TwinTruth {
	if p.twin == nil {
		return nil
	}
	return &TwinTruth{
		Birth: personID(min(p.number, p.twin.number)), OtherName: p.twin.givenOf.first,
		OwnNumber: row.Record[NHSNumber] == w.numbers.current(p.number),
	}
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
	e.at = int64(e.day)*secondsPerDay + int64(w.r.IntN(secondsPerDay))
	e.Record[UpdatedAt] = stamp(e.at)
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
	if e.lacks(w.r, e.rates.NoGivenNames) {
		e.leaveOut(GivenNames)
	}
}

// longAgo is how much rarer an old change of name is still known.
const longAgo = .1

// lacks says whether a field is not filled in: oftener in records of some
// organisations and groups.
func (e *entry) lacks(r random, rate float64) bool {
	return r.chance(rate * e.org.gaps * e.person.gaps)
}

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

func (w *writer) describe(e *entry) {
	p := e.person
	e.Record[BirthDate] = p.born.String()
	w.mistakes.birthDate(w.r, e)
	if p.defaultBirth && w.r.chance(w.cfg.Profile.People.DefaultDateMarked) {
		e.Record[BirthDateQuality] = "UD"
	}
	if e.lacks(w.r, e.rates.NoBirthDate) {
		e.leaveOut(BirthDate)
	}
	e.Record[Sex] = w.mistakes.sex(w.r, e)
	if e.lacks(w.r, e.rates.NoSex) {
		e.Record[Sex] = w.r.one([]string{"0", "9", ""})
	}
	e.Record[EthnicCategory] = p.ethnic
	if e.lacks(w.r, e.rates.NoEthnicity) {
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
