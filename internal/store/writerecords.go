package store

import (
	"cmp"
	"fmt"

	"github.com/lhcre/mpi/internal/linker"
)

// PutRecords writes records whole.
func (t *tx) PutRecords(all []linker.Record) error {
	all = lastOfEach(all, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) })
	of := make(ids, len(all))
	var added, changed recordColumns
	for i := range all {
		var err error
		if of[i], err = parseUUID(all[i].ID); err != nil {
			return err
		}
		into := &added
		if t.exists(of[i]) {
			into = &changed
		}
		if err := into.add(of[i], &all[i]); err != nil {
			return err
		}
		delete(t.heads, of[i])
	}
	if err := t.keepVersions(of, all); err != nil {
		return err
	}
	if err := t.exec("record_put", added.whole()...); err != nil {
		return err
	}
	if err := t.exec("record_update", changed.told()...); err != nil {
		return err
	}
	if err := t.noteStays(of, all); err != nil {
		return err
	}
	return t.putLinks(of, all)
}

// keepVersions moves to the history what the newer versions replace.
func (t *tx) keepVersions(of ids, all []linker.Record) error {
	var older ids
	var versions ints
	for i := range all {
		if all[i].Version > 1 {
			older, versions = append(older, of[i]), append(versions, all[i].Version)
		}
	}
	return t.exec("record_keep", older, versions)
}

// recordColumns are rows of the table record.
type recordColumns struct {
	id                         ids
	lane, seq, version, number ints
	restricted, deleted        flags
	authority, localID         texts
	content                    blobs
}

func (c *recordColumns) add(id uuid, r *linker.Record) error {
	content, err := r.Content.MarshalBinary()
	if err != nil {
		return fmt.Errorf("writing the content of a record: %w", err)
	}
	c.id = append(c.id, id)
	c.lane, c.seq = append(c.lane, r.Lane), append(c.seq, r.LaneSeq)
	c.version, c.number = append(c.version, r.Version), append(c.number, int64(r.Number)) //nolint:gosec // ten digits
	c.restricted, c.deleted = append(c.restricted, r.Restricted), append(c.deleted, r.Deleted)
	c.authority, c.localID = append(c.authority, r.Key.Authority), append(c.localID, r.Key.LocalID)
	c.content = append(c.content, content)
	return nil
}

func (c *recordColumns) whole() []any {
	return []any{c.id, c.lane, c.seq, c.version, c.number, c.restricted, c.deleted, c.authority, c.localID, c.content}
}

// told is whole without what a record never changes.
func (c *recordColumns) told() []any {
	return []any{c.id, c.lane, c.seq, c.version, c.number, c.restricted, c.deleted, c.content}
}

// SetLinked writes what was decided about records.
func (t *tx) SetLinked(all []linker.Record) error {
	all = lastOfEach(all, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) })
	of := make(ids, len(all))
	for i := range all {
		var err error
		if of[i], err = parseUUID(all[i].ID); err != nil {
			return err
		}
	}
	return t.putLinks(of, all)
}

// putLinks writes the links that are not as they were read.
func (t *tx) putLinks(of ids, all []linker.Record) error {
	var added, changed linkColumns
	for i := range all {
		l, err := linkOf(&all[i])
		if err != nil {
			return err
		}
		was, known := t.links[of[i]]
		if known && was == l {
			continue
		}
		t.links[of[i]] = l
		delete(t.heads, of[i])
		if was == (link{}) { // there is none, or it is not known
			added.add(of[i], l)
		} else {
			changed.add(of[i], l)
		}
	}
	if err := t.exec("link_put", added.all()...); err != nil {
		return err
	}
	return t.exec("link_update", changed.all()...)
}

// linkColumns are rows of the table link.
type linkColumns struct {
	id, component, identity         ids
	linked, number, version, hidden ints
}

func (c *linkColumns) add(id uuid, l link) {
	c.id, c.component, c.identity = append(c.id, id), append(c.component, l.component), append(c.identity, l.identity)
	c.linked, c.number = append(c.linked, l.linked), append(c.number, l.linkedNumber)
	c.version, c.hidden = append(c.version, l.linkVersion), append(c.hidden, l.hidden)
}

func (c *linkColumns) all() []any {
	return []any{c.id, c.component, c.identity, c.linked, c.number, c.version, c.hidden}
}

func linkOf(r *linker.Record) (link, error) {
	l := link{linked: r.Linked, linkedNumber: int64(r.LinkedNumber), linkVersion: r.LinkVersion} //nolint:gosec // ten digits
	if r.Hidden {
		l.hidden = 1
	}
	var err error
	if l.component, err = parseUUID(r.Component); err == nil {
		l.identity, err = parseUUID(r.Identity)
	}
	return l, err
}
