package quality

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lhcre/mpi/matcher/evaluate"
)

// joins is how many of the true pairs a plain join finds: how easy the data are.
type joins struct {
	firstName float64 // on the family, the first given name, the birth date and the postcode
	allNames  float64 // on all given names instead of the first
}

func joinExactly(records string, truth map[string]string) (joins, error) {
	t, err := readTable(records)
	if err != nil {
		return joins{}, err
	}
	at, err := t.places("record_id", "family_name", "given_names", "birth_date", "postcode")
	if err != nil {
		return joins{}, fmt.Errorf("joining exactly: %w", err)
	}
	byFirst, byAll := newJoin(truth), newJoin(truth)
	for _, row := range t.rows {
		family, given, birth, postcode := tidy(row[at[1]]), tidy(row[at[2]]), row[at[3]], tidy(row[at[4]])
		first, _, _ := strings.Cut(given, " ")
		byFirst.add(row[at[0]], family, first, birth, postcode)
		byAll.add(row[at[0]], family, given, birth, postcode)
	}
	return joins{firstName: byFirst.recall(), allNames: byAll.recall()}, nil
}

func tidy(s string) string { return strings.Join(strings.Fields(strings.ToUpper(s)), " ") }

// join counts records by what they are joined on, and by the person too.
type join struct {
	truth  map[string]string
	groups map[string]int64
}

func newJoin(truth map[string]string) join { return join{truth, map[string]int64{}} }

// add takes a record in; a blank joins with nothing.
func (j join) add(record string, values ...string) {
	if !slices.Contains(values, "") {
		j.groups[strings.Join(values, "\x00")+"\x00"+j.truth[record]]++
	}
}

func (j join) recall() float64 {
	found := int64(0)
	for _, n := range j.groups {
		found += n * (n - 1) / 2
	}
	return float64(found) / float64(max(evaluate.TruePairs(j.truth), 1))
}
