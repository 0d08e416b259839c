package population

// number fills the NHS number. Every draw is made whether or not numbers are
// withheld, so that nothing else changes.
func (w *writer) number(e *entry) {
	value, mistaken := w.heldNumber(e)
	status := "01"
	switch {
	case value == "":
		status = w.r.one([]string{"", "03", "07"})
	case w.r.chance(e.rates.UntracedNumber) || mistaken:
		status = w.r.one([]string{"02", "02", "03", "04"})
	}
	if !w.cfg.WithholdNHSNumbers {
		e.Record[NHSNumber], e.Record[NHSNumberStatus] = value, status
	}
}

// heldNumber gives the number that an organisation holds and whether it is one
// that no tracing could have confirmed.
func (w *writer) heldNumber(e *entry) (value string, mistaken bool) {
	p, rates := e.person, w.cfg.Profile.Numbers
	switch {
	case e.lacks(w.r, e.rates.NoNHSNumber):
		e.wrong(ErrorNumberMissing)
		return "", false
	case w.r.chance(e.rates.PlaceholderNumber):
		e.wrong(ErrorPlaceholder)
		return w.placeholder(e.org), true
	case w.r.chance(rates.Typing):
		e.wrong(ErrorNumberTyping)
		return w.mistype(w.numbers.current(p.number)), true
	}
	return w.validNumber(e), false
}

// validNumber is a true number, though not always this person's of today.
func (w *writer) validNumber(e *entry) string {
	p, rates := e.person, w.cfg.Profile.Numbers
	switch {
	case w.r.chance(rates.WrongPerson):
		e.wrong(ErrorNumberPerson)
		return w.numbers.current(w.r.Uint64N(uint64(w.cfg.People))) //nolint:gosec // people is positive
	case w.r.chance(rates.Superseded):
		e.wrong(ErrorNumberSuperseded)
		return w.supersededOf(p)
	case p.swappedAt == e.org && p.swappedWith == p.twin:
		e.wrong(ErrorNumberSwapped)
		return w.numbers.current(p.twin.number)
	case p.swappedAt == e.org:
		e.wrong(ErrorSiblings)
		return w.numbers.current(p.swappedWith.number)
	}
	return w.numbers.current(p.number)
}

// placeholder is a number that everybody uses, or one of the organisation's.
func (w *writer) placeholder(o *organisation) string {
	if w.r.chance(w.cfg.Profile.Numbers.NinesAsNone) {
		return allDigitsNine
	}
	return w.numbers.placeholder(uint64(o.kind)<<16 + uint64(o.index)) //nolint:gosec // small counts
}

// mistype changes one digit or swaps two, but never the leading 9.
func (w *writer) mistype(number string) string {
	digits := []byte(number)
	i := w.r.between(1, len(digits)-2)
	if digits[i] != digits[i+1] && w.r.chance(.3) {
		digits[i], digits[i+1] = digits[i+1], digits[i]
		return string(digits)
	}
	digits[i] = '0' + (digits[i]-'0'+byte(w.r.between(1, 9)))%10 //nolint:gosec // 1 to 9
	return string(digits)
}
