package population

import (
	"slices"
	"time"
)

// version is how a record stood after a message of its organisation.
type version struct {
	at     int64 // seconds since 1970
	event  string
	record *Record
	former []day  // when the homes of its previous postcodes were left
	merged string // the local id that a merge retires
}

// The trigger events that organisations tell of a record with.
const (
	eventAdmit    = "A01"
	eventRegister = "A04"
	eventVisit    = "A08"
	eventAdd      = "A28"
	eventDelete   = "A29"
	eventUpdate   = "A31"
	eventMerge    = "A40"
)

// life tells how a record came to be what it is: added, changed with each move
// and change of name, a newborn named, and at last as it is now.
func (w *writer) life(e *entry) []version {
	w.past.restart(hash(e.Record[RecordID]))
	now := version{at: e.at, event: eventAdd, record: &e.Record, former: e.person.leftBefore(e.home)}
	first := w.registered(e)
	if first >= e.day {
		return w.shortLife(e, now)
	}
	var all []version
	for _, on := range w.changes(e, first) {
		all = append(all, w.versionOn(e, on, eventUpdate))
	}
	all[0].event = eventAdd
	w.ward(e, &all)
	now.event = w.lastEvent(e)
	return append(all, now)
}

// shortLife is of a record that is today as it was added, or was taken out at once.
func (w *writer) shortLife(e *entry, now version) []version {
	if e.Record[Deleted] == "" {
		return []version{now}
	}
	added, record := now, e.Record
	added.at = max(int64(firstDay)*secondsPerDay, e.at-int64(1+w.past.IntN(secondsToNotice)))
	record[Deleted], record[UpdatedAt] = "", stamp(added.at)
	added.record, now.event = &record, eventDelete
	return []version{added, now}
}

// registered draws the day on which the organisation first knew the person.
func (w *writer) registered(e *entry) day {
	first := max(firstDay, e.person.born)
	if e.birth {
		return first + day(w.past.IntN(daysToRegister))
	}
	if last := min(e.facts, e.day-1); last > first {
		first += day(w.past.IntN(int(last - first)))
	}
	return first
}

const (
	daysToRegister = 3
	daysToName     = 42
	daysToMerge    = 60

	secondsToNotice = 3600 // that a record was added in error
)

// changes lists the day of registration and those of changes that the record
// followed until its facts were last looked at.
func (w *writer) changes(e *entry, first day) []day {
	p, last := e.person, min(e.facts, e.day-1)
	if p.died != 0 {
		last = min(last, p.died-1)
	}
	days := []day{first}
	for _, s := range p.home[1:] {
		days = append(days, s.from)
	}
	days = append(days, p.changed)
	slices.Sort(days)
	days = slices.Compact(days)
	return slices.DeleteFunc(days, func(d day) bool { return d < first || d > last && d != first })
}

// versionOn is the record as it was on a day: mistakes in it were there from
// the first, name and address are those of the time.
func (w *writer) versionOn(e *entry, on day, event string) version {
	p, record := e.person, e.Record
	facts := min(on, e.facts)
	at := int64(on)*secondsPerDay + int64(w.past.IntN(secondsPerDay))
	record[UpdatedAt] = stamp(at)
	record[DeceasedDate], record[DeathStatus], record[Deleted] = "", "", ""
	if facts < p.changed && e.facts >= p.changed {
		record[FamilyName], record[PreviousFamilyName] = p.earlierFamily, ""
	}
	home := p.home.at(facts)
	if home != e.home {
		w.movedBack(e, &record, home)
	}
	return version{at: at, event: event, record: &record, former: p.leftBefore(home)}
}

// movedBack gives a record the address of an earlier home.
func (w *writer) movedBack(e *entry, record *Record, home int) {
	p := e.person
	a := w.places.address(p.home[home].home)
	if !p.noFixedAbode {
		record[Address], record[Postcode] = w.places.line(a), a.postcode
		if record[UPRN] != "" {
			record[UPRN] = w.places.uprn(a)
		}
		if record[PreviousPostcodes] != "" {
			record[PreviousPostcodes] = w.earlierPostcodes(p.home[:home])
		}
	}
	if record[Phone] != "" && record[Phone] != p.mobile {
		record[Phone] = w.places.landline(a)
	}
	if known := w.practiceAt(a); e.org.kind != practice && record[Practice] == w.practiceAt(w.places.address(p.home[e.home].home)) {
		record[Practice] = known
	}
}

// ward has a newborn registered without a name, and named later.
func (w *writer) ward(e *entry, all *[]version) {
	p := e.person
	if !e.birth || p.mother == nil || has(e.Row, ErrorBabyName) {
		return
	}
	born := &(*all)[0]
	named := *born
	record := *born.record
	named.event, named.record = eventUpdate, &record
	named.at += int64(1+w.past.IntN(daysToName)) * secondsPerDay
	next := e.at
	if len(*all) > 1 {
		next = (*all)[1].at
	}
	if named.at >= next {
		return
	}
	record[UpdatedAt] = stamp(named.at)
	born.record[FamilyName], born.record[GivenNames] = p.mother.familyOn(e.facts), wardName(w.past, p)
	*all = slices.Insert(*all, 1, named)
}

// lastEvent is what a record was last changed by.
func (w *writer) lastEvent(e *entry) string {
	switch {
	case e.Record[Deleted] != "":
		return eventDelete
	case e.org.kind == ambulance:
		return eventRegister
	case e.org.kind == acute && e.Record[DeceasedDate] == "":
		return w.past.one([]string{eventUpdate, eventUpdate, eventVisit, eventRegister, eventRegister, eventAdmit})
	}
	return eventUpdate
}

// merge may have an organisation find out that two local ids are one person's;
// the earlier one survives. It changes nothing else of either record.
func (w *writer) merge(kept, retired *Row) {
	w.past.restart(^hash(retired.Record[RecordID]))
	if !w.past.chance(w.cfg.Profile.Numbers.Merged) || kept.Record[Deleted]+retired.Record[Deleted] != "" {
		return
	}
	at := max(kept.life[len(kept.life)-1].at, retired.life[len(retired.life)-1].at)
	at += int64(1+w.past.IntN(daysToMerge)) * secondsPerDay
	record := kept.Record
	retired.life = append(retired.life, version{at: at, event: eventMerge, record: &record, merged: retired.Record[LocalID]})
}

// leftBefore tells when the homes before one were left, the newest first.
func (p *person) leftBefore(home int) []day {
	var left []day
	for i := home; i > 0 && len(left) < mostEarlier; i-- {
		left = append(left, p.home[i].from)
	}
	return left
}

func stamp(at int64) string { return time.Unix(at, 0).UTC().Format(time.RFC3339) }

func has(row *Row, kind ErrorKind) bool { return slices.Contains(row.Errors, kind) }
