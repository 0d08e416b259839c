package evaluate

import (
	"errors"
	"slices"
)

// label is a group of the engine: an identity, or a record that has none and
// so is alone. The two can never be the same label.
type label struct {
	id    string
	alone bool
}

func labelOf(record string, identities map[string]string) label {
	if id, ok := identities[record]; ok {
		return label{id: id}
	}
	return label{id: record, alone: true}
}

func checkKnown(truth, identities map[string]string) error {
	for record := range identities {
		if _, ok := truth[record]; !ok {
			return errors.New("an identity is given for a record that the truth does not have")
		}
	}
	return nil
}

// Clusters compares the two partitions of the roster's records. Pairs are
// counted from the sizes of the groups, never listed.
func (r *Roster) Clusters() Report {
	recall := r.contingency(r.persons, r.identity, r.companies.len())
	precision := r.contingency(r.companies, r.person, r.persons.len())
	both, linked, want := recall.both, precision.within, recall.within
	b := BCubed{Precision: precision.mean(len(r.person)), Recall: recall.mean(len(r.person))}
	b.F1 = harmonic(b.Precision, b.Recall)
	return Report{Pairwise: newScore(both, linked-both, want-both), BCubed: b}
}

// TruePairs is the number of pairs of records that are one person.
func (r *Roster) TruePairs() int64 { return r.persons.pairs() }

// pairs counts the pairs inside groups; it is exact for up to four thousand
// million records.
func (g gathering) pairs() int64 {
	pairs := int64(0)
	for i := range g.len() {
		pairs += pairsOf(int64(len(g.members(i))))
	}
	return pairs
}

// contingency counts groups of records beside another way to part them.
type contingency struct {
	within int64     // pairs within a group
	both   int64     // those of them that are within a part too
	shares []float64 // by group: how many of its records the average one shares its part with, itself included
}

func (r *Roster) contingency(groups gathering, part []uint32, parts int) contingency {
	c := contingency{within: groups.pairs(), shares: make([]float64, groups.len())}
	size := make([]int64, parts)
	for i := range c.shares {
		members, squares := groups.members(i), int64(0)
		for _, at := range members {
			size[part[at]]++
		}
		for _, at := range members { // a part's second record finds nothing left
			n := size[part[at]]
			size[part[at]] = 0
			squares += n * n
			c.both += pairsOf(n)
		}
		c.shares[i] = float64(squares) / float64(len(members))
	}
	return c
}

// mean is the mean over all records of the share of the record's group that
// belongs with it. Squares are whole numbers and the quotients are added in
// order of size, so the order of the records cannot show in the last digit.
func (c contingency) mean(records int) float64 {
	if records == 0 {
		return 1
	}
	slices.Sort(c.shares)
	sum := 0.0
	for _, share := range c.shares {
		sum += share
	}
	return sum / float64(records)
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}
