package population

import (
	"math"
	"strings"
	"testing"
)

// generated keeps all rows of a population.
func generated(t *testing.T, cfg Config) ([]Row, Summary) {
	t.Helper()
	if cfg.Profile.Cultures == nil {
		profile, err := DefaultProfile(cfg.Region)
		if err != nil {
			t.Fatalf("default profile: %v", err)
		}
		cfg.Profile = profile
	}
	var rows []Row
	summary, err := Generate(t.Context(), cfg, func(row Row) error { rows = append(rows, row); return nil })
	if err != nil {
		t.Fatalf("generating: %v", err)
	}
	return rows, summary
}

// eachPair visits every two records of one person.
func eachPair(rows []Row, visit func(a, b *Row)) {
	people := map[string][]*Row{}
	for i := range rows {
		people[rows[i].PersonID] = append(people[rows[i].PersonID], &rows[i])
	}
	for _, records := range people {
		for i, a := range records {
			for _, b := range records[i+1:] {
				visit(a, b)
			}
		}
	}
}

// rate counts how often two records that both tell something disagree.
type rate struct{ pairs, differ int }

func (r *rate) count(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	r.pairs++
	if a != b {
		r.differ++
	}
	return a != b
}

func (r *rate) share() float64 { return float64(r.differ) / float64(r.pairs) }

func firstName(row *Row) string {
	first, _, _ := strings.Cut(row.Record[GivenNames], " ")
	if first == "BABY" || first == "INFANT" || first == "TWIN" {
		return ""
	}
	return first
}

func binarySex(row *Row) string {
	if sex := row.Record[Sex]; sex == "1" || sex == "2" {
		return sex
	}
	return ""
}

func realPostcode(row *Row) string {
	if code := row.Record[Postcode]; !strings.HasPrefix(code, "ZZ") {
		return code
	}
	return ""
}

// TestDisagreementsAreTheMeasuredOnes compares the pairwise rates with those
// measured between two NHS systems.
func TestDisagreementsAreTheMeasuredOnes(t *testing.T) {
	t.Parallel()
	const tolerance = .15
	for _, region := range Regions() {
		t.Run(string(region), func(t *testing.T) {
			t.Parallel()
			rows, _ := generated(t, Config{People: 50_000, Region: region, Seed: 20})
			var birth, given, family, sex, postcode, both, men, women rate
			eachPair(rows, func(a, b *Row) {
				birth.count(a.Record[BirthDate], b.Record[BirthDate])
				first := given.count(firstName(a), firstName(b))
				last := family.count(a.Record[FamilyName], b.Record[FamilyName])
				sex.count(binarySex(a), binarySex(b))
				postcode.count(realPostcode(a), realPostcode(b))
				both.count("x", map[bool]string{true: "y", false: "x"}[first && last])
				byS := &men
				if binarySex(a) == "2" {
					byS = &women
				}
				byS.count(a.Record[FamilyName], b.Record[FamilyName])
			})
			t.Logf("pairs %d both %.5f men %.4f women %.4f", both.pairs, both.share(), men.share(), women.share())
			for name, check := range map[string]struct {
				got  rate
				want float64
			}{
				"birth date": {birth, .00492}, "given name": {given, .0236}, "family name": {family, .0486},
				"sex": {sex, .0033}, "postcode": {postcode, .31},
			} {
				t.Logf("%s: %.5f (want %.5f)", name, check.got.share(), check.want)
				if got := check.got.share(); math.Abs(got-check.want) > tolerance*check.want {
					t.Errorf("%s differs in %.5f of pairs, want %.5f within %.0f %%", name, got, check.want, 100*tolerance)
				}
			}
		})
	}
}
