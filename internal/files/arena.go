package files

import "strings"

// arena keeps many short texts in few pieces of memory. A piece lives as long as
// any text in it is held.
type arena struct {
	open strings.Builder
}

const arenaPiece = 128 << 10

// keep gives a copy of the bytes as text.
func (a *arena) keep(text []byte) string {
	if a.open.Cap()-a.open.Len() < len(text) {
		a.open = strings.Builder{}
		a.open.Grow(max(arenaPiece, len(text)))
	}
	start := a.open.Len()
	a.open.Write(text) // never grows, so that all texts share the one piece
	return a.open.String()[start:]
}
