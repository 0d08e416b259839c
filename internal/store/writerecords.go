package store

import (
	"cmp"
	"fmt"

	"github.com/lhcre/mpi/internal/linker"
)

// PutRecords writes records whole.
func (t *tx) PutRecords(all []linker.Record) error {
	all = lastOfEach(all, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) })
	if err := t.keepVersions(all); err != nil {
		return err
	}
	c, err := recordColumns(all)
	if err != nil {
		return err
	}
	if err := t.exec("record_put", c...); err != nil {
		return err
	}
	return t.putLinks(all)
}

// keepVersions moves to the history what the newer versions replace.
func (t *tx) keepVersions(all []linker.Record) error {
	var of ids
	var versions ints
	for i := range all {
		if all[i].Version > 1 {
			id, err := parseUUID(all[i].ID)
			if err != nil {
				return err
			}
			of, versions = append(of, id), append(versions, all[i].Version)
		}
	}
	return t.exec("record_keep", of, versions)
}

func recordColumns(all []linker.Record) ([]any, error) {
	n := len(all)
	id, lane, seq, version, number := make(ids, n), make(ints, n), make(ints, n), make(ints, n), make(ints, n)
	restricted, deleted := make(flags, n), make(flags, n)
	authority, localID, content := make(texts, n), make(texts, n), make(blobs, n)
	for i := range all {
		r := &all[i]
		var err error
		if id[i], err = parseUUID(r.ID); err != nil {
			return nil, err
		}
		if content[i], err = r.Content.MarshalBinary(); err != nil {
			return nil, fmt.Errorf("writing the content of a record: %w", err)
		}
		lane[i], seq[i], version[i], number[i] = r.Lane, r.LaneSeq, r.Version, int64(r.Number) //nolint:gosec // ten digits
		restricted[i], deleted[i] = r.Restricted, r.Deleted
		authority[i], localID[i] = r.Key.Authority, r.Key.LocalID
	}
	return []any{id, lane, seq, version, number, restricted, deleted, authority, localID, content}, nil
}

// SetLinked writes what was decided about records.
func (t *tx) SetLinked(all []linker.Record) error {
	return t.putLinks(lastOfEach(all, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) }))
}

// putLinks writes the links that are not as they were read.
func (t *tx) putLinks(all []linker.Record) error {
	var id, component, identity ids
	var linked, number, version, hidden ints
	for i := range all {
		record, l, err := linkOf(&all[i])
		if err != nil {
			return err
		}
		if was, known := t.links[record]; known && was == l {
			continue
		}
		t.links[record] = l
		id, component, identity = append(id, record), append(component, l.component), append(identity, l.identity)
		linked, number, version = append(linked, l.linked), append(number, l.linkedNumber), append(version, l.linkVersion)
		hidden = append(hidden, l.hidden)
	}
	return t.exec("link_put", id, component, identity, linked, number, version, hidden)
}

func linkOf(r *linker.Record) (uuid, link, error) {
	l := link{linked: r.Linked, linkedNumber: int64(r.LinkedNumber), linkVersion: r.LinkVersion} //nolint:gosec // ten digits
	if r.Hidden {
		l.hidden = 1
	}
	id, err := parseUUID(r.ID)
	if err == nil {
		l.component, err = parseUUID(r.Component)
	}
	if err == nil {
		l.identity, err = parseUUID(r.Identity)
	}
	return id, l, err
}
