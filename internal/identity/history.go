package identity

import (
	"cmp"
	"slices"
	"time"
)

// Identity is a person as the outside knows one: an id with the records that
// have it or, once it is retired, that had it last.
type Identity struct {
	ID        string
	CreatedAt time.Time
	Version   int64  // raised by every change
	Retired   bool   // no cluster has the id any more
	Successor string // of a retired one: where most of its records are now, if anywhere
	Members   []Member
}

// Member is a record of an identity. LinkVersion is raised whenever the record
// moves from one identity to another.
type Member struct {
	Record      RecordID
	LinkVersion int64
}

// Past is what Reconcile starts from. It must be closed: every identity, live or
// retired, that names a record of the clusters, and clusters for every record
// that those identities name and that still exists.
type Past struct {
	Identities []Identity
	// LinkVersions holds the last versions of records that no identity above
	// names, such as one that was deleted and has come back. It may be nil.
	LinkVersions map[RecordID]int64
}

// Fresh names a new identity for a cluster that has no claim to an old one.
type Fresh func(cluster []RecordID) (id string, created time.Time)

// ChangeKind says what became of an identity.
type ChangeKind string

// The kinds of change. Joined and Left tell more than they do: an identity that
// both lost and took in records of others is called split.
const (
	Created    ChangeKind = "created"    // a new id
	Kept       ChangeKind = "kept"       // the id stays; records came new or were deleted
	Merged     ChangeKind = "merged"     // the id stays; records came from another identity
	Split      ChangeKind = "split"      // the id stays; records went to another identity
	Revived    ChangeKind = "revived"    // a retired id is taken back
	Retired    ChangeKind = "retired"    // no cluster has the id any more
	Redirected ChangeKind = "redirected" // retired before; the successor is another now
)

// Change is one event in the life of an identity.
type Change struct {
	Identity     string
	Version      int64
	Kind         ChangeKind
	Successor    string
	Joined, Left []RecordID // sorted
}

// older orders identities by age, then id: the first has the better claim.
func older(a, b *Identity) int {
	return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
}

// records lists the members' records, sorted.
func (i *Identity) records() []RecordID {
	list := make([]RecordID, 0, len(i.Members))
	for _, m := range i.Members {
		list = append(list, m.Record)
	}
	slices.Sort(list)
	return list
}
