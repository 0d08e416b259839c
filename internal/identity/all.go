package identity

import (
	"cmp"
	"slices"
)

// Resolution is what Resolve and Tasks say of a whole set of records.
type Resolution struct {
	Clusters [][]RecordID // each sorted, in the order of their smallest records
	Tasks    []Task
}

// ResolveAll resolves every component of a set of records and lists the tasks.
func ResolveAll(records []RecordID, edges []Edge, assertions []Assertion, j Judge, r Rules) Resolution {
	var clusters [][]RecordID
	var refused []Refusal
	for _, c := range Components(records, edges, assertions, r) {
		if len(c.Records) == 1 {
			clusters = append(clusters, c.Records)
			continue
		}
		p := Resolve(c, j, r)
		clusters = append(clusters, p.Clusters...)
		refused = append(refused, p.Refused...)
	}
	slices.SortFunc(clusters, func(x, y []RecordID) int { return cmp.Compare(x[0], y[0]) })
	return Resolution{Clusters: clusters, Tasks: Tasks(clusters, refused, edges, assertions, r)}
}
