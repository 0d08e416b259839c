package linker

import "github.com/lhcre/mpi/matcher"

// memory is what one batch leaves to the next: the values that its records hold,
// with what was made of them, and how they compared. Most names come again and
// again. Nothing that is decided depends on it.
type memory struct {
	interner *matcher.Interner
	comparer *matcher.Comparer
}

// mostValues are kept, so that a linker that runs for long does not grow; then
// it starts with an empty memory.
const mostValues = 500_000

func (l *Linker) remember() *memory {
	if l.memory == nil || l.memory.interner.Len() > mostValues {
		interner := l.Model.NewInterner()
		l.memory = &memory{interner, l.Model.NewComparer(interner)}
	}
	return l.memory
}
