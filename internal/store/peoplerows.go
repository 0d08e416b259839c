package store

import (
	"cmp"
	"slices"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
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

// PutIdentities writes identities whole. Which rows of members are new or gone is
// worked out from what they were.
func (t *tx) PutIdentities(all []identity.Identity) error {
	all = lastOfEach(all, func(a, b identity.Identity) int { return cmp.Compare(a.ID, b.ID) })
	n := len(all)
	id, successor, created, version := make(ids, n), make(ids, n), make(ints, n), make(ints, n)
	retired, members := make(flags, n), make(blobs, n)
	for i, p := range all {
		var err error
		if id[i], err = parseUUID(p.ID); err != nil {
			return err
		}
		if successor[i], err = parseUUID(p.Successor); err != nil {
			return err
		}
		if members[i], err = packMembers(p.Members); err != nil {
			return err
		}
		created[i], version[i], retired[i] = nanoseconds(p.CreatedAt), p.Version, p.Retired
	}
	if err := t.putMembers(id, all); err != nil {
		return err
	}
	return t.exec("identity_put", id, successor, created, version, retired, members)
}

// member is a row of the table identity_member.
type member struct{ record, identity uuid }

func compareMembers(a, b member) int {
	return cmp.Or(compareUUIDs(a.record, b.record), compareUUIDs(a.identity, b.identity))
}

func (t *tx) putMembers(id ids, all []identity.Identity) error {
	if err := t.learnMembers(id, all); err != nil {
		return err
	}
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

// AddChanges adds to the history, which is the outbox too.
func (t *tx) AddChanges(all []linker.Change) error {
	// In the order given, which the numbers follow; the rows are sorted afterwards.
	type changeRow struct {
		identity            uuid
		version, shard, seq int64
		body                []byte
	}
	rows := make([]changeRow, len(all))
	for i := range all {
		c := &all[i]
		id, err := parseUUID(c.Identity)
		if err != nil {
			return err
		}
		body, err := packChange(c)
		if err != nil {
			return err
		}
		rows[i] = changeRow{id, c.Version, int64(ShardOf(c.Identity)), t.nextChange, body}
		t.nextChange++
	}
	slices.SortFunc(rows, func(a, b changeRow) int {
		return cmp.Or(compareUUIDs(a.identity, b.identity), cmp.Compare(a.version, b.version))
	})
	n := len(rows)
	id, version, shard, seq, body := make(ids, n), make(ints, n), make(ints, n), make(ints, n), make(blobs, n)
	for i, r := range rows {
		id[i], version[i], shard[i], seq[i], body[i] = r.identity, r.version, r.shard, r.seq, r.body
	}
	return t.exec("change_add", id, version, shard, seq, body, t.lane)
}
