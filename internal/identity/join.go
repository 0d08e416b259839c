package identity

// join makes one cluster of two. The larger takes in the smaller, so that what
// is known of the larger stays known.
func (t *table) join(x, y int32) {
	if t.size(x) < t.size(y) {
		x, y = y, x
	}
	for _, m := range t.groups[y].members {
		t.of[m] = x
	}
	into, from := &t.groups[x], t.groups[y]
	into.members = append(into.members, from.members...)
	into.bars = append(into.bars, from.bars...)
	into.ties = t.mergeTies(x, into.ties, from.ties)
	t.groups[y] = group{}
}

// mergeTies merges the ties of two clusters that are now cluster x, strongest
// first. Only the strongest tie to each neighbour is kept, and none within x: a
// cluster of a thousand like records has a short list and not a million ties.
func (t *table) mergeTies(x int32, p, q []int32) []int32 {
	t.sweep++
	t.met[x] = t.sweep
	merged := make([]int32, 0, len(p)+len(q))
	for len(p)+len(q) > 0 {
		if len(p) == 0 || len(q) > 0 && q[0] < p[0] {
			p, q = q, p
		}
		if c := t.neighbour(x, p[0]); t.met[c] != t.sweep {
			t.met[c] = t.sweep
			merged = append(merged, p[0])
		}
		p = p[1:]
	}
	return merged
}

// neighbour is the cluster at the far end of a tie of cluster x.
func (t *table) neighbour(x, tie int32) int32 {
	l := &t.links[tie]
	if a := t.of[l.a]; a != x {
		return a
	}
	return t.of[l.b]
}
