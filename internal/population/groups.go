package population

import (
	"fmt"
	"strings"
)

// loadGroups reads names that stand for one another, a group a line, and
// gives the others for each name: for every name of the group, or only for
// the first one.
func loadGroups(file string, onlyFirst bool) (map[string][]string, error) {
	text, err := dataFiles.ReadFile("data/" + file)
	if err != nil {
		return nil, fmt.Errorf("opening groups of names: %w", err)
	}
	groups := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		names := strings.Fields(line)
		for i, name := range names {
			if i == 0 || !onlyFirst {
				groups[name] = append(groups[name], except(names, name)...)
			}
		}
	}
	return groups, nil
}

func except(names []string, name string) []string {
	var others []string
	for _, other := range names {
		if other != name {
			others = append(others, other)
		}
	}
	return others
}
