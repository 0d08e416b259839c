package population

import (
	"math"
	"strings"
	"testing"
)

// measured counts how two records of one person differ, the way that it was
// done between two NHS systems: the records of two organisations joined by
// NHS number, one pair after the other.
type measured struct {
	m      *mistakes
	rates  map[string]*rate
	people map[string][]*Row // of the household at hand
	at     uint64
	order  []string
}

// rate counts how often something is so.
type rate struct{ of, so int }

func (r *rate) count(so bool) {
	r.of++
	if so {
		r.so++
	}
}

func (r *rate) share() float64 { return float64(r.so) / float64(max(1, r.of)) }

// error3 is three standard errors of a share of the size of want, in parts of it.
func (r *rate) error3(want float64) float64 { return 3 / math.Sqrt(want*float64(max(1, r.of))) }

func newMeasured(tb testing.TB) *measured {
	tb.Helper()
	profile, err := DefaultProfile(Wessex)
	if err != nil {
		tb.Fatal(err)
	}
	m, err := newMistakes(profile)
	if err != nil {
		tb.Fatal(err)
	}
	return &measured{m: m, rates: map[string]*rate{}, people: map[string][]*Row{}}
}

// add takes rows in the order that Generate gives them.
func (d *measured) add(row Row) error {
	if row.Household != d.at {
		d.household()
		d.at = row.Household
	}
	d.record(&row)
	if len(d.people[row.PersonID]) == 0 {
		d.order = append(d.order, row.PersonID)
	}
	d.people[row.PersonID] = append(d.people[row.PersonID], &row)
	return nil
}

func (d *measured) household() {
	for _, person := range d.order {
		records := d.people[person]
		for i, a := range records {
			for _, b := range records[i+1:] {
				if number := a.Record[NHSNumber]; a.Record[Organisation] != b.Record[Organisation] && number != "" && number == b.Record[NHSNumber] {
					d.pair(a, b)
				}
			}
		}
		delete(d.people, person)
	}
	d.order = d.order[:0]
}

func (d *measured) count(name string, so bool) {
	if d.rates[name] == nil {
		d.rates[name] = &rate{}
	}
	d.rates[name].count(so)
}

// record counts what single records tell.
func (d *measured) record(row *Row) {
	if code := row.Record[Postcode]; code != "" {
		d.count("no fixed abode", code == noFixedAbode)
		d.count("postcodes ZZ99", strings.HasPrefix(code, "ZZ99"))
	}
	d.count("restricted", row.Record[Confidentiality] == "R")
	d.count("superseded number", has(row, ErrorNumberSuperseded))
	d.count("number of another person", has(row, ErrorNumberPerson))
	if row.Record[Organisation][:2] == "ZA" {
		d.count("no number, hospital", row.Record[NHSNumber] == "")
	}
}

func (d *measured) pair(a, b *Row) {
	sex := [2]string{"female", "male"}
	who := sex[0]
	if a.Record[Sex] == "1" {
		who = sex[1]
	}
	if x, y := a.Record[BirthDate], b.Record[BirthDate]; x != "" && y != "" {
		d.count("birth date", x != y)
		if x != y {
			d.count("birth date, one part", partsOut(x, y) == 1)
		}
	}
	if x, y := binarySex(a), binarySex(b); x != "" && y != "" {
		d.count("sex", x != y)
	}
	if x, y := realPostcode(a), realPostcode(b); x != "" && y != "" {
		d.count("postcode", x != y)
		d.count(sectorOnly, x != y && x[:len(x)-2] == y[:len(y)-2])
	}
	d.names(a, b, who)
}

func (d *measured) names(a, b *Row, who string) {
	f, g := a.Record[FamilyName], b.Record[FamilyName]
	x, y := firstName(a), firstName(b)
	if f == "" || g == "" || x == "" || y == "" {
		return
	}
	d.count("family name", f != g)
	d.count("family name, same sound, "+who, f != g && d.m.likeness(f, g) == soundsSame)
	d.count("family name, no agreement, "+who, f != g && d.m.likeness(f, g) == unlike)
	d.count("given name", x != y)
	reordered := x != y && (further(a, y) || further(b, x))
	d.count("given name, reordered", reordered)
	differ := x != y && !reordered
	d.count("given name, same sound, "+who, differ && d.m.likeness(x, y) == soundsSame)
	d.count("given name, same beginning, "+who, differ && d.m.likeness(x, y) == beginsSame)
	d.count("given name, no agreement, "+who, differ && d.m.likeness(x, y) == unlike)
	d.count("both names", f != g && x != y)
	d.count("both names, reversed", f != g && x != y && (reversedIn(a, b) || reversedIn(b, a)))
}

const sectorOnly = "postcode, sector only"

// published gives the rates measured between NHS records.
func published() map[string]float64 {
	return map[string]float64{
		"birth date": .00492, "birth date, one part": .93, "sex": .0033,
		"given name": .0236, "given name, reordered": .00191,
		"given name, same sound, female": .00894, "given name, same sound, male": .0084,
		"given name, same beginning, female": .00881, "given name, same beginning, male": .00688,
		"given name, no agreement, female": .00572, "given name, no agreement, male": .00625,
		"family name": .0486, "family name, no agreement, female": .0567, "family name, no agreement, male": .0134,
		"family name, same sound, female": .0055, "family name, same sound, male": .0047,
		"both names": 560. / 126_904, "both names, reversed": 98. / 126_904,
		"postcode": .31, sectorOnly: .0097,
		"no fixed abode": .0020, "postcodes ZZ99": .0038,
	}
}
