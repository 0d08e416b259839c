package evaluate

import (
	"errors"
	"fmt"
	"iter"

	"github.com/lhcre/mpi/matcher"
)

// Verdict is what `mpi link` did with a pair it lists.
type Verdict string

// The verdicts.
const (
	VerdictLink   Verdict = "link"
	VerdictReview Verdict = "review"
)

// Pair is a row of pairs.csv.
type Pair struct {
	A, B        string // record ids
	Weight      matcher.Weight
	Probability float64
	Verdict     Verdict
	Rule        matcher.Rule
}

// Decision gives as much of the ladder's decision as the row tells. Guards and
// conflicts are not in the file.
func (p Pair) Decision() matcher.Decision {
	tier := matcher.TierPossible
	if p.Verdict == VerdictLink {
		tier = matcher.TierProbable
	}
	return matcher.Decision{Weight: p.Weight, Tier: tier, Rule: p.Rule}
}

// Scored says of each pair whether the truth has it, ready for Sweep.
func Scored(pairs iter.Seq2[Pair, error], truth map[string]string) ([]ScoredPair, error) {
	var out []ScoredPair
	for pair, err := range pairs {
		if err != nil {
			return nil, fmt.Errorf("scoring pairs: %w", err)
		}
		same, err := samePerson(pair.A, pair.B, truth)
		if err != nil {
			return nil, fmt.Errorf("scoring pairs: %w", err)
		}
		out = append(out, ScoredPair{Weight: pair.Weight, True: same})
	}
	return out, nil
}

var errUnknownRecord = errors.New("a pair names a record that the truth does not have")

func samePerson(a, b string, truth map[string]string) (bool, error) {
	personA, knownA := truth[a]
	personB, knownB := truth[b]
	if !knownA || !knownB {
		return false, errUnknownRecord
	}
	return personA == personB, nil
}
