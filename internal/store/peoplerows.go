package store

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
)

// identities reads identities and remembers their members.
func (t *tx) identities(n name, asked ids) ([]identity.Identity, error) {
	var list []identity.Identity
	err := t.query(n, func(r row) error {
		var id, successor uuid
		var created int64
		var p identity.Identity
		var members []byte
		err := r.Scan(&id, &successor, &created, &p.Version, &p.Retired, &members)
		if err != nil {
			return err
		}
		p.ID, p.Successor, p.CreatedAt = id.text(), successor.text(), instant(created)
		p.Members, err = unpackMembers(members)
		t.members[id] = slices.Clone(p.Members)
		list = append(list, p)
		return err
	}, asked)
	return onceEach(list, func(a, b identity.Identity) int { return cmp.Compare(a.ID, b.ID) }), err
}

// Identities gives the identities that have or last had records.
func (t *tx) Identities(of []identity.RecordID) ([]identity.Identity, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	return t.identities("identities_of", asked)
}

// Named gives identities by their ids.
func (t *tx) Named(names []string) ([]identity.Identity, error) {
	asked, err := uuids(names)
	if err != nil {
		return nil, err
	}
	return t.identities("identities", asked)
}

// PutIdentities writes identities whole. Which rows of members are new or gone is
// worked out from what they were.
func (t *tx) PutIdentities(all []identity.Identity) error {
	all = lastOfEach(all, func(a, b identity.Identity) int { return cmp.Compare(a.ID, b.ID) })
	id := make(ids, len(all))
	var added, changed identityColumns
	for i := range all {
		var err error
		if id[i], err = parseUUID(all[i].ID); err != nil {
			return err
		}
	}
	if err := t.learnMembers(id, all); err != nil {
		return err
	}
	for i := range all {
		into := &added
		if _, there := t.members[id[i]]; there {
			into = &changed
		}
		if err := into.add(id[i], &all[i]); err != nil {
			return err
		}
	}
	if err := t.putMembers(id, all); err != nil {
		return err
	}
	if err := t.exec("identity_put", added.all()...); err != nil {
		return err
	}
	return t.exec("identity_update", changed.all()...)
}

// identityColumns are rows of the table identity.
type identityColumns struct {
	id, successor    ids
	created, version ints
	retired          flags
	members          blobs
}

func (c *identityColumns) add(id uuid, p *identity.Identity) error {
	successor, err := parseUUID(p.Successor)
	if err != nil {
		return err
	}
	members, err := packMembers(p.Members)
	if err != nil {
		return err
	}
	c.id, c.successor = append(c.id, id), append(c.successor, successor)
	c.created, c.version = append(c.created, nanoseconds(p.CreatedAt)), append(c.version, p.Version)
	c.retired, c.members = append(c.retired, p.Retired), append(c.members, members)
	return nil
}

func (c *identityColumns) all() []any {
	return []any{c.id, c.successor, c.created, c.version, c.retired, c.members}
}

// member is a row of the table identity_member.
type member struct{ record, identity uuid }

func compareMembers(a, b member) int {
	return cmp.Or(compareUUIDs(a.record, b.record), compareUUIDs(a.identity, b.identity))
}

func (t *tx) putMembers(id ids, all []identity.Identity) error {
	var added, dropped []member
	for i, p := range all {
		was, is := recordsOf(t.members[id[i]]), recordsOf(p.Members)
		for _, side := range []struct {
			rows *[]member
			list []identity.RecordID
		}{{&added, without(is, was)}, {&dropped, without(was, is)}} {
			for _, record := range side.list {
				u, err := parseUUID(record)
				if err != nil {
					return err
				}
				*side.rows = append(*side.rows, member{u, id[i]})
			}
		}
		t.members[id[i]] = slices.Clone(p.Members)
	}
	if err := t.exec("member_drop", memberColumns(dropped)...); err != nil {
		return err
	}
	return t.exec("member_add", memberColumns(added)...)
}

// learnMembers reads the members of identities that are there already and were
// not read yet.
func (t *tx) learnMembers(id ids, all []identity.Identity) error {
	var asked ids
	for i, p := range all {
		if _, known := t.members[id[i]]; !known && p.Version > 1 {
			asked = append(asked, id[i])
		}
	}
	_, err := t.identities("identities", asked)
	return err
}

func recordsOf(members []identity.Member) []identity.RecordID {
	list := make([]identity.RecordID, 0, len(members))
	for _, m := range members {
		list = append(list, m.Record)
	}
	slices.Sort(list)
	return list
}

// without lists what is in a and not in b, both being sorted.
func without(a, b []identity.RecordID) []identity.RecordID {
	return slices.DeleteFunc(slices.Clone(a), func(r identity.RecordID) bool {
		_, found := slices.BinarySearch(b, r)
		return found
	})
}

func memberColumns(rows []member) []any {
	slices.SortFunc(rows, compareMembers)
	record, of := make(ids, len(rows)), make(ids, len(rows))
	for i, r := range rows {
		record[i], of[i] = r.record, r.identity
	}
	return []any{record, of}
}
