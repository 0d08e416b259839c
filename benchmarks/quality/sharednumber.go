package quality

import (
	"errors"
	"fmt"
)

// holders is how many people an NHS number may have before it counts as a
// placeholder.
const holders = 3

// person is what holders of an NHS number are told apart by.
type person struct{ birth, family string }

// numberColumns are the columns that shareNumber looks at.
type numberColumns struct{ number, status, birth, family, unknown int }

// shareNumber gives one person's NHS number to records of others that have
// none: in below so many that the number is at the limit, in above one more.
func shareNumber(t table) (below, above table, err error) {
	at, err := t.places("nhs_number", "nhs_number_status", "birth_date", "family_name", "identity_unknown")
	if err != nil {
		return below, above, fmt.Errorf("sharing a number: %w", err)
	}
	columns := numberColumns{at[0], at[1], at[2], at[3], at[4]}
	number, known := columns.oneHolder(t)
	strangers := columns.strangers(t, known, holders)
	if number == "" || len(strangers) < holders {
		return below, above, errors.New("sharing a number: expected a number of one holder and records without one")
	}
	below = columns.give(t, number, strangers[:holders-1])
	return below, columns.give(t, number, strangers), nil
}

func (c numberColumns) person(row []string) (person, bool) {
	p := person{row[c.birth], row[c.family]}
	if len(p.family) < 3 || len(p.birth) != len("2006-01-02") || row[c.unknown] != "" {
		return person{}, false
	}
	p.family = p.family[:3]
	return p, true
}

// oneHolder finds the first number whose several records agree on who holds it.
func (c numberColumns) oneHolder(t table) (number string, holder person) {
	people, records := map[string]map[person]bool{}, map[string]int{}
	for _, row := range t.rows {
		p, _ := c.person(row)
		if people[row[c.number]] == nil {
			people[row[c.number]] = map[person]bool{}
		}
		people[row[c.number]][p] = true
		records[row[c.number]]++
	}
	for _, row := range t.rows {
		p, ok := c.person(row)
		if n := row[c.number]; ok && n != "" && len(people[n]) == 1 && records[n] > 2 {
			return n, p
		}
	}
	return "", person{}
}

// strangers finds records of different people without a number.
func (c numberColumns) strangers(t table, known person, most int) []int {
	seen := map[person]bool{known: true}
	var out []int
	for i, row := range t.rows {
		p, ok := c.person(row)
		if ok && row[c.number] == "" && !seen[p] && len(out) < most {
			seen[p] = true
			out = append(out, i)
		}
	}
	return out
}

func (c numberColumns) give(t table, number string, to []int) table {
	out := t.clone()
	for _, i := range to {
		out.rows[i][c.number], out.rows[i][c.status] = number, "01"
	}
	return out
}
