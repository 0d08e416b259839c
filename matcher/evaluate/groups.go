package evaluate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// GroupOptions says how groups are compared and shown.
type GroupOptions struct {
	Alarm    float64 // the difference from which a group that does worse is flagged
	Suppress Suppression
}

// Group is how well the records of one group are linked.
type Group struct {
	Name      string `json:"group"`
	Reference bool   `json:"reference,omitempty"` // the largest, with which others are compared
	Records   Count  `json:"records"`
	People    Count  `json:"people"` // with a record in the group
	// Recall is of the true pairs with a record in the group, Precision of the
	// linked ones, all else of the group's records.
	Recall     Rate     `json:"recall"`
	Precision  Rate     `json:"precision"`
	Linked     Rate     `json:"linked"` // to another record, right or wrong
	InReview   *Rate    `json:"in_review,omitempty"`
	Unlinkable *Rate    `json:"unlinkable,omitempty"`
	Bare       *Rate    `json:"missing_identifiers,omitempty"`
	Alarms     []string `json:"alarms,omitempty"` // the rates that are worse than the reference
}

// GroupReport is how well people are linked by the values of one column. The
// reference group is compared with all others together.
type GroupReport struct {
	By     string
	Groups []Group
}

// GroupReports holds a report for each grouping, in the order asked for.
type GroupReports []GroupReport

// MarshalJSON writes an object with a list of groups for each grouping.
func (r GroupReports) MarshalJSON() ([]byte, error) {
	out := make(map[string][]Group, len(r))
	for _, report := range r {
		out[report.By] = report.Groups
	}
	text, err := json.Marshal(out)
	if err != nil {
		return nil, fmt.Errorf("writing groups: %w", err)
	}
	return text, nil
}

// Report counts all groups.
func (s *Survey) Report(opt GroupOptions) (GroupReports, error) {
	facts := s.facts()
	out := make(GroupReports, 0, len(s.groupings))
	for _, g := range s.groupings {
		if g.by == ByAgeBand && s.births != nil && s.reach != nil {
			if err := s.band(g); err != nil {
				return nil, err
			}
		}
		out = append(out, GroupReport{g.by, s.compare(g, facts, opt)})
	}
	return out, nil
}

// compare counts the groups of one grouping, marks the largest as the reference
// and compares the others with it, and it with the others.
func (s *Survey) compare(g *grouping, facts facts, opt GroupOptions) []Group {
	groups := s.groups(g.of, len(g.names), facts, opt.Suppress)
	for i := range groups {
		groups[i].Name = g.names[i]
	}
	reference := largest(groups, s.sizes(g))
	if reference >= 0 {
		rest := s.groups(g.against(uint16(reference)), 2, facts, opt.Suppress)[0] //nolint:gosec // fewer than 2¹⁶ groups
		for i := range groups {
			with := &groups[reference]
			if i == reference {
				with = &rest
			}
			groups[i].compare(with, opt.Alarm)
		}
		groups[reference].Reference = true
	}
	return sorted(g.by, groups, s.sizes(g))
}

func (s *Survey) sizes(g *grouping) map[string]int {
	out := make(map[string]int, len(g.names))
	for _, of := range g.of {
		out[g.names[of]]++
	}
	return out
}

// largest is the place of the group with most records, of equal ones that of
// the first name; records without a value are no group to compare with.
func largest(groups []Group, sizes map[string]int) int {
	at := -1
	for i, g := range groups {
		if g.Name == GroupNone || g.Name == GroupNotRead {
			continue
		}
		if at < 0 || sizes[g.Name] > sizes[groups[at].Name] || sizes[g.Name] == sizes[groups[at].Name] && g.Name < groups[at].Name {
			at = i
		}
	}
	return at
}

// sorted drops empty groups and puts the others in order: age bands by age,
// other groups by size, and last those without a value.
func sorted(by string, groups []Group, sizes map[string]int) []Group {
	groups = slices.DeleteFunc(groups, func(g Group) bool { return sizes[g.Name] == 0 })
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(rank(by, a.Name), rank(by, b.Name)), cmp.Compare(sizes[b.Name], sizes[a.Name]), cmp.Compare(a.Name, b.Name))
	})
	return groups
}

func rank(by, name string) int {
	bands := ageBands()
	if name == GroupNone || name == GroupNotRead {
		return len(bands)
	}
	if by == ByAgeBand {
		return slices.IndexFunc(bands, func(b ageBand) bool { return b.name == name })
	}
	return 0
}
