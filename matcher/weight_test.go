package matcher

import (
	"math"
	"testing"
)

func TestWeightString(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		weight Weight
		want   string
	}{
		{0, "0.000000"},
		{499, "0.000000"},
		{500, "0.000001"},
		{-499, "0.000000"},
		{-500, "-0.000001"},
		{Bit, "1.000000"},
		{-Bit, "-1.000000"},
		{-Bit + 1000, "-0.999999"},
		{-Bit + 1, "-1.000000"},
		{12*Bit + 345_678_400, "12.345678"},
		{-12*Bit - 45_000, "-12.000045"},
		{math.MaxInt64, "9223372036.854776"},
		{math.MinInt64, "-9223372036.854776"},
	} {
		if got := tt.weight.String(); got != tt.want {
			t.Errorf("%d is written %s, want %s", int64(tt.weight), got, tt.want)
		}
	}
}

func TestBitsRoundToBillionths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bits float64
		want Weight
	}{
		{0, 0},
		{1, 1_000_000_000},
		{-2.5, -2_500_000_000},
		{0.000_000_000_4, 0},
		{0.000_000_000_6, 1},
		{-0.000_000_000_6, -1},
		{math.Log2(3), 1_584_962_501},
	} {
		if got := Bits(tt.bits); got != tt.want {
			t.Errorf("Bits(%v) = %d, want %d", tt.bits, got, tt.want)
		}
	}
	for w := -100 * Bit; w < 100*Bit; w += 333_333_333 {
		if Bits(w.Bits()) != w {
			t.Fatalf("%s changes when it is read back", w)
		}
	}
}

func TestProbability(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		weight Weight
		want   float64
	}{
		{0, 0.5},
		{Bit, 2.0 / 3},
		{-Bit, 1.0 / 3},
		{10 * Bit, 1024.0 / 1025},
		{-10 * Bit, 1.0 / 1025},
		{2000 * Bit, 1},
		{-2000 * Bit, 0},
	} {
		if got := tt.weight.Probability(); math.Abs(got-tt.want) > 1e-15 {
			t.Errorf("the probability of %s is %v, want %v", tt.weight, got, tt.want)
		}
	}
}
