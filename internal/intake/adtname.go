package intake

import (
	"cmp"
	"slices"
	"strings"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/hl7v2"
)

// personName is one of PID-5.
type personName struct {
	family, given string
	rank          int // how far it is from the name that the person goes by
}

const formerName = 3

// names tells the name that the person goes by, and with it all others.
func (t *telling) names() error {
	field := t.pid.Get(5)
	all := namesOf(field, t.day)
	if len(all) == 0 {
		t.tell(field, facts.Columns{columnFamilyName: "", columnGivenNames: "", columnPreviousFamilyName: ""})
		return nil
	}
	main := slices.MinFunc(all, func(a, b personName) int { return cmp.Compare(a.rank, b.rank) })
	givens, families := []string{main.given}, []string(nil)
	for _, n := range all {
		if !strings.EqualFold(n.family, main.family) {
			families = append(families, n.family)
		}
		if !strings.EqualFold(n.given, main.given) {
			givens = append(givens, n.given)
		}
	}
	t.tell(field, facts.Columns{
		columnFamilyName: main.family, columnGivenNames: listed(givens...), columnPreviousFamilyName: listed(families...),
	})
	return nil
}

func namesOf(field hl7v2.Field, day string) []personName {
	var all []personName
	for _, r := range field {
		n := personName{family: familyOf(r), given: tidy(r.Value(2) + " " + r.Value(3)), rank: rankOf(r, day)}
		if isUnknown(n.family) {
			n.family = ""
			if sex := strings.ToUpper(n.given); sex == "MALE" || sex == "FEMALE" {
				n.given = "UNKNOWN " + sex // a patient whom nobody knows
			}
		}
		if n.family+n.given != "" {
			all = append(all, n)
		}
	}
	return all
}

// familyOf gives the surname as a whole, else what is told of its parts.
func familyOf(r hl7v2.Repetition) string {
	if whole := tidy(r.Part(1, 1)); whole != "" {
		return whole
	}
	return tidy(r.Part(1, 2) + " " + r.Part(1, 3))
}

// isUnknown finds what UK messages have in the place of a name.
func isUnknown(family string) bool { return strings.EqualFold(family, "UNKNOWN") }

// rankOf orders names by their type: HL7's codes and those of the UK.
func rankOf(r hl7v2.Repetition, day string) int {
	kind := strings.ToUpper(strings.TrimSpace(r.Value(7)))
	if isPast(r.Part(10, 2), day) || isPast(r.Value(13), day) || strings.HasPrefix(kind, "PREVIOUS") {
		return formerName
	}
	switch kind {
	case "", "L", "CURRENT", "USUAL":
		return 0
	case "PREFERRED", "A", "N", "P":
		return 2
	case "B", "M", "BAD", "S":
		return formerName
	}
	return 1
}
