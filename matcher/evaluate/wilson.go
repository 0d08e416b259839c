package evaluate

import "math"

// Wilson is the score interval of a share: z is how many standard errors wide,
// 1.96 for 95 %. Of no trials nothing is known: 0 to 1.
func Wilson(successes, n int64, z float64) (low, high float64) {
	if n <= 0 {
		return 0, 1
	}
	trials := float64(n)
	share := float64(successes) / trials
	middle := share + z*z/(2*trials)
	half := z * math.Sqrt(share*(1-share)/trials+z*z/(4*trials*trials))
	scale := 1 + z*z/trials
	return max(0, (middle-half)/scale), min(1, (middle+half)/scale)
}
