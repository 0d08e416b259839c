package matcher

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// synthetic makes records of a few people with slips, so that among random
// pairs every rule, guard and level turns up.
func synthetic(tb testing.TB, m *Model, n int, random *rand.Rand) []*Comparable {
	tb.Helper()
	numbers := make([]string, 12)
	for i := range numbers {
		numbers[i] = nhsNumber(i)
	}
	in := m.NewInterner()
	out := make([]*Comparable, n)
	for i := range out {
		f := syntheticFields(random, numbers)
		f["record_id"] = fmt.Sprintf("r%05d", i)
		out[i] = f.comparable(tb, m, in)
	}
	return out
}

func syntheticFields(random *rand.Rand, numbers []string) fields {
	f := fields{
		"family_name":        pick(random, []string{"Smith", "Smyth", "Jones", "Khan", "Wong", "Huang", "van der Berg", "Daniel"}),
		"given_names":        pick(random, []string{"Daniel", "Danielle", "Daneil", "Maria", "Mariam", "D", "Daniel Paul", "Mark Paul", "Mohammed Ali", "Mohammed Hassan", "Ali", "Baby", "Twin Two", "Liz", "Elizabeth"}),
		"birth_date":         pick(random, []string{"1980-02-10", "1980-10-02", "1980-02-11", "1980-02", "1980", "1980-01-01", "1908-02-10"}),
		"sex":                pick(random, []string{"M", "F", "U"}),
		"postcode":           pick(random, []string{"M1 1AE", "M1 4BT", "SO14 2AR"}),
		"phone":              pick(random, []string{"0161 496 0001", "0161 496 0002", "023 8018 0002"}),
		"nhs_number":         pick(random, numbers),
		"nhs_number_status":  pick(random, []string{"01", "02"}),
		"number_state":       pick(random, []string{"", "", "", "disputed", "placeholder"}),
		"authority":          pick(random, []string{"RM1", "RM2"}),
		"local_id":           pick(random, []string{"1", "2", "3", "4", "5", "6"}),
		"address":            pick(random, []string{"1 High Street", "2 High Street", "Flat 1, 10 Low Road"}),
		"email":              pick(random, []string{"a@example.org", "b@example.org"}),
		"gp_practice":        pick(random, []string{"P81001", "P81002"}),
		"mother_id":          pick(random, []string{"", "7"}),
		"birth_order":        pick(random, []string{"", "", "1", "2"}),
		"confidentiality":    pick(random, []string{"U", "U", "U", "R"}),
		"updated_at":         pick(random, []string{"2024-01-01", "2024-06-01"}),
		"identity_unknown":   pick(random, []string{"", "", "", "", "", "", "Y"}),
		"previous_postcodes": pick(random, []string{"", "SO14 2AR"}),
	}
	if random.IntN(8) == 0 {
		f["deceased_date"], f["death_status"] = "2024-02-01", "2"
	}
	for _, column := range sortedKeys(f) {
		if random.IntN(5) == 0 {
			delete(f, column)
		}
	}
	return f
}
