package matcher

import (
	"fmt"
	"math"
	"strconv"

	"github.com/lhcre/mpi/matcher/expr"
)

// pointMeasure gives how far two records are apart in two terms together.
type pointMeasure func(firstA, secondA, firstB, secondB string) float64

// pointMeasures lists the measures of two terms.
func pointMeasures() map[string]pointMeasure {
	return map[string]pointMeasure{"kilometres": kilometres}
}

// pointComparison compiles a measure of two terms beside a number.
func (m *Model) pointComparison(node expr.Node, of pointMeasure) (condition, error) {
	call := node.Args[0]
	if len(call.Args) != 2 {
		return nil, fmt.Errorf("column %d: %s takes two terms", call.Pos+1, call.Name)
	}
	first, err := m.termOf(call.Args[0])
	if err != nil {
		return nil, err
	}
	second, err := m.termOf(call.Args[1])
	if err != nil {
		return nil, err
	}
	holds := within(node.Name, node.Number)
	return func(_ *Comparer, a, b *Comparable) bool {
		northA, eastA := a.value(first), a.value(second)
		northB, eastB := b.value(first), b.value(second)
		if northA.none() || eastA.none() || northB.none() || eastB.none() {
			return false
		}
		return holds(of(northA.current(), eastA.current(), northB.current(), eastB.current()))
	}, nil
}

const (
	earthRadius = 6371 // kilometres, the mean
	radian      = math.Pi / 180
)

// kilometres is the distance on the globe between two points in degrees north
// and east.
func kilometres(northA, eastA, northB, eastB string) float64 {
	var at [4]float64
	for i, text := range []string{northA, eastA, northB, eastB} {
		degrees, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return math.Inf(1)
		}
		at[i] = degrees
	}
	cosine := math.Sin(at[0]*radian)*math.Sin(at[2]*radian) +
		math.Cos(at[0]*radian)*math.Cos(at[2]*radian)*math.Cos((at[3]-at[1])*radian)
	return float64(float32(math.Acos(max(-1, min(1, cosine))) * earthRadius)) // single precision, as SQL writes it
}
