package find

import (
	"cmp"
	"math"
	"slices"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/matcher"
)

// Grade says how good a match is, in the words of FHIR's match-grade.
type Grade string

// Grades, the best first.
const (
	Certain  Grade = "certain"
	Probable Grade = "probable"
	Possible Grade = "possible"
)

func (g Grade) rank() int { return slices.Index([]Grade{Certain, Probable, Possible}, g) }

// Candidate is a person who could be the one asked for.
type Candidate struct {
	Person people.Person
	Grade  Grade
	Score  float64 // from 0 to 1; those of an answer add up to 1 at most
	// Best is the record of the person that speaks most for it.
	Best linker.Hit

	conflict bool // a record of the person and the one asked for cannot be one
}

// grade grades and scores the candidates of an answer, and puts the best first.
func grade(all []Candidate, t matcher.Thresholds) {
	score(all, t)
	for i := range all {
		all[i].Grade = all[i].grade(all, i, t)
	}
	slices.SortFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(a.Grade.rank(), b.Grade.rank()), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Person.ID, b.Person.ID))
	})
}

func (c *Candidate) grade(all []Candidate, at int, t matcher.Thresholds) Grade {
	d := c.Best.Decision
	switch {
	case !automatic(d):
		return Possible
	case c.conflict || !c.tellsWho():
		return Probable
	}
	for i := range all {
		if i != at && all[i].rivals(d, t.Margin) {
			return Probable
		}
	}
	return Certain
}

// automatic says that the ladder would link the two by itself.
func automatic(d matcher.Decision) bool {
	return (d.Tier == matcher.TierCertain || d.Tier == matcher.TierProbable) && d.Guard == matcher.GuardNone
}

// tellsWho says that more speaks for the candidate than an identifier.
func (c *Candidate) tellsWho() bool {
	return slices.ContainsFunc(c.Best.Levels, func(l linker.Level) bool {
		return l.Comparison != "nhs_number" && !l.Missing && l.Weight > 0
	})
}

// rivals says that the candidate comes too near to another with a decision: by a tier
// that is as good, and by a weight less than the margin below. Of two with one NHS
// number, corroborated, no weight says who is right.
func (c *Candidate) rivals(d matcher.Decision, margin matcher.Weight) bool {
	mine := c.Best.Decision
	switch {
	case mine.Tier == matcher.TierNone || mine.Tier > d.Tier && d.Tier == matcher.TierCertain:
		return false
	case mine.Tier == matcher.TierCertain:
		return true
	}
	return mine.Weight > d.Weight-margin
}

// score makes probabilities of the match weights, which are logarithms of the odds
// that two records are one person's, taking that one candidate at most is the one.
func score(all []Candidate, t matcher.Thresholds) {
	bits := make([]float64, len(all))
	most := 0.0 // the odds that it is nobody are 1
	for i := range all {
		bits[i] = odds(all[i].Best.Decision, t).Bits()
		most = max(most, bits[i])
	}
	sum := math.Exp2(-most)
	for i := range all {
		all[i].Score = math.Exp2(bits[i] - most)
		sum += all[i].Score
	}
	for i := range all {
		all[i].Score /= sum
	}
}

// odds is the weight of a decision, in keeping with its tier: what rests on an NHS
// number counts as an automatic link at least, and what a reviewer would have to
// look at as no more than that.
func odds(d matcher.Decision, t matcher.Thresholds) matcher.Weight {
	switch {
	case d.Tier == matcher.TierCertain:
		return max(d.Weight, t.Auto)
	case !automatic(d):
		return min(d.Weight, t.Auto-t.Margin)
	}
	return d.Weight
}
