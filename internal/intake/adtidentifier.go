package intake

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/hl7v2"
)

// identifier is one of PID-3, PID-21 or MRG-1: who gave it, and of what type it is.
type identifier struct {
	id, authority, kind string
	null                bool // the sender no longer has it
	ended               bool
}

// identifiers reads a field of identifiers; day is that of the event.
func identifiers(field hl7v2.Field, day string) []identifier {
	all := make([]identifier, 0, len(field))
	for _, r := range field {
		all = append(all, identifier{
			id: strings.TrimSpace(r.Value(1)), authority: authorityOf(hl7v2.Field{r}, 4),
			kind: strings.ToUpper(strings.TrimSpace(r.Value(5))), ended: isPast(r.Value(8), day),
			null: hl7v2.Field{r[:min(1, len(r))]}.HasNull(),
		})
	}
	return all
}

// authorityOf gives the name of an authority or organisation, else its
// universal identifier.
func authorityOf(field hl7v2.Field, component int) string {
	if len(field) == 0 {
		return ""
	}
	return strings.TrimSpace(cmp.Or(field[0].Part(component, 1), field[0].Part(component, 2)))
}

// isNational finds NHS numbers and the Scottish and Northern Irish numbers, which
// are of the same form.
func (i *identifier) isNational() bool {
	switch i.kind {
	case "NH", "NHS", "CHI":
		return true
	}
	switch strings.ToUpper(i.authority) {
	case "NHS", "CHI", "2.16.840.1.113883.2.1.4.1":
		return true
	}
	return false
}

// isLocal finds the identifiers that a record can be known by: medical record
// numbers, and patients' identifiers of no other type. A number means nothing
// without its authority.
func (i *identifier) isLocal() bool {
	switch i.kind {
	case "MR", "PI", "":
		return i.authority != "" && !i.isNational()
	}
	return false
}

func (i *identifier) key() facts.Key { return facts.Key{Authority: i.authority, LocalID: i.id} }

// check refuses what could not be told from another identifier on a screen.
func (i *identifier) check(field string) error {
	const longest = 200
	unprintable := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
	}
	switch {
	case i.id == "":
		return expected(field, "an identifier that is not empty")
	case len(i.id) > longest || len(i.authority) > longest || unprintable(i.id) || unprintable(i.authority):
		return expected(field, "an identifier and an authority of at most 200 printable characters each")
	}
	return nil
}

// locals gives the local identifiers of a field; one at least is expected.
func (a *adt) locals(segment *hl7v2.Segment, number int, name string) ([]identifier, error) {
	all := slices.DeleteFunc(identifiers(segment.Get(number), a.day()), func(i identifier) bool { return !i.isLocal() })
	if len(all) == 0 {
		return nil, expected(name, "an identifier of type MR or PI with its authority")
	}
	return all, nil
}

// sound gives the local identifiers of a field each of which can be told: where
// the place counts, none can be passed over.
func (a *adt) sound(segment *hl7v2.Segment, number int, name string) ([]identifier, error) {
	all, err := a.locals(segment, number, name)
	for i := range all {
		if err == nil {
			err = all[i].check(name)
		}
	}
	return all, err
}

// key names the record that a PID tells of. Of several local identifiers it is
// one that is not empty and still in force, a medical record number before others, the
// sender's own before those of others, and then the first. The others belong to
// records that their own organisations tell of.
func (a *adt) key(p *adtPatient) (facts.Key, error) {
	all, err := a.locals(&p.pid, 3, "PID-3")
	if err != nil {
		return facts.Key{}, err
	}
	best := slices.MinFunc(all, func(x, y identifier) int { return cmp.Compare(a.rank(&x), a.rank(&y)) })
	return best.key(), best.check("PID-3")
}

func (a *adt) rank(i *identifier) int {
	const empty, ended, notOwn = 16, 8, 1
	rank := 0
	switch i.kind {
	case "PI":
		rank = 2
	case "":
		rank = 4
	}
	if !isOf(i.authority, a.organisation) {
		rank += notOwn
	}
	if i.ended {
		rank += ended
	}
	if i.id == "" {
		rank += empty
	}
	return rank
}

// isOf says whether an authority is that of an organisation: RM3, or a URI that
// ends with it.
func isOf(authority, organisation string) bool {
	last := authority[strings.LastIndexAny(authority, ":/")+1:]
	return organisation != "" && strings.EqualFold(last, organisation)
}

// day gives the day of the event in the United Kingdom.
func (a *adt) day() string { return a.stamp.At.Format(hl7Day) }
