package evaluate

// tally adds up, cluster by cluster, how much of a whole was had. The members
// of a cluster are one person's, or one identity's: what becomes of one of them
// becomes of the others too, so clusters are independent and their members are
// not. Squares of what was not had are kept, since nearly everything was.
type tally struct {
	clusters             int64
	whole, part          int64
	wholes, lacks, cross float64 // sums of whole², lack², whole × lack
}

// add takes a cluster; one without anything to have says nothing.
func (t *tally) add(whole, part int64) {
	if whole == 0 {
		return
	}
	t.clusters++
	t.whole += whole
	t.part += part
	w, lack := float64(whole), float64(whole-part)
	t.wholes += w * w
	t.lacks += lack * lack
	t.cross += w * lack
}

// designEffect says how many times wider the variance of the share is than if
// everything counted were independent: the variance of a ratio of cluster
// totals beside that of a simple share, at least 1. Where all or nothing was
// had the clusters do not tell; then all of a cluster is taken to go together.
func (t *tally) designEffect() float64 {
	if t.whole == 0 {
		return 1
	}
	n := float64(t.whole)
	lack := float64(t.whole-t.part) / n
	if lack == 0 || lack == 1 || t.clusters < 2 {
		return max(1, t.wholes/n)
	}
	c := float64(t.clusters)
	variance := c / (c - 1) * (t.lacks - 2*lack*t.cross + lack*lack*t.wholes) / (n * n)
	return max(1, variance*n/(lack*(1-lack)))
}
