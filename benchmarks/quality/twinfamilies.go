package quality

import (
	"fmt"
	"strings"

	"github.com/lhcre/mpi/matcher/demographics"
)

// Twins written by hand: every pair of names in every situation, each family
// with a practice and a hospital that know both children.

// twinNames are the two children's given names and sexes (1 male, 2 female),
// and what the hospital wrote instead of the names, if so.
type twinNames struct {
	names, sexes, hospital [2]string
}

func twinNamePairs() []twinNames {
	boy, girl, mixed := [2]string{"1", "1"}, [2]string{"2", "2"}, [2]string{"1", "2"}
	same := [2]string{}
	return []twinNames{
		{[2]string{"DANIEL", "DANIELLE"}, mixed, same},
		{[2]string{"MARIA", "MARIAM"}, girl, same},
		{[2]string{"JAYDEN", "JAYDAN"}, boy, same},
		{[2]string{"JAYDEN", "KAYDEN"}, boy, same},
		{[2]string{"AMELIA", "AMELIE"}, girl, same},
		{[2]string{"AALIYAH", "AALIYA"}, girl, same},
		{[2]string{"HASSAN", "HUSSAIN"}, boy, same},
		{[2]string{"ZARA", "ZAHRA"}, girl, same},
		{[2]string{"AMIR", "AMIRA"}, mixed, same},
		{[2]string{"MOHAMMED", "MAHMOUD"}, boy, same},
		{[2]string{"MOHAMMED ALI", "MOHAMMED OMAR"}, boy, same},
		{[2]string{"CHRISTIAN", "CHRISTINA"}, mixed, same},
		{[2]string{"ELLA", "BELLA"}, girl, same},
		{[2]string{"MIA", "MYA"}, girl, same},
		{[2]string{"LOUIS", "LOUISA"}, mixed, same},
		{[2]string{"EMILY", "EMILIA"}, girl, same},
		{[2]string{"ANNA", "ANNIE"}, girl, same},
		{[2]string{"JACK", "JAKE"}, boy, same},
		{[2]string{"JOHN", "JACK"}, boy, same},       // one is a nickname of the other
		{[2]string{"ELIZABETH", "BETH"}, girl, same}, // as above
		{[2]string{"OLIVIA", "GEORGE"}, [2]string{"2", "1"}, same},
		{[2]string{"GRACE", "HARRY"}, [2]string{"2", "1"}, [2]string{"BABY ONE", "TWIN TWO"}},
		{[2]string{"LEO", "ARTHUR"}, boy, [2]string{"TWIN ONE", "TWIN TWO"}},
		{[2]string{"SOPHIE", "SOPHIA"}, girl, [2]string{"BABY ONE", "BABY TWO"}},
		{[2]string{"IBRAHIM", "ISMAIL"}, boy, [2]string{"BABY", "BABY"}},
	}
}

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
	table table
	twins []twinRecord
	count int // families
}

func twinFamilies() twinFile {
	file := twinFile{table: table{header: []string{
		"record_id", "authority", "local_id", "nhs_number", "nhs_number_status", "family_name", "given_names",
		"birth_date", "birth_order", "sex", "address", "postcode", "phone",
	}}}
	for _, names := range twinNamePairs() {
		for _, s := range situations() {
			file.add(names, s)
			file.count++
		}
	}
	return file
}

// add writes the four records of a family.
func (f *twinFile) add(names twinNames, s situation) {
	for child := range 2 {
		for _, hospital := range []bool{false, true} {
			record := fmt.Sprintf("T%05d-%d-practice", f.count, child+1)
			authority, given := "PRACTICE", names.names[child]
			if hospital {
				record, authority = fmt.Sprintf("T%05d-%d-hospital", f.count, child+1), "HOSPITAL"
			}
			if s.middle {
				given += " " + [2]string{"ROSE", "JAMES"}[f.count%2]
			}
			if hospital && names.hospital[child] != "" {
				given = names.hospital[child]
			}
			order := ""
			if s.birthOrder {
				order = fmt.Sprint(child + 1)
			}
			number, status := f.number(s, child, hospital)
			place := f.place(s, child, hospital)
			f.table.rows = append(f.table.rows, []string{
				record, authority, fmt.Sprint(2*f.count + child), number, status, f.familyName(), given,
				f.birthDate(), order, names.sexes[child], fmt.Sprintf("%d MILL LANE", place%90+1), postcode(place),
				fmt.Sprintf("077009%05d", f.count),
			})
			f.twins = append(f.twins, twinRecord{record, fmt.Sprintf("T%05d-%d", f.count, child+1), fmt.Sprint(f.count)})
		}
	}
}

// number gives the NHS number in a record, and its status: the practice's are
// traced.
func (f *twinFile) number(s situation, child int, hospital bool) (number, status string) {
	if s.numbers == numbersNowhere {
		return "", ""
	}
	if !hospital {
		return syntheticNumber(2*f.count + child), "01"
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
	return syntheticNumber(2*f.count + child), s.status
}

// place numbers the homes, two to a family.
func (f *twinFile) place(s situation, child int, hospital bool) int {
	if s.home == homeMoved && hospital || s.home == homeApart && !hospital && child == 1 {
		return 2*f.count + 1
	}
	return 2 * f.count
}

func (f *twinFile) familyName() string {
	names := strings.Fields("SMITH JONES TAYLOR BROWN WILLIAMS WILSON JOHNSON DAVIES PATEL KHAN AHMED HUSSAIN ALI SINGH KAUR " +
		"BEGUM OKAFOR MENSAH NOWAK KOWALSKI POPESCU CHEN WONG NGUYEN OBRIEN MURPHY EVANS ROBERTS WALKER WRIGHT " +
		"HOLLIS THORNE ASHWORTH PICKLES ENTWISTLE")
	return names[f.count%len(names)]
}

// birthDate gives each family another day.
func (f *twinFile) birthDate() string {
	return fmt.Sprintf("%04d-%02d-%02d", 2004+f.count%21, 1+f.count/21%12, 2+f.count/(21*12)%27)
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
