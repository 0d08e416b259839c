package quality

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lhcre/mpi/matcher/train"
)

// em is row 9.
func (s *suite) em(ctx context.Context) (Row, error) {
	worst, pairs, err := s.worstPosterior(ctx)
	if err != nil {
		return Row{}, err
	}
	off := Figure{
		Name: "worst probability off by", Text: strconv.FormatFloat(worst, 'e', 1, 64),
		Bound: "≤ 1e-9", Failed: !(worst <= 1e-9),
	}
	r, err := recoverPlanted(ctx)
	if err != nil {
		return Row{}, err
	}
	return Row{Figures: []Figure{
		off,
		atMost("standard errors that a planted parameter's mean is off", r.worstMean, 3),
		atLeast("share of estimates within three standard errors", r.within, 0.99),
	}, More: []Figure{count("pairs of the oracle", pairs), count("planted sets", plantedSets), count("estimates", r.estimates)}}, nil
}

// worstPosterior estimates the parameters that the vectors were made from and
// compares the probabilities with those that the file holds.
func (s *suite) worstPosterior(ctx context.Context) (worst float64, pairs int, err error) {
	vectors, want, err := readVectors(s.Vectors)
	if err != nil {
		return 0, 0, err
	}
	size := len(vectors[0])
	start := train.Params{
		Prior: 0.3, M: slices.Repeat([][]float64{{0.2, 0.8}}, size), U: slices.Repeat([][]float64{{0.8, 0.2}}, size),
	}
	got, trace, err := train.EM(ctx, train.PatternsOf(slices.Values(vectors)), start, train.EMOptions{MaxIterations: 20_000, Tolerance: 1e-15})
	if err != nil {
		return 0, 0, err
	}
	if !trace.Converged {
		return 0, 0, fmt.Errorf("estimating known parameters: expected EM to converge within %d iterations", len(trace.Steps))
	}
	for i, levels := range vectors {
		worst = max(worst, math.Abs(train.Posterior(got, levels)-want[i]))
	}
	return worst, len(vectors), nil
}

// readVectors reads comparison vectors, a column gamma_… for each comparison,
// and the true probability of a match.
func readVectors(path string) (vectors [][]int8, want []float64, err error) {
	t, err := readTable(path)
	if err != nil {
		return nil, nil, err
	}
	at, err := t.places("true_match_probability_l")
	if err != nil {
		return nil, nil, fmt.Errorf("reading comparison vectors: %w", err)
	}
	for i, row := range t.rows {
		levels, probability, err := vector(t.header, row, at[0])
		if err != nil {
			return nil, nil, fmt.Errorf("reading comparison vectors: row %d: %w", i+1, err)
		}
		vectors, want = append(vectors, levels), append(want, probability)
	}
	if len(vectors) == 0 {
		return nil, nil, errors.New("reading comparison vectors: expected at least one")
	}
	return vectors, want, nil
}

func vector(header, row []string, probability int) (levels []int8, want float64, err error) {
	for i, name := range header {
		if !strings.HasPrefix(name, "gamma_") {
			continue
		}
		level, err := strconv.ParseInt(row[i], 10, 8)
		if err != nil {
			return nil, 0, fmt.Errorf("column %s: expected a level: %w", name, err)
		}
		levels = append(levels, int8(level))
	}
	if want, err = strconv.ParseFloat(row[probability], 64); err != nil {
		return nil, 0, fmt.Errorf("column %s: expected a probability: %w", header[probability], err)
	}
	return levels, want, nil
}
