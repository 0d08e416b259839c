package identity

// Forest is a union–find over numbers from 0. The root of a tree is its smallest
// number.
type Forest struct{ parent []int32 }

// NewForest makes a forest of n trees of one.
func NewForest(n int) *Forest {
	f := &Forest{parent: make([]int32, n)}
	for i := range f.parent {
		f.parent[i] = int32(i)
	}
	return f
}

// Root gives the root of a number's tree.
func (f *Forest) Root(i int32) int32 {
	for f.parent[i] != i {
		f.parent[i] = f.parent[f.parent[i]]
		i = f.parent[i]
	}
	return i
}

// Join makes one tree of those of two numbers.
func (f *Forest) Join(a, b int32) {
	low, high := ordered(f.Root(a), f.Root(b))
	f.parent[high] = low
}

// Sizes counts the numbers of each root's tree.
func (f *Forest) Sizes() []int32 {
	out := make([]int32, len(f.parent))
	for i := range f.parent {
		out[f.Root(int32(i))]++
	}
	return out
}
