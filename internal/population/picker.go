package population

import "sort"

// picker draws values by weight. Weights are whole numbers, so that the same
// draw gives the same value on every machine.
type picker[T any] struct {
	values     []T
	cumulative []uint64
}

func (p *picker[T]) add(value T, weight uint64) {
	if weight == 0 {
		return
	}
	total := weight
	if n := len(p.cumulative); n > 0 {
		total += p.cumulative[n-1]
	}
	p.values = append(p.values, value)
	p.cumulative = append(p.cumulative, total)
}

func (p *picker[T]) empty() bool { return len(p.values) == 0 }

func (p *picker[T]) total() uint64 {
	if p.empty() {
		return 0
	}
	return p.cumulative[len(p.cumulative)-1]
}

// pick draws a value. An empty picker gives the zero value.
func (p *picker[T]) pick(r random) T {
	if p.empty() {
		var none T
		return none
	}
	return p.at(r.Uint64N(p.total()))
}

// at gives the value that any number stands for.
func (p *picker[T]) at(number uint64) T {
	draw := number % p.total()
	return p.values[sort.Search(len(p.cumulative), func(i int) bool { return p.cumulative[i] > draw })]
}

// share turns a share of a profile into a weight.
func share(rate float64) uint64 { return uint64(rate * 1e6) }
