package store

import (
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// packChange packs all of a change but its identity and version.
func packChange(c *linker.Change) ([]byte, error) {
	successor, err := parseUUID(c.Successor)
	if err != nil {
		return nil, err
	}
	e := encoder{}
	e.uint(layout)
	e.text(string(c.Kind))
	e.id(successor)
	for _, list := range [][]identity.RecordID{c.Joined, c.Left} {
		if err := packRecordIDs(&e, list); err != nil {
			return nil, err
		}
	}
	e.text(c.ID)
	e.int(int64(c.Part))
	e.int(int64(c.Parts))
	e.text(c.Cause)
	e.time(c.At)
	e.text(c.Model)
	e.flag(c.Restricted)
	e.uint(uint64(len(c.Records)))
	for _, r := range c.Records {
		e.text(r.Authority)
		e.text(r.LocalID)
		e.int(r.LinkVersion)
	}
	return e, nil
}

// unpackMessage unpacks a change, or a notice: by what comes first.
func unpackMessage(id string, version int64, b []byte) (*linker.Change, *linker.Notice, error) {
	d := &decoder{rest: b}
	d.layout()
	kind := d.text()
	if kind == noticeKind {
		n, err := unpackNotice(d, id, version)
		return nil, &n, err
	}
	c, err := unpackChange(d, id, version, identity.ChangeKind(kind))
	return &c, nil, err
}

func unpackChange(d *decoder, id string, version int64, kind identity.ChangeKind) (linker.Change, error) {
	var c linker.Change
	c.Identity, c.Version = id, version
	c.Kind, c.Successor = kind, d.id().text()
	c.Joined, c.Left = unpackRecordIDs(d), unpackRecordIDs(d)
	c.ID, c.Part, c.Parts = d.text(), int(d.int()), int(d.int())
	c.Cause, c.At, c.Model, c.Restricted = d.text(), d.time(), d.text(), d.flag()
	for range d.count() {
		r := linker.Reference{Authority: d.text(), LocalID: d.text()}
		r.LinkVersion = d.int()
		c.Records = append(c.Records, r)
	}
	return c, d.end()
}

func packRecordIDs(e *encoder, list []identity.RecordID) error {
	all, err := uuids(list)
	if err != nil {
		return err
	}
	e.uint(uint64(len(all)))
	for _, u := range all {
		e.id(u)
	}
	return nil
}

func unpackRecordIDs(d *decoder) []identity.RecordID {
	var list []identity.RecordID
	for range d.count() {
		list = append(list, identity.RecordID(d.id().text()))
	}
	return list
}

func packMembers(members []identity.Member) ([]byte, error) {
	e := encoder{}
	e.uint(layout)
	e.uint(uint64(len(members)))
	for _, m := range members {
		u, err := parseUUID(m.Record)
		if err != nil {
			return nil, err
		}
		e.id(u)
		e.int(m.LinkVersion)
	}
	return e, nil
}

func unpackMembers(b []byte) ([]identity.Member, error) {
	d := &decoder{rest: b}
	d.layout()
	var list []identity.Member
	for range d.count() {
		list = append(list, identity.Member{Record: identity.RecordID(d.id().text()), LinkVersion: d.int()})
	}
	return list, d.end()
}
