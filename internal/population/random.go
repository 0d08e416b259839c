package population

import "math/rand/v2"

// random is the source of chance for one household. It is seeded anew for
// each, so that no household depends on how many draws another one took.
type random struct {
	*rand.Rand
	source *rand.PCG
	seed   uint64
}

func newRandom(seed uint64) random {
	source := rand.NewPCG(seed, 0)
	return random{Rand: rand.New(source), source: source, seed: seed}
}

// restart begins the stream of draws with the given number.
func (r random) restart(stream uint64) { r.source.Seed(scramble(r.seed), scramble(stream+1)) }

func (r random) chance(p float64) bool { return r.Float64() < p }

// between draws from low to high, both included.
func (r random) between(low, high int) int { return low + r.IntN(high-low+1) }

// bell draws from low to high with the middle likeliest, in whole numbers
// only: floating-point maths may differ between machines.
func (r random) bell(low, high int) int {
	return (r.between(low, high) + r.between(low, high) + r.between(low, high)) / 3
}

// one picks one of some strings, all equally likely.
func (r random) one(choices []string) string { return choices[r.IntN(len(choices))] }

// scramble is a bijection on 64 bits that leaves no visible order behind.
func scramble(x uint64) uint64 {
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	return x ^ x>>32
}
