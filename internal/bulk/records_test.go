package bulk

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
)

// strangers have one NHS number and nothing else in common.
func strangers(number string, n int) []fields { return strangersFrom(0, number, n) }

func strangersFrom(first int, number string, n int) []fields {
	people := []fields{
		{"family_name": "Smith", "given_names": "Daniel", "birth_date": "1980-02-10", "sex": "M"},
		{"family_name": "Novak", "given_names": "Olga", "birth_date": "1951-07-23", "sex": "F"},
		{"family_name": "Khan", "given_names": "Ali", "birth_date": "1966-11-05", "sex": "M"},
		{"family_name": "Wong", "given_names": "Mei", "birth_date": "1999-04-30", "sex": "F"},
		{"family_name": "Evans", "given_names": "Rhys", "birth_date": "1972-08-14", "sex": "M"},
		{"family_name": "Okafor", "given_names": "Chidi", "birth_date": "1988-12-28", "sex": "M"},
		{"family_name": "Patel", "given_names": "Usha", "birth_date": "1943-06-17", "sex": "F"},
	}
	var rows []fields
	for i := range n {
		id := number + "-" + strconv.Itoa(i)
		rows = append(rows, people[first+i].with(fields{"record_id": id, "nhs_number": number}))
	}
	return rows
}

func TestJudgeNumbers(t *testing.T) {
	t.Parallel()
	m, numbers := smallModel(t), nhsNumbers(5)
	rows := strangers(numbers[0], 1) // one holder
	rows = append(rows, rows[0].with(fields{"nhs_number": numbers[1], "record_id": "x"}),
		rows[0].with(fields{"nhs_number": numbers[1], "record_id": "y", "postcode": "M1 1AE"})) // two, alike
	rows = append(rows, strangers(numbers[2], 3)...)
	rows = append(rows, strangers(numbers[3], 4)...)
	rows = append(rows, strangers(numbers[4], 2)...)
	rows = append(rows, fields{"record_id": "nobody", "family_name": "Smith"})
	if _, got := recordsOf(t, m, rows); got != (NumberCounts{Current: 2, Disputed: 2, Placeholders: 1}) {
		t.Errorf("numbers %+v", got)
	}
}

// A person whose identity is unknown is no holder: what is written of them
// tells nothing of the number.
func TestStrangersHoldNoNumber(t *testing.T) {
	t.Parallel()
	numbers := nhsNumbers(2)
	rows := append(strangers(numbers[0], 2), strangers(numbers[1], 1)...)
	rows[1]["identity_unknown"], rows[2]["identity_unknown"] = "Y", "Y"
	if _, got := recordsOf(t, smallModel(t), rows); got != (NumberCounts{Current: 1}) {
		t.Errorf("numbers %+v", got)
	}
}

// A number that gains its fourth holder, and loses it again, changes for its
// own holders and for nobody else.
func TestNumberCrossesTheQuarantineLimit(t *testing.T) {
	t.Parallel()
	m, numbers := smallModel(t), nhsNumbers(3)
	rest := strangersFrom(4, numbers[1], 2)
	rest = append(rest, strangersFrom(6, numbers[2], 1)...)
	rest = append(rest, rest[2].with(fields{"record_id": "copy", "postcode": "M1 1AE"}))
	holders := strangers(numbers[0], 4)
	before := linkText(t, m, append(holders[:3:3], rest...))
	after := linkText(t, m, append(holders[:4:4], rest...))
	again := linkText(t, m, append(holders[:3:3], rest...))
	// Three strangers are in doubt about each other, four are not even compared.
	if before.own != 3 || after.own != 0 || again.own != before.own {
		t.Errorf("tasks of the holders: %d, then %d, then %d", before.own, after.own, again.own)
	}
	if before.rest != after.rest || before.rest != again.rest {
		t.Errorf("the others changed from %s\nto %s\nand %s", before.rest, after.rest, again.rest)
	}
}

type linked struct {
	own  int    // tasks between records of the first number
	rest string // identities and edges of the other records
}

func linkText(t *testing.T, m *matcher.Model, rows []fields) linked {
	t.Helper()
	first := rows[0]["nhs_number"] + "-"
	r, _ := recordsOf(t, m, rows)
	answer, _ := resolved(t, r, identity.Past{})
	var out linked
	for _, task := range answer.Tasks {
		if strings.HasPrefix(string(task.Low), first) && strings.HasPrefix(string(task.High), first) {
			out.own++
		}
	}
	for _, row := range rows {
		if id := identity.RecordID(row["record_id"]); row["nhs_number"] != rows[0]["nhs_number"] {
			out.rest += fmt.Sprintln(id, answer.identities()[id])
		}
	}
	for _, e := range answer.edges {
		x, y := r.All[e.x].ID, r.All[e.y].ID
		if !strings.HasPrefix(x, first) && !strings.HasPrefix(y, first) {
			out.rest += fmt.Sprintln(x, y, e.decision())
		}
	}
	return out
}

// A number in doubt weighs nothing but still brings its holders together, so
// that the doubt is seen; one that is a placeholder does neither.
func TestNumbersInDoubtAreBlockedOn(t *testing.T) {
	t.Parallel()
	m, number := smallModel(t), nhsNumbers(1)[0]
	r, _ := recordsOf(t, m, strangers(number, 3))
	answer, work := resolved(t, r, identity.Past{})
	if work.Compared != 3 || len(answer.edges) != 3 || len(answer.clusters()) != 3 {
		t.Errorf("compared %d pairs, %d edges, %d people: want 3 of each", work.Compared, len(answer.edges), len(answer.clusters()))
	}
	for _, e := range answer.edges {
		if e.decision().Rule != matcher.RuleConfusion || e.decision().Tier != matcher.TierPossible {
			t.Errorf("decision %+v", e.decision())
		}
	}
	r, _ = recordsOf(t, m, strangers(number, 4))
	if answer, work = resolved(t, r, identity.Past{}); work.Compared != 0 || len(answer.clusters()) != 4 {
		t.Errorf("a placeholder: compared %d pairs, %d people", work.Compared, len(answer.clusters()))
	}
}
