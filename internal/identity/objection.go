package identity

import (
	"github.com/lhcre/mpi/matcher"
)

// conflict is the worst conflict between a record of x and a record of y.
func (t *table) conflict(x, y int32) matcher.Conflict {
	return worse(t.conflicts.over(t, x, y), t.barred(x, y))
}

// barred is the worst cannot-link between two clusters.
func (t *table) barred(x, y int32) matcher.Conflict {
	if len(t.groups[x].bars) > len(t.groups[y].bars) {
		x, y = y, x
	}
	worst := matcher.ConflictNone
	for _, b := range t.groups[x].bars {
		if t.of[b.other] == y {
			worst = worse(worst, b.conflict)
		}
	}
	return worst
}

// closeSecond says whether a third cluster is as near to x or to y as the link l
// is, could be the same person as that one, and cannot be the same as the other.
// The tie to the last rival of two clusters is tried first: links come strongest
// first, so what rivalled one of them rivals the next.
func (t *table) closeSecond(l link, x, y int32) bool {
	x, y = ordered(x, y)
	pair := [2]int32{x, y}
	if tie, known := t.rivals[pair]; known && (t.rival(tie, x, y) || t.rival(tie, y, x)) {
		return true
	}
	tie, found := t.rivalTie(l, x, y)
	if !found {
		tie, found = t.rivalTie(l, y, x)
	}
	if found {
		t.rivals[pair] = tie
	}
	return found
}

// rivalTie finds the strongest tie from own to a rival for it.
func (t *table) rivalTie(l link, own, other int32) (tie int32, found bool) {
	for _, tie := range t.groups[own].ties {
		if !t.rules.rivals(t.links[tie], l) {
			break // the ties that follow are weaker still
		}
		if t.rival(tie, own, other) {
			return tie, true
		}
	}
	return 0, false
}

// rival says whether a tie leads from own to a third cluster that can be the same
// person as own and cannot be the same as other.
func (t *table) rival(tie, own, other int32) bool {
	l := &t.links[tie]
	c, near := t.of[l.a], t.of[l.b]
	if c == own {
		c, near = near, c
	}
	return near == own && c != own && c != other &&
		t.conflict(c, other) != matcher.ConflictNone && t.conflict(c, own) == matcher.ConflictNone
}

// chained says whether two clusters of three records or more hang together by
// few of their pairs: the mean weight across them is below review.
func (t *table) chained(x, y int32) bool {
	if t.size(x) < 3 || t.size(y) < 3 {
		return false
	}
	pairs := matcher.Weight(t.size(x)) * matcher.Weight(t.size(y))
	return t.weights.over(t, x, y) < t.rules.Review*pairs
}

// ledger folds a value over all pairs of records across two clusters. It
// remembers how many members of each it has seen, and members are only added at
// the end, so that a growing cluster is never gone through again.
type ledger[V any] struct {
	fold  func(so V, a, b int32) V
	pages map[[2]int32]page[V]
}

type page[V any] struct {
	seenX, seenY int
	value        V
}

// small is how many pairs are sooner folded again than looked up.
const small = 4

// over gives the value for two clusters.
func (l *ledger[V]) over(t *table, x, y int32) V {
	x, y = ordered(x, y)
	xs, ys := t.groups[x].members, t.groups[y].members
	if len(xs)*len(ys) <= small {
		return l.extend(page[V]{}, xs, ys).value
	}
	if l.pages == nil {
		l.pages = map[[2]int32]page[V]{}
	}
	seen := l.pages[[2]int32{x, y}]
	if seen.seenX == len(xs) && seen.seenY == len(ys) {
		return seen.value
	}
	seen = l.extend(seen, xs, ys)
	l.pages[[2]int32{x, y}] = seen
	return seen.value
}

// extend folds in the pairs that the page has not seen: the new members of ys
// with the old ones of xs, then the new members of xs with all of ys.
func (l *ledger[V]) extend(p page[V], xs, ys []int32) page[V] {
	if p.seenY < len(ys) {
		p.value = l.foldAll(p.value, xs[:p.seenX], ys[p.seenY:])
	}
	p.value = l.foldAll(p.value, xs[p.seenX:], ys)
	p.seenX, p.seenY = len(xs), len(ys)
	return p
}

func (l *ledger[V]) foldAll(so V, xs, ys []int32) V {
	for _, a := range xs {
		for _, b := range ys {
			so = l.fold(so, a, b)
		}
	}
	return so
}
