package people

import (
	"cmp"
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// Person is an identity with its records. What it holds is for this package and for
// whoever decides about people: others are shown a View.
type Person struct {
	ID        string
	Version   int64
	CreatedAt time.Time
	Retired   bool
	Successor string // of a retired one, where most of its records are now

	// Restricted says that nobody may learn where the person is, VeryRestricted that
	// nobody may find the person but by an identifier.
	Restricted, VeryRestricted bool

	records []Record
}

// Record is one organisation's record of a person.
type Record struct {
	ID           identity.RecordID
	Key          facts.Key
	Organisation string
	LinkVersion  int64
	Version      int64 // of the content
	Content      facts.Content
	// Gone says that its organisation has merged it into another: nobody is to ask for
	// it by its identifier any more.
	Gone bool
	into facts.Key
}

const (
	columnConfidentiality = "confidentiality"
	veryRestricted        = "V"
)

func newPerson(p *identity.Identity, records map[identity.RecordID]linker.Record) Person {
	out := Person{ID: p.ID, Version: p.Version, CreatedAt: p.CreatedAt, Retired: p.Retired, Successor: p.Successor}
	for _, m := range p.Members {
		r, there := records[m.Record]
		if !there || r.Deleted || r.Identity != p.ID {
			continue // of a retired one, they are another's by now
		}
		out.Restricted = out.Restricted || r.Restricted || r.Hidden
		out.VeryRestricted = out.VeryRestricted || r.Content.Column(columnConfidentiality) == veryRestricted
		out.records = append(out.records, Record{
			ID: r.ID, Key: r.Key, Organisation: r.Content.Organisation(), LinkVersion: m.LinkVersion, Version: r.Version, Content: r.Content,
		})
	}
	slices.SortFunc(out.records, func(a, b Record) int { return cmp.Or(a.Key.Compare(b.Key), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Has says whether a record is the person's.
func (p *Person) Has(id identity.RecordID) bool {
	return slices.ContainsFunc(p.records, func(r Record) bool { return r.ID == id })
}

// MergedInto gives the records that their organisation has merged into the one with a
// key, straight or by way of others.
func (p *Person) MergedInto(key facts.Key) (gone []identity.RecordID) {
	into := map[facts.Key]facts.Key{}
	for i := range p.records {
		if r := &p.records[i]; r.Gone {
			into[r.Key] = r.into
		}
	}
	for i := range p.records {
		r := &p.records[i]
		at := r.Key
		for range p.records { // merges may go in a circle
			if at = into[at]; at == key {
				gone = append(gone, r.ID)
				break
			}
		}
	}
	return gone
}
