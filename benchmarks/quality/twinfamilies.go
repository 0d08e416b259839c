package quality

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Twins written by hand: every pair of names in every situation, each family
// with a practice and a hospital that know both children.

// What the NHS numbers of the four records are.
const (
	numbersBoth    = iota
	numbersOne     // the hospital has the first child's only
	numbersNone    // the hospital has none
	numbersNowhere // nobody has one
	numbersSwapped // the hospital has each child's number in the other's record
	numbersShared  // the hospital has the first child's number in both records
	numberModes
)

// Where the records place the children.
const (
	homeSame  = iota
	homeMoved // the hospital has the family's earlier address
	homeApart // the practice has the second child elsewhere
	homeModes
)

// situation is what else a family's records say.
type situation struct {
	numbers, home      int
	status             string
	middle, birthOrder bool
}

func situations() []situation {
	var all []situation
	for numbers := range numberModes {
		for home := range homeModes {
			for bits := range 8 {
				s := situation{numbers, home, "01", bits&1 != 0, bits&2 != 0}
				if bits&4 != 0 {
					s.status = "02"
				}
				all = append(all, s)
			}
		}
	}
	return all
}

// twinFile is the families as a file.
type twinFile struct {
	table    table
	twins    []twinRecord
	families []family
}

// family is twins in a situation.
type family struct {
	names     twinNames
	situation situation
}

// told says whether the records tell the twins apart at all: where both the
// names and the NHS numbers mislead, only the birth order does.
func (f family) told() bool {
	mislead := f.situation.numbers == numbersSwapped || f.situation.numbers == numbersShared
	return !f.names.alike || !mislead || f.situation.birthOrder
}

// String names the children and the state of their numbers.
func (f family) String() string {
	states := [numberModes]string{"right", "of one at the hospital", "of none at the hospital", "absent", "swapped", "shared"}
	return f.names.names[0] + " and " + f.names.names[1] + ", numbers " + states[f.situation.numbers]
}

func twinFamilies() *twinFile {
	file := &twinFile{table: table{header: []string{
		"record_id", "authority", "local_id", "nhs_number", "nhs_number_status", "family_name", "given_names",
		"birth_date", "birth_order", "sex", "address", "postcode", "phone",
	}}}
	for _, names := range twinNamePairs() {
		for _, s := range situations() {
			file.add(names, s)
			file.families = append(file.families, family{names, s})
		}
	}
	return file
}

// add writes the four records of a family.
func (f *twinFile) add(names twinNames, s situation) {
	for child := range 2 {
		person := fmt.Sprintf("T%05d-%d", len(f.families), child+1)
		for _, hospital := range []bool{false, true} {
			record, authority := person+"-practice", "PRACTICE"
			if hospital {
				record, authority = person+"-hospital", "HOSPITAL"
			}
			number, status := f.number(s, child, hospital)
			place, order := f.place(s, child, hospital), ""
			if s.birthOrder {
				order = strconv.Itoa(child + 1)
			}
			f.table.rows = append(f.table.rows, []string{
				record, authority, strconv.Itoa(2*len(f.families) + child), number, status,
				f.familyName(), f.given(names, s, child, hospital), f.birthDate(), order, names.sexes[child],
				fmt.Sprintf("%d MILL LANE", place%90+1), postcode(place), fmt.Sprintf("077009%05d", len(f.families)),
			})
			f.twins = append(f.twins, twinRecord{record, person, strconv.Itoa(len(f.families)), false})
		}
	}
}

func (f *twinFile) given(names twinNames, s situation, child int, hospital bool) string {
	if hospital && names.hospital[child] != "" {
		return names.hospital[child]
	}
	if s.middle {
		return names.names[child] + " " + [2]string{"JAMES", "ROSE"}[len(f.families)%2]
	}
	return names.names[child]
}

// number gives the NHS number in a record, and its status: the practice's are
// traced.
func (f *twinFile) number(s situation, child int, hospital bool) (number, status string) {
	if s.numbers == numbersNowhere {
		return "", ""
	}
	if !hospital {
		return syntheticNumber(2*len(f.families) + child), "01"
	}
	switch s.numbers {
	case numbersNone:
		return "", ""
	case numbersOne:
		if child == 1 {
			return "", ""
		}
	case numbersSwapped:
		child = 1 - child
	case numbersShared:
		child = 0
	}
	return syntheticNumber(2*len(f.families) + child), s.status
}

// place numbers the homes, two to a family.
func (f *twinFile) place(s situation, child int, hospital bool) int {
	if s.home == homeMoved && hospital || s.home == homeApart && !hospital && child == 1 {
		return 2*len(f.families) + 1
	}
	return 2 * len(f.families)
}

func (f *twinFile) familyName() string {
	names := strings.Fields("SMITH JONES TAYLOR BROWN WILLIAMS WILSON JOHNSON DAVIES PATEL KHAN AHMED HUSSAIN ALI SINGH KAUR " +
		"BEGUM OKAFOR MENSAH NOWAK KOWALSKI POPESCU CHEN WONG NGUYEN OBRIEN MURPHY EVANS ROBERTS WALKER WRIGHT " +
		"HOLLIS THORNE ASHWORTH PICKLES ENTWISTLE")
	return names[len(f.families)%len(names)]
}

// birthDate gives each family another day.
func (f *twinFile) birthDate() string {
	return fmt.Sprintf("%04d-%02d-%02d", 2004+len(f.families)%21, 1+len(f.families)/21%12, 2+len(f.families)/(21*12)%27)
}

// postcode makes the n-th of many that are well formed.
func postcode(n int) string {
	const letters = "ABDEFGHJLNPQRSTUWXYZ"
	return fmt.Sprintf("M%d %d%c%c", 1+n%40, 1+n/40%9, letters[n/360%len(letters)], letters[n/(360*len(letters))%len(letters)])
}

// syntheticNumber makes the n-th of many NHS numbers of the never-issued range.
func syntheticNumber(n int) string {
	const first, spread = 9_200_000_000, 10_007
	for number := uint64(first + spread*n); ; number++ { //nolint:gosec // n is not negative
		if valid := demographics.NHSNumberFromUint64(number); !valid.IsZero() {
			return valid.Digits()
		}
	}
}
