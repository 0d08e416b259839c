package population

import (
	"cmp"
	"io"
	"slices"
)

// supersession is what the national service tells of somebody who had two NHS
// numbers: the old one, the one that stands for both, and since when.
type supersession struct {
	old, current string
	at           int64 // seconds since 1970
}

// supersededOf gives the older number of a person, and notes that it has to be
// told. When the two became one is drawn from the number alone, so that no other
// draw depends on it.
func (w *writer) supersededOf(p *person) string {
	old := w.numbers.superseded(p.number)
	if w.cfg.WithholdNHSNumbers {
		return old
	}
	first := max(firstDay, p.born)
	seconds := uint64(lastDay-first+1) * secondsPerDay                               //nolint:gosec // nobody is born after the last day
	at := int64(first)*secondsPerDay + int64(scramble(w.cfg.Seed^hash(old))%seconds) //nolint:gosec // below some years
	w.superseded = append(w.superseded, supersession{old, w.numbers.current(p.number), at})
	return old
}

// writeSuperseded writes nhs-numbers.csv, in the order of time: it says nothing
// of whose records hold the numbers.
func writeSuperseded(out io.Writer, all []supersession) error {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b supersession) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.old, b.old)) })
	text := appendLine(nil, "nhs_number", "state", "superseded_by", "at")
	for _, s := range slices.Compact(sorted) {
		text = appendLine(text, s.old, "superseded", s.current, stamp(s.at))
	}
	_, err := out.Write(text)
	return wrap(err, "writing "+NumbersFile)
}
