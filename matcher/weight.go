package matcher

import (
	"fmt"
	"math"
)

// Weight is a match weight, log2 of a Bayes factor or of odds, in billionths
// of a bit. Parts are rounded once, when a model is loaded or a term frequency
// looked up; from there on sums are exact, symmetric and the same everywhere.
type Weight int64

// Bit is one bit of match weight.
const Bit Weight = 1_000_000_000

// Bits rounds a weight in bits to billionths.
func Bits(bits float64) Weight { return Weight(math.Round(bits * float64(Bit))) }

// Bits gives the weight in bits.
func (w Weight) Bits() float64 { return float64(w) / float64(Bit) }

// Probability turns a total match weight into the probability of a match.
func (w Weight) Probability() float64 { return 1 / (1 + math.Exp2(-w.Bits())) }

// String writes the weight in bits, rounded to six decimals.
func (w Weight) String() string {
	const shown = Bit / 1_000_000
	sign := ""
	magnitude := uint64(w) //nolint:gosec // two's complement is meant: the sign is handled below
	if w < 0 {
		sign, magnitude = "-", -magnitude
	}
	millionths := (magnitude + uint64(shown)/2) / uint64(shown)
	if millionths == 0 {
		sign = ""
	}
	return fmt.Sprintf("%s%d.%06d", sign, millionths/1_000_000, millionths%1_000_000)
}
