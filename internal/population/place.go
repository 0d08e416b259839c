package population

import "strings"

const noFixedAbode = "ZZ99 3VZ"

// locate fills the address as it was known.
func (w *writer) locate(e *entry) {
	p := e.person
	at := p.home.at(e.facts)
	e.home = at
	home := w.places.address(p.home[at].home)
	if at < len(p.home)-1 {
		e.wrong(ErrorEarlierAddress)
	}
	if p.noFixedAbode {
		e.Record[Postcode], e.Record[Address] = noFixedAbode, "NO FIXED ABODE"
		return
	}
	e.Record[Address], e.Record[Postcode] = w.places.line(home), home.postcode
	if w.r.chance(e.rates.HasUPRN) {
		e.Record[UPRN] = w.places.uprn(home)
	}
	if at > 0 && w.r.chance(e.rates.PreviousPostcodes) {
		e.Record[PreviousPostcodes] = w.earlierPostcodes(p.home[:at])
	}
	w.spoilPostcode(e)
}

// mostEarlier is how many earlier postcodes a record carries.
const mostEarlier = 3

// earlierPostcodes lists the newest first.
func (w *writer) earlierPostcodes(earlier stays) string {
	codes := make([]string, 0, mostEarlier)
	for i := len(earlier) - 1; i >= 0 && len(codes) < mostEarlier; i-- {
		codes = append(codes, w.places.address(earlier[i].home).postcode)
	}
	return strings.Join(codes, ";")
}

func (w *writer) spoilPostcode(e *entry) {
	switch {
	case e.lacks(w.r, e.rates.NoPostcode):
		e.leaveOut(Postcode)
	case w.r.chance(w.cfg.Profile.Moves.JunkPostcode):
		e.Record[Postcode] = w.r.one([]string{"ZZ99 3WZ", "ZZ99 3CZ", "ZZ999ZZ", "ZZ99", "Z99", "ZZ99 6CZ"})
		e.wrong(ErrorPostcode)
	default:
		w.mistakes.postcode(w.r, e)
	}
}

// reach fills telephone, e-mail and practice.
func (w *writer) reach(e *entry) {
	p := e.person
	home := w.places.address(p.home[p.home.at(e.facts)].home)
	if !e.lacks(w.r, e.rates.NoPhone) {
		e.Record[Phone] = p.mobile
		if p.mobile == "" || w.r.chance(w.cfg.Profile.People.PrefersLandline) {
			e.Record[Phone] = w.places.landline(home)
		}
	}
	if !e.lacks(w.r, e.rates.NoEmail) {
		e.Record[Email] = p.email
	}
	w.practice(e, home)
}

func (w *writer) practice(e *entry, home address) {
	switch {
	case e.org.kind == practice:
		e.Record[Practice] = e.org.code
	case e.lacks(w.r, e.rates.NoPractice):
	case w.r.chance(w.cfg.Profile.People.NoPractice):
		e.Record[Practice] = w.r.one([]string{"V81997", "V81998", "V81999"})
	default:
		e.Record[Practice] = w.practiceAt(home)
	}
}

// practiceAt is the practice that serves a home.
func (w *writer) practiceAt(home address) string {
	return w.register.local(practice, home, len(w.places.outcodes)).code
}
