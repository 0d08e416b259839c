package quality

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// twinRecord is a record of a twin.
type twinRecord struct {
	record, person, birth string
	misleads              bool // it says nothing of which twin it is, or the wrong thing
}

// joined are pairs of twins of whom two records have one identity: the two
// people, and two such records.
type joined map[[2]string][2]twinRecord

func joinedTwins(twins []twinRecord, identities map[string]string) joined {
	type home struct{ birth, identity string }
	together := map[home][]twinRecord{}
	for _, t := range twins {
		at := home{t.birth, identities[t.record]}
		together[at] = append(together[at], t)
	}
	wrong := joined{}
	for _, group := range together {
		slices.SortFunc(group, func(a, b twinRecord) int {
			return cmp.Or(misleadingFirst(a, b), cmp.Compare(a.person, b.person), cmp.Compare(a.record, b.record))
		})
		for i, a := range group {
			for _, b := range group[i+1:] {
				people := [2]string{min(a.person, b.person), max(a.person, b.person)}
				if _, known := wrong[people]; a.person != b.person && !known {
					wrong[people] = [2]twinRecord{a, b}
				}
			}
		}
	}
	return wrong
}

// misleadingFirst puts records that mislead first, so that they stand for their
// pair.
func misleadingFirst(a, b twinRecord) int {
	switch {
	case a.misleads == b.misleads:
		return 0
	case a.misleads:
		return -1
	}
	return 1
}

// told drops the pairs that came together through a record that misleads.
func (j joined) told() joined {
	out := joined{}
	for people, records := range j {
		if !records[0].misleads && !records[1].misleads {
			out[people] = records
		}
	}
	return out
}

// list names the records of pairs that were linked wrongly, up to some.
func (j joined) list(kind string) []string {
	const most = 10
	var lines []string
	for _, pair := range slices.SortedFunc(maps.Keys(j), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) }) {
		if len(lines) == most {
			return append(lines, fmt.Sprintf("%s: and %d pairs more", kind, len(j)-most))
		}
		lines = append(lines, fmt.Sprintf("%s: linked records %s and %s", kind, j[pair][0].record, j[pair][1].record))
	}
	return lines
}

// linksBetween counts, by rule, the pairs of records that belong to two twins
// and have one identity: it shows which rule to blame.
func linksBetween(twins []twinRecord, pairs iter.Seq2[evaluate.Pair, error]) (map[matcher.Rule]int, error) {
	of := map[string]twinRecord{}
	for _, t := range twins {
		of[t.record] = t
	}
	rules := map[matcher.Rule]int{}
	for pair, err := range pairs {
		if err != nil {
			return nil, err
		}
		a, b := of[pair.A], of[pair.B]
		if pair.Verdict == evaluate.VerdictLink && a.birth == b.birth && a.person != b.person {
			rules[pair.Rule]++
		}
	}
	return rules, nil
}
