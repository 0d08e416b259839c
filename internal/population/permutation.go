package population

import "math/bits"

// permutation puts the numbers below size into a random-looking order and
// gives each a place of its own, without a table: a Feistel network, walked
// again while it lands beyond size.
type permutation struct {
	size uint64
	half uint
	keys [4]uint64
}

func newPermutation(size, seed uint64) permutation {
	p := permutation{size: size, half: uint(bits.Len64(size-1)+1) / 2}
	for i := range p.keys {
		p.keys[i] = scramble(seed + uint64(i)*0x9e3779b97f4a7c15)
	}
	return p
}

// of gives the place of i, which must be below size.
func (p permutation) of(i uint64) uint64 {
	for {
		i = p.walk(i)
		if i < p.size {
			return i
		}
	}
}

func (p permutation) walk(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	left, right := i>>p.half, i&mask
	for _, key := range p.keys {
		left, right = right, left^scramble(right^key)&mask
	}
	return left<<p.half | right
}
