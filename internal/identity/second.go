package identity

import "maps"

// deferSeconds takes out the tasks of clusters that wait for two others.
func (d *desk) deferSeconds() {
	near := d.neighbours()
	waits := map[pair]bool{}
	for p, t := range d.open {
		waits[p] = t.Reason == ReasonCloseSecond &&
			(d.waitsFor(p.low, p.high, near) || d.waitsFor(p.high, p.low, near))
	}
	maps.DeleteFunc(d.open, func(p pair, _ Task) bool { return waits[p] })
}

// neighbours lists, for each cluster of a close second, those with a task that
// it has a part in.
func (d *desk) neighbours() map[RecordID][]RecordID {
	near := map[RecordID][]RecordID{}
	for p, t := range d.open {
		if t.Reason == ReasonCloseSecond {
			near[p.low] = append(near[p.low], p.high)
			near[p.high] = append(near[p.high], p.low)
		}
	}
	return near
}

// waitsFor says whether cluster x, which fits cluster y, fits another about as
// well that there is a task about whether it is the same as y.
func (d *desk) waitsFor(x, y RecordID, near map[RecordID][]RecordID) bool {
	for _, z := range near[x] {
		low, high := ordered(y, z)
		if t, open := d.open[pair{low, high}]; z != y && open && t.Reason != ReasonCloseSecond {
			return true
		}
	}
	return false
}
