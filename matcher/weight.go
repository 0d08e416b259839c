package matcher

import (
	"fmt"
	"math"
	"math/bits"
)

// Weight is a match weight, log2 of a Bayes factor or of odds, in millionths
// of a bit. Parts are rounded once, when a model is loaded or a term frequency
// looked up; from there on sums are exact, symmetric and the same everywhere.
type Weight int64

// Bit is one bit of match weight.
const Bit Weight = 1_000_000

// Bits rounds a weight in bits to millionths.
func Bits(bits float64) Weight { return Weight(math.Round(bits * float64(Bit))) }

// Bits gives the weight in bits.
func (w Weight) Bits() float64 { return float64(w) / float64(Bit) }

// Probability turns a total match weight into the probability of a match.
func (w Weight) Probability() float64 { return 1 / (1 + math.Exp2(-w.Bits())) }

// String writes the weight in bits with all its six decimals.
func (w Weight) String() string {
	sign := ""
	magnitude := uint64(w) //nolint:gosec // two's complement is meant: the sign is handled below
	if w < 0 {
		sign, magnitude = "-", -magnitude
	}
	whole, part := bits.Div64(0, magnitude, uint64(Bit))
	return fmt.Sprintf("%s%d.%06d", sign, whole, part)
}
