package facts

import (
	"maps"
	"slices"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Resolve says what an NHS number counts as: its class, whether it may be used
// at all, and whether the national service says that it is in dispute. What is
// said of the number at the end of a chain holds for all that lead there.
func (n Numbers) Resolve(number demographics.NHSNumber) (class demographics.NHSNumber, usable, disputed bool) {
	if number.IsZero() {
		return number, false, false
	}
	class = n.Class(number)
	f, _ := n.Newest(class)
	return class, f.State != NumberInvalid, f.State == NumberDisputed
}

// Class gives the number at the end of a number's chain of supersessions. A
// chain that runs into a loop ends at the loop's smallest number.
func (n Numbers) Class(number demographics.NHSNumber) demographics.NHSNumber {
	slow, fast := number, number
	for {
		for range 2 {
			next, ok := n.successor(fast)
			if !ok {
				return fast
			}
			fast = next
		}
		if slow, _ = n.successor(slow); slow == fast { // one step a turn: what goes twice as fast meets it in a loop only
			return n.smallest(slow)
		}
	}
}

func (n Numbers) successor(number demographics.NHSNumber) (next demographics.NHSNumber, ok bool) {
	f, ok := n.Newest(number)
	return f.SupersededBy, ok && f.State == NumberSuperseded
}

// smallest goes once round a loop.
func (n Numbers) smallest(start demographics.NHSNumber) demographics.NHSNumber {
	least := start
	for at, _ := n.successor(start); at != start; at, _ = n.successor(at) {
		if compareNumbers(at, least) < 0 {
			least = at
		}
	}
	return least
}

// Members lists every number of a number's class, the class itself among them,
// sorted: what a look-up by the number has to ask for.
func (n Numbers) Members(number demographics.NHSNumber) []demographics.NHSNumber {
	return sortedNumbers(n.leadingTo(n.Class(number)))
}

type numberSet map[demographics.NHSNumber]bool

// leadingTo finds the numbers whose chains pass through one of those given.
func (n Numbers) leadingTo(ends ...demographics.NHSNumber) numberSet {
	found, waiting := numberSet{}, ends
	for len(waiting) > 0 {
		number := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if found[number] {
			continue
		}
		found[number] = true
		for _, layer := range n.layers {
			for _, earlier := range layer.before[number] {
				if next, ok := n.successor(earlier); ok && next == number {
					waiting = append(waiting, earlier)
				}
			}
		}
	}
	return found
}

func sortedNumbers(set numberSet) []demographics.NHSNumber {
	return slices.SortedFunc(maps.Keys(set), compareNumbers)
}

// Affected lists the numbers that count as something else after some facts were
// taken in, sorted: their class, or whether they may be used, is another.
func Affected(before, after Numbers, told ...NumberFact) []demographics.NHSNumber {
	return sortedNumbers(affected(before, after, told))
}

func affected(before, after Numbers, told []NumberFact) numberSet {
	about := make([]demographics.NHSNumber, len(told))
	for i, f := range told {
		about[i] = f.Number
	}
	found := before.leadingTo(about...) // up to the first of them a chain is the same before and after
	was, is := before.countAs(found), after.countAs(found)
	maps.DeleteFunc(found, func(number demographics.NHSNumber, _ bool) bool { return was[number] == is[number] })
	return found
}

// countsAs is what Resolve says.
type countsAs struct {
	class            demographics.NHSNumber
	usable, disputed bool
}

// countAs resolves many numbers, going along each chain once.
func (n Numbers) countAs(all numberSet) map[demographics.NHSNumber]countsAs {
	known := make(map[demographics.NHSNumber]countsAs, len(all))
	for number := range all {
		path, end := n.path(number, known)
		counts, ok := known[end]
		if !ok {
			counts.class, counts.usable, counts.disputed = n.Resolve(end)
		}
		for _, passed := range path {
			known[passed] = counts
		}
	}
	return known
}

// path goes along a chain to its end, into a loop, or to what is known already.
func (n Numbers) path(number demographics.NHSNumber, known map[demographics.NHSNumber]countsAs) (passed []demographics.NHSNumber, end demographics.NHSNumber) {
	seen := numberSet{}
	for {
		if _, ok := known[number]; ok || seen[number] {
			return passed, number
		}
		passed, seen[number] = append(passed, number), true
		next, ok := n.successor(number)
		if !ok {
			return passed, number
		}
		number = next
	}
}

// Rejudged lists the numbers whose holders are to be judged and weighed anew
// after some facts were taken in, sorted: those that are affected, and the others
// of the classes that they left or came to, which lose or gain their holders.
func Rejudged(before, after Numbers, told ...NumberFact) []demographics.NHSNumber {
	changed := affected(before, after, told)
	found := before.leadingTo(before.ends(changed)...)
	maps.Copy(found, after.leadingTo(after.ends(changed)...))
	return sortedNumbers(found)
}

// ends lists the classes of some numbers.
func (n Numbers) ends(all numberSet) []demographics.NHSNumber {
	found := numberSet{}
	for _, counts := range n.countAs(all) {
		found[counts.class] = true
	}
	return slices.Collect(maps.Keys(found))
}
