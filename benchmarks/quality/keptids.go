package quality

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/bulk"
)

// partition is the records of each identity, sorted.
type partition map[string][]string

func (r run) partition() (partition, error) {
	past, err := bulk.ReadPrevious(r.file("identities.csv"))
	if err != nil {
		return nil, err
	}
	out := partition{}
	for _, person := range past.Identities {
		for _, m := range person.Members {
			out[person.ID] = append(out[person.ID], string(m.Record))
		}
		slices.Sort(out[person.ID])
	}
	return out, nil
}

// idVerdict is what became of the ids of one partition in the next.
type idVerdict struct {
	kept, fresh int
	wrong       int // ids that the rule gives to other records
	changed     int // identities of which not all records are as they were
}

// overlap is the claim of an old identity to a new cluster.
type overlap struct {
	old, first string // the old id; the smallest record of the cluster
	now        string // the id that the cluster has
	records    int
}

// compareIDs applies the rule anew: old identity and new cluster by records in
// common, most first, then the old id, one to one; the rest get ids never seen.
func compareIDs(old, now partition) idVerdict {
	owner, taken := map[string]string{}, map[string]bool{}
	for _, claim := range overlaps(old, now) {
		if _, had := owner[claim.now]; !had && !taken[claim.old] {
			owner[claim.now], taken[claim.old] = claim.old, true
		}
	}
	var v idVerdict
	for id, records := range now {
		want, claimed := owner[id]
		_, seen := old[id]
		switch {
		case claimed && want == id:
			v.kept++
		case !claimed && !seen:
			v.fresh++
		default:
			v.wrong++
		}
		if !slices.Equal(old[want], records) {
			v.changed++
		}
	}
	return v
}

// overlaps lists all claims, the best first.
func overlaps(old, now partition) []overlap {
	home := map[string]string{}
	for id, records := range now {
		for _, record := range records {
			home[record] = id
		}
	}
	var claims []overlap
	for id, records := range old {
		common := map[string]int{}
		for _, record := range records {
			if to, ok := home[record]; ok {
				common[to]++
			}
		}
		for to, n := range common {
			claims = append(claims, overlap{old: id, first: now[to][0], now: to, records: n})
		}
	}
	slices.SortFunc(claims, func(a, b overlap) int {
		return cmp.Or(cmp.Compare(b.records, a.records), cmp.Compare(a.old, b.old), cmp.Compare(a.first, b.first))
	})
	return claims
}
