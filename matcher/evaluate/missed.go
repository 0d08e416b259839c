package evaluate

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/matcher"
)

// Cause says why a true pair is not in one identity.
type Cause string

// The causes, in the order a pair meets them.
const (
	CauseNeverCandidate Cause = "never-a-candidate" // no blocking key in common
	CauseGuarded        Cause = "guarded"           // a guard, a conflict or a rule that asks for a reviewer
	CauseLowWeight      Cause = "weighed-too-low"   // below the threshold for a link
	CauseRefused        Cause = "refused"           // strong enough, but its clusters were kept apart
)

// CauseCount is how many true pairs were missed for one cause. The detail is
// the conflict, guard or rule that says more, if any.
type CauseCount struct {
	Cause  Cause  `json:"cause"`
	Detail string `json:"detail,omitempty"`
	Pairs  int64  `json:"pairs"`
}

// MissReport says how many true pairs blocking found, and why the missed ones
// were missed, most frequent cause first.
type MissReport struct {
	TruePairs      int64        `json:"true_pairs"`
	Candidates     int64        `json:"candidates"` // true pairs that were candidates
	BlockingRecall float64      `json:"blocking_recall"`
	Missed         int64        `json:"missed"`
	Causes         []CauseCount `json:"causes"`
}

// MissCounter is told of candidate pairs, in any order, and explains the true
// pairs that were missed. Pairs it is never told of were never candidates: fed
// from pairs.csv, which lists only links and reviews, it counts pairs below
// review among those. It is not safe for concurrent use.
type MissCounter struct {
	truth, identities map[string]string
	seen              map[[2]string]bool
	causes            map[CauseCount]int64 // by cause and detail, Pairs being 0
}

// NewMissCounter counts against the truth (record to person) and the
// identities that came out (record to identity).
func NewMissCounter(truth, identities map[string]string) *MissCounter {
	return &MissCounter{
		truth:      truth,
		identities: identities,
		seen:       map[[2]string]bool{},
		causes:     map[CauseCount]int64{},
	}
}

// Candidate tells of a pair that was weighed. A pair that is told again, in
// either order of its records, changes nothing.
func (c *MissCounter) Candidate(a, b string, d matcher.Decision) error {
	same, err := samePerson(a, b, c.truth)
	if err != nil {
		return fmt.Errorf("counting missed pairs: %w", err)
	}
	pair := [2]string{min(a, b), max(a, b)}
	if !same || a == b || c.seen[pair] {
		return nil
	}
	c.seen[pair] = true
	if labelOf(a, c.identities) != labelOf(b, c.identities) {
		c.causes[causeOf(d)]++
	}
	return nil
}

// causeOf finds the cause from the decision on a pair that was not joined.
func causeOf(d matcher.Decision) CauseCount {
	switch {
	case d.Conflict != matcher.ConflictNone:
		return CauseCount{Cause: CauseGuarded, Detail: string(d.Conflict)}
	case d.Guard != matcher.GuardNone:
		return CauseCount{Cause: CauseGuarded, Detail: string(d.Guard)}
	case d.Tier == matcher.TierCertain || d.Tier == matcher.TierProbable:
		return CauseCount{Cause: CauseRefused, Detail: string(d.Rule)}
	case d.Rule == matcher.RuleReview || d.Rule == matcher.RuleNone:
		return CauseCount{Cause: CauseLowWeight, Detail: string(d.Rule)}
	default:
		// A rule above the weights held the pair back, or left it unscored.
		return CauseCount{Cause: CauseGuarded, Detail: string(d.Rule)}
	}
}

// Report sums up what was told so far.
func (c *MissCounter) Report() (MissReport, error) {
	score, err := Clusters(c.truth, c.identities)
	if err != nil {
		return MissReport{}, fmt.Errorf("counting missed pairs: %w", err)
	}
	r := MissReport{TruePairs: TruePairs(c.truth), Candidates: int64(len(c.seen)), Missed: score.Pairwise.FalseNegatives}
	r.BlockingRecall = ratio(r.Candidates, r.TruePairs)
	r.Causes = c.ranked(r.Missed)
	return r, nil
}

func (c *MissCounter) ranked(missed int64) []CauseCount {
	causes := make([]CauseCount, 0, len(c.causes)+1)
	for cause, pairs := range c.causes {
		cause.Pairs = pairs
		causes = append(causes, cause)
		missed -= pairs
	}
	if missed > 0 {
		causes = append(causes, CauseCount{Cause: CauseNeverCandidate, Pairs: missed})
	}
	slices.SortFunc(causes, func(a, b CauseCount) int {
		return cmp.Or(cmp.Compare(b.Pairs, a.Pairs), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Detail, b.Detail))
	})
	return causes
}
