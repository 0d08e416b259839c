package evaluate

import (
	"errors"
	"maps"
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

// cell is one combination of a person and a label.
type cell struct {
	person string
	label  label
}

// table counts records by person, by label and by both.
type table struct {
	cells   map[cell]int64
	persons map[string]int64
	labels  map[label]int64
}

func contingency(truth, identities map[string]string) (table, error) {
	t := table{cells: map[cell]int64{}, persons: map[string]int64{}, labels: map[label]int64{}}
	for record, person := range truth {
		of := labelOf(record, identities)
		t.cells[cell{person, of}]++
		t.persons[person]++
		t.labels[of]++
	}
	if err := checkKnown(truth, identities); err != nil {
		return table{}, err
	}
	return t, nil
}

func checkKnown(truth, identities map[string]string) error {
	for record := range identities {
		if _, ok := truth[record]; !ok {
			return errors.New("an identity is given for a record that the truth does not have")
		}
	}
	return nil
}

func (t table) pairwise() Score {
	both, linked, want := pairsWithin(t.cells), pairsWithin(t.labels), pairsWithin(t.persons)
	return newScore(both, linked-both, want-both)
}

// pairsWithin counts the pairs inside groups; it is exact for up to four
// thousand million records.
func pairsWithin[K comparable](sizes map[K]int64) int64 {
	pairs := int64(0)
	for _, n := range sizes {
		pairs += n * (n - 1) / 2
	}
	return pairs
}

func (t table) bcubed() BCubed {
	byLabel, byPerson := map[label]int64{}, map[string]int64{}
	for c, n := range t.cells {
		byLabel[c.label] += n * n
		byPerson[c.person] += n * n
	}
	b := BCubed{Precision: meanShare(byLabel, t.labels), Recall: meanShare(byPerson, t.persons)}
	b.F1 = harmonic(b.Precision, b.Recall)
	return b
}

// meanShare is the mean over all records of the share of the record's group
// that belongs with it. Squares are whole numbers and the quotients are added in
// order of size, so the order of a map cannot show in the last digit.
func meanShare[K comparable](squares, sizes map[K]int64) float64 {
	parts, records := make(map[K]float64, len(sizes)), int64(0)
	for group, n := range sizes {
		parts[group] = float64(squares[group]) / float64(n)
		records += n
	}
	if records == 0 {
		return 1
	}
	sum := 0.0
	for _, part := range slices.Sorted(maps.Values(parts)) {
		sum += part
	}
	return sum / float64(records)
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}
