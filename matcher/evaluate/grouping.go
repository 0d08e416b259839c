package evaluate

import "fmt"

// What a record without a value of its own is counted under.
const (
	GroupNone    = "(none)"     // the record has no value
	GroupNotRead = "(not read)" // the record is in the truth, but was not read
)

// mostGroups bounds the values of one grouping: a column with more is no group
// of people but a name of one.
const mostGroups = 10_000

// grouping puts every record of a roster into a group.
type grouping struct {
	by     string
	of     []uint16 // by record
	names  []string // by group
	places map[string]uint16
}

func newGrouping(by string, records int) *grouping {
	return &grouping{
		by: by, of: make([]uint16, records),
		names: []string{GroupNotRead}, places: map[string]uint16{GroupNotRead: 0},
	}
}

func (g *grouping) set(place uint32, value string) error {
	if value == "" {
		value = GroupNone
	}
	group, ok := g.places[value]
	if !ok {
		if len(g.names) > mostGroups {
			return fmt.Errorf("grouping by %s: expected at most %d values", g.by, mostGroups)
		}
		value = string([]byte(value)) // it may share the text of a whole row
		group = uint16(len(g.names))  //nolint:gosec // bounded above
		g.names = append(g.names, value)
		g.places[value] = group
	}
	g.of[place] = group
	return nil
}

// against puts records into two groups: 1 for a group, 0 for all others.
func (g *grouping) against(group uint16) []uint16 {
	out := make([]uint16, len(g.of))
	for place, of := range g.of {
		if of == group {
			out[place] = 1
		}
	}
	return out
}
