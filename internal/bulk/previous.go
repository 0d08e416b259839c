package bulk

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher/evaluate"
)

// ReadPrevious reads the identities.csv of an earlier run, so that this one
// keeps its ids.
func ReadPrevious(path string) (identity.Past, error) {
	f, err := os.Open(filepath.Clean(path))
	if err != nil {
		return identity.Past{}, fmt.Errorf("reading previous identities: %w", err)
	}
	defer func() { _ = f.Close() }()
	identities, err := evaluate.ReadIdentities(path, f, nil)
	if err != nil {
		return identity.Past{}, fmt.Errorf("reading previous identities: %w", err)
	}
	return past(identities), nil
}

// past makes identities of records with their identity ids.
func past(identities map[string]string) identity.Past {
	members := map[string][]identity.Member{}
	for _, record := range slices.Sorted(maps.Keys(identities)) {
		id := identities[record]
		members[id] = append(members[id], identity.Member{Record: identity.RecordID(record)})
	}
	var p identity.Past
	for id, list := range members {
		p.Identities = append(p.Identities, identity.Identity{ID: id, Version: 1, Members: list})
	}
	slices.SortFunc(p.Identities, func(a, b identity.Identity) int { return cmp.Compare(a.ID, b.ID) })
	return p
}
