package identity

import (
	"cmp"
	"slices"
	"time"
)

// Kind says what an assertion claims of two records.
type Kind uint8

// The kinds of assertion.
const (
	MustLink   Kind = iota + 1 // one person
	CannotLink                 // two people
	Withdrawn                  // what was asserted before is taken back (A37)
)

// By says who asserts.
type By uint8

// Who asserts, the more trusted first.
const (
	Reviewer  By = iota + 1 // a person who looked at both records
	Authority               // the organisation that assigned the ids (A34, A40, A43, A47, replaced-by)
)

// Assertion is what somebody claims of two records. A claim about two groups of
// records is one assertion for each pair across them.
type Assertion struct {
	ID   string
	A, B RecordID
	Kind Kind
	By   By
	At   time.Time
	// Protected marks a cannot-link that beats everything and may not show
	// anywhere. Only a protected withdrawal takes it back.
	Protected bool
	// Suspended marks an assertion whose records are no longer those that were
	// judged: it has no effect but a task. A protected one cannot be suspended.
	Suspended bool
}

// inForce says whether the assertion is to be obeyed.
func (a Assertion) inForce() bool { return a.Protected || !a.Suspended }

// bars says whether the assertion keeps its records apart.
func (a Assertion) bars() bool { return a.Kind == CannotLink && a.inForce() }

// links says whether the assertion joins its records.
func (a Assertion) links() bool { return a.Kind == MustLink && a.inForce() }

// standing keeps one assertion for each pair, the newest, in the order of the
// pairs. Of two made at the same moment the cannot-link stands.
func standing(all []Assertion) []Assertion {
	if len(all) == 0 {
		return nil
	}
	sorted := slices.Clone(all)
	for i := range sorted {
		sorted[i].A, sorted[i].B = ordered(sorted[i].A, sorted[i].B)
	}
	slices.SortFunc(sorted, compareByPair)
	var kept []Assertion
	for len(sorted) > 0 {
		n := samePair(sorted)
		if a, ok := newest(sorted[:n]); ok {
			kept = append(kept, a)
		}
		sorted = sorted[n:]
	}
	return kept
}

// samePair counts the assertions at the front that are about the same pair.
func samePair(sorted []Assertion) int {
	for i, a := range sorted {
		if a.A != sorted[0].A || a.B != sorted[0].B {
			return i
		}
	}
	return len(sorted)
}

// newest picks the assertion that stands for a pair, given newest first. An
// authority takes back only what an authority said: its "unlink" must not undo a
// reviewer's "different people".
func newest(pair []Assertion) (Assertion, bool) {
	if i := slices.IndexFunc(pair, func(a Assertion) bool { return a.Protected }); i >= 0 && pair[i].Kind == CannotLink {
		return pair[i], true
	}
	authorityWithdrew := false
	for _, a := range pair {
		switch {
		case a.Kind == Withdrawn && (a.By == Reviewer || a.Protected):
			return Assertion{}, false
		case a.Kind == Withdrawn:
			authorityWithdrew = true
		case a.Protected: // taken back by a newer protected withdrawal
		case a.By == Reviewer || !authorityWithdrew:
			return a, true
		}
	}
	return Assertion{}, false
}

// compareByPair orders by pair, then newest first.
func compareByPair(a, b Assertion) int {
	return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), compareNewest(a, b))
}

func compareNewest(a, b Assertion) int {
	return cmp.Or(b.At.Compare(a.At), cmp.Compare(severity(a.Kind), severity(b.Kind)),
		cmp.Compare(a.By, b.By), cmp.Compare(a.ID, b.ID))
}

// severity orders the kinds that were asserted at the same moment, the one that
// keeps apart first.
func severity(k Kind) int { return slices.Index([]Kind{CannotLink, MustLink, Withdrawn}, k) }

// compareMustLinks is the order in which must-links are obeyed: reviewers before
// authorities, newest first, then by id.
func compareMustLinks(a, b Assertion) int {
	return cmp.Or(cmp.Compare(a.By, b.By), b.At.Compare(a.At), cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
}
