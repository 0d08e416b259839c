package evaluate

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"

	"github.com/lhcre/mpi/matcher"
)

// The columns of pairs.csv.
const (
	columnA = iota
	columnB
	columnWeight
	columnProbability
	columnVerdict
	columnRule
)

// maxBits bounds a match weight: its billionths must be exact in a float64.
const maxBits = 1e6

// ReadPairs reads pairs.csv row by row. Every record must be one that the
// truth has. After an error the sequence ends; it can be read only once.
func ReadPairs(file string, from io.Reader, truth map[string]string) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		r, err := openRows(file, from,
			"record_id_a", "record_id_b", "match_weight", "match_probability", "decision", "rule")
		for err == nil {
			var pair Pair
			if pair, err = r.pair(truth); err == nil && !yield(pair, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(Pair{}, fmt.Errorf("reading pairs: %w", err))
		}
	}
}

// pair reads the next row; after the last the error is io.EOF.
func (r *rows) pair(truth map[string]string) (p Pair, err error) {
	if err = r.next(); err != nil {
		return Pair{}, err
	}
	if p.A, err = r.record(columnA, truth); err != nil {
		return Pair{}, err
	}
	if p.B, err = r.record(columnB, truth); err != nil {
		return Pair{}, err
	}
	if p.A == p.B {
		return Pair{}, r.bad(columnB, "another record than record_id_a")
	}
	bits, err := r.number(columnWeight, -maxBits, maxBits)
	if err != nil {
		return Pair{}, err
	}
	p.Weight = matcher.Bits(bits)
	if p.Probability, err = r.number(columnProbability, 0, 1); err != nil {
		return Pair{}, err
	}
	p.Verdict, p.Rule, err = r.verdict()
	return p, err
}

func (r *rows) record(column int, truth map[string]string) (string, error) {
	id, err := r.field(column)
	if err != nil {
		return "", err
	}
	if _, ok := truth[id]; !ok {
		return "", r.bad(column, "a record that the truth has")
	}
	return id, nil
}

func (r *rows) number(column int, low, high float64) (float64, error) {
	text, err := r.field(column)
	if err != nil {
		return 0, err
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(value) || value < low || value > high {
		return 0, r.bad(column, fmt.Sprintf("a number from %v to %v", low, high))
	}
	return value, nil
}

func (r *rows) verdict() (Verdict, matcher.Rule, error) {
	text, err := r.field(columnVerdict)
	if err != nil {
		return "", "", err
	}
	verdict := Verdict(text)
	if verdict != VerdictLink && verdict != VerdictReview {
		return "", "", r.bad(columnVerdict, "link or review")
	}
	rule, err := r.field(columnRule)
	return verdict, matcher.Rule(rule), err
}
