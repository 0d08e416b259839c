package population

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed data
var dataFiles embed.FS

// sex indexes what differs between women and men.
type sex int

const (
	female sex = iota
	male
)

// era is the list of given names of some birth years.
type era struct {
	from, to int
	names    picker[string]
}

// composer makes rare names from a stem and an ending, both by weight, so
// that some are commoner than others and most occur once or twice.
type composer struct {
	from       int
	share      int // per cent of all names
	stems, end picker[string]
}

func (c *composer) ready(r random, year int) bool {
	return !c.stems.empty() && year >= c.from && r.IntN(100) < c.share
}

func (c *composer) compose(r random) string { return c.stems.pick(r) + c.end.pick(r) }

// nameSet holds the names of one culture.
type nameSet struct {
	family, familyFemale picker[string]
	familyTail           composer
	given                [2][]era
	givenTail            [2]composer
	middle, second       [2]picker[string]
}

// loadNames reads the embedded names of a culture.
func loadNames(c Culture) (*nameSet, error) {
	path := "data/names/" + string(c) + ".txt"
	file, err := dataFiles.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening names: %w", err)
	}
	defer file.Close() //nolint:errcheck // reading embedded bytes
	sections, err := readSections(path, file)
	if err != nil {
		return nil, err
	}
	set := &nameSet{}
	for _, s := range sections {
		if err := set.place(s); err != nil {
			return nil, fmt.Errorf("reading %s: %w", path, err)
		}
	}
	return set, nil
}

func (n *nameSet) place(s *section) error {
	kind, which := s.kind, female
	if rest, ok := strings.CutSuffix(kind, "-male"); ok {
		kind, which = rest, male
	} else if rest, ok := strings.CutSuffix(kind, "-female"); ok {
		kind = rest
	}
	switch kind {
	case "family":
		n.placeFamily(s)
	case "family-stem":
		n.familyTail.stems = s.names
	case "family-end":
		n.familyTail.end = s.names
	case "family-tail":
		n.familyTail.share = s.value
	case "middle":
		n.middle[which] = s.names
	case "second":
		n.second[which] = s.names
	case "given-tail":
		n.givenTail[female].share, n.givenTail[male].share = s.value, s.value
	default:
		return n.placeGiven(s)
	}
	return nil
}

func (n *nameSet) placeFamily(s *section) {
	if s.kind == "family-female" {
		n.familyFemale = s.names
		return
	}
	n.family = s.names
}

func (n *nameSet) placeGiven(s *section) error {
	which := female
	kind, isMale := strings.CutPrefix(s.kind, "male")
	if isMale {
		which = male
	} else {
		kind = strings.TrimPrefix(s.kind, "female")
	}
	switch kind {
	case "":
		n.given[which] = append(n.given[which], era{from: s.from, to: s.to, names: s.names})
	case "-stem":
		n.givenTail[which].stems, n.givenTail[which].from = s.names, s.from
	case "-end":
		n.givenTail[which].end = s.names
	default:
		return fmt.Errorf("section %q is unknown", s.kind)
	}
	return nil
}

func (n *nameSet) familyName(r random, s sex) string {
	if s == female && !n.familyFemale.empty() {
		return n.familyFemale.pick(r)
	}
	if n.familyTail.ready(r, farFuture) {
		return n.familyTail.compose(r)
	}
	return n.family.pick(r)
}

func (n *nameSet) givenName(r random, s sex, year int) string {
	if n.givenTail[s].ready(r, year) {
		return n.givenTail[s].compose(r)
	}
	for i := range n.given[s] {
		if e := &n.given[s][i]; year >= e.from && year <= e.to {
			return e.names.pick(r)
		}
	}
	return ""
}
