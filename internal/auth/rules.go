package auth

import (
	"bufio"
	_ "embed" // the table
	"fmt"
	"slices"
	"strings"
	"sync"
)

// reach is how far a role's right to an operation goes.
type reach byte

const (
	nobody  reach = iota
	own           // what is of the caller's own organisation
	anyones       // what is of any
)

// Rules say which role may do what.
type Rules struct {
	rows  map[Operation]row
	order []Operation
}

type row struct {
	directCare bool // it reads people
	reach      map[Role]reach
}

//go:embed testdata/authorisation.txt
var table string

// Standard gives the rules that ship with the program.
var Standard = sync.OnceValue(func() *Rules { //nolint:gochecknoglobals // never written
	rules, err := ParseRules(table)
	if err != nil {
		panic(err) // the tests read it
	}
	return rules
})

// ParseRules reads a table: a line of the names of the roles, then a line an
// operation. What follows # is a remark.
func ParseRules(text string) (*Rules, error) {
	rules := &Rules{rows: map[Operation]row{}}
	var roles []Role
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		cells := strings.Fields(line)
		if len(cells) == 0 {
			continue
		}
		var err error
		if roles == nil {
			roles, err = parseHead(cells)
		} else {
			err = rules.parseRow(roles, cells)
		}
		if err != nil {
			return nil, fmt.Errorf("reading the authorisation rules: line %d: %w", n, err)
		}
	}
	return rules, rules.complete()
}

const firstCells = 2 // the operation and the purpose

func parseHead(cells []string) (roles []Role, err error) {
	if len(cells) < firstCells || cells[0] != "operation" || cells[1] != "purpose" {
		return nil, fmt.Errorf("expected operation, purpose and the roles, found %q", cells)
	}
	for _, cell := range cells[firstCells:] {
		role := Role(cell)
		if !slices.Contains(Roles(), role) || slices.Contains(roles, role) {
			return nil, fmt.Errorf("%q is no role, or is there twice", cell)
		}
		roles = append(roles, role)
	}
	return roles, nil
}

func (r *Rules) parseRow(roles []Role, cells []string) error {
	if len(cells) != firstCells+len(roles) {
		return fmt.Errorf("expected %d cells, found %d", firstCells+len(roles), len(cells))
	}
	operation := Operation(cells[0])
	if _, twice := r.rows[operation]; twice {
		return fmt.Errorf("%s is there twice", operation)
	}
	purposes := map[string]bool{"direct-care": true, "any": false}
	directCare, ok := purposes[cells[1]]
	if !ok {
		return fmt.Errorf("expected the purpose direct-care or any, found %q", cells[1])
	}
	reaches := map[string]reach{"-": nobody, "own": own, "any": anyones}
	row := row{directCare: directCare, reach: map[Role]reach{}}
	for i, cell := range cells[firstCells:] {
		reach, ok := reaches[cell]
		if !ok {
			return fmt.Errorf("expected own, any or - for a %s, found %q", roles[i], cell)
		}
		row.reach[roles[i]] = reach
	}
	r.rows[operation] = row
	r.order = append(r.order, operation)
	return nil
}

// complete wants a row of every operation that there is, and no other.
func (r *Rules) complete() error {
	for _, operation := range Operations() {
		if _, there := r.rows[operation]; !there {
			return fmt.Errorf("reading the authorisation rules: nothing is said of %s", operation)
		}
	}
	for _, operation := range r.order {
		if !slices.Contains(Operations(), operation) {
			return fmt.Errorf("reading the authorisation rules: there is no operation %s", operation)
		}
	}
	return nil
}

// May says why a caller may not do something with what is of an organisation; with
// "" for what is of none, or of all. No error means that it may.
func (r *Rules) May(p Principal, operation Operation, organisation string) error {
	row, there := r.rows[operation]
	switch reach := row.furthest(p.Roles); {
	case !there || reach == nobody:
		return refused("none of the caller's roles may %s", operation)
	case row.directCare && !p.Purpose.isDirectCare():
		return refused("people are read for direct care alone")
	case reach == own && (p.Organisation == "" || organisation != p.Organisation):
		return refused("%s is for what is of the caller's own organisation", operation)
	}
	return nil
}

// Might says why a caller may do something with nothing at all, before it is known
// what it is asked for. No error means that it may with something.
func (r *Rules) Might(p Principal, operation Operation) error {
	return r.May(p, operation, p.Organisation)
}

func (r row) furthest(roles []Role) (far reach) {
	for _, role := range roles {
		far = max(far, r.reach[role])
	}
	return far
}
