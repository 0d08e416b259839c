package people

import (
	"slices"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
)

// Viewer is who is to see a person.
type Viewer struct {
	Organisation string // the ODS code
	// BreaksGlass says that the viewer may see where a restricted person is, and has
	// said why: it is written down.
	BreaksGlass bool
}

// View is a person as a viewer may see one.
type View struct {
	ID        string
	Version   int64
	CreatedAt time.Time
	Retired   bool
	Successor string

	Restricted bool
	// Withheld says that something of the person is not shown.
	Withheld bool

	Golden Golden
	// Records are those that the viewer may know of, by authority and local id.
	Records []Holding
}

// Holding is that an organisation holds a record of a person.
type Holding struct {
	Record       identity.RecordID
	Key          facts.Key
	Organisation string
	LinkVersion  int64
	Updated      time.Time
	Golden       Golden // what this record tells
	Stay         Stay
}

// placeColumns tell where a person is, or how to find out.
func placeColumns() []string {
	return []string{
		facts.ColumnAddress, facts.ColumnUPRN, facts.ColumnPostcode, facts.ColumnPreviousPostcodes, "phone", "email", "gp_practice",
	}
}

// For shows the person to a viewer. Where the person is restricted, it tells no
// place, and no record but the viewer's own organisation's: who holds a record is
// where somebody is cared for. Which record a value came from would tell that too.
func (p *Person) For(viewer Viewer, policy *Survivorship) View {
	v := View{
		ID: p.ID, Version: p.Version, CreatedAt: p.CreatedAt, Retired: p.Retired, Successor: p.Successor, Restricted: p.Restricted,
	}
	v.Golden = policy.golden(p.records)
	own := p.shown(viewer)
	if p.hides(viewer) {
		v.Withheld = len(own) < len(p.records)
		v.Golden = withoutPlaces(v.Golden, own, policy)
	}
	for i := range own {
		if !own[i].Gone {
			v.Records = append(v.Records, holding(&own[i]))
		}
	}
	return v
}

// hides says whether the viewer may not know where the person is.
func (p *Person) hides(viewer Viewer) bool { return p.Restricted && !viewer.BreaksGlass }

// shown are the records that the viewer may know of.
func (p *Person) shown(viewer Viewer) []Record {
	all := slices.Clone(p.records)
	if !p.hides(viewer) {
		return all
	}
	return slices.DeleteFunc(all, func(r Record) bool { return viewer.Organisation == "" || r.Organisation != viewer.Organisation })
}

// withoutPlaces leaves what tells no place, and adds the places that the viewer's
// own records tell.
func withoutPlaces(all Golden, own []Record, policy *Survivorship) Golden {
	out := Golden{}
	for column, value := range all {
		if slices.Contains(placeColumns(), column) {
			continue
		}
		if !slices.ContainsFunc(own, func(r Record) bool { return r.ID == value.Source }) {
			value.Source, value.Since = "", time.Time{}
		}
		out[column] = value
	}
	for column, value := range policy.golden(own) {
		if slices.Contains(placeColumns(), column) {
			out[column] = value
		}
	}
	return out
}

func holding(r *Record) Holding {
	only := Survivorship{}
	return Holding{
		Record: r.ID, Key: r.Key, Organisation: r.Organisation, LinkVersion: r.LinkVersion,
		Updated: r.Content.Updated().At, Golden: only.golden([]Record{*r}), Stay: stayOf(r),
	}
}
