package evaluate

import "math"

// z95 is how many standard errors each way hold 95 %.
const z95 = 1.959963984540054

// Wilson is the score interval of a share: z is how many standard errors wide,
// 1.96 for 95 %. Of no trials nothing is known: 0 to 1.
func Wilson(successes, n int64, z float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	return wilsonOf(float64(successes)/float64(n), float64(n), z)
}

// wilsonOf takes as many trials as the data are worth, which need not be whole.
func wilsonOf(share, trials, z float64) (low, high float64) {
	middle := share + z*z/(2*trials)
	half := z * math.Sqrt(share*(1-share)/trials+z*z/(4*trials*trials))
	scale := 1 + z*z/trials
	low, high = max(0, (middle-half)/scale), min(1, (middle+half)/scale)
	if share == 0 { // exactly, whatever was rounded on the way
		low = 0
	}
	if share == 1 {
		high = 1
	}
	return low, high
}

// newcombe is the interval of the difference a − b of two shares, from the
// Wilson interval of each (Newcombe 1998, method 10).
func newcombe(a, b Interval) Interval {
	d := a.Value - b.Value
	return Interval{
		Value: d,
		Low:   d - math.Hypot(a.Value-a.Low, b.High-b.Value),
		High:  d + math.Hypot(a.High-a.Value, b.Value-b.Low),
	}
}

// Interval is a figure with its 95 % interval.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// excludesZero says whether the figure differs from 0 beyond chance.
func (i Interval) excludesZero() bool { return i.Low > 0 || i.High < 0 }
