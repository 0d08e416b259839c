package store

import (
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// noticeKind stands where the kind of a change does.
const noticeKind = "notice"

// packNotice packs all of a notice but its id and version.
func packNotice(n *linker.Notice) ([]byte, error) {
	record, err := parseUUID(n.Record)
	if err != nil {
		return nil, err
	}
	of, err := parseUUID(n.Identity)
	if err != nil {
		return nil, err
	}
	e := encoder{}
	e.uint(layout)
	e.text(noticeKind)
	e.text(string(n.Kind))
	e.flag(n.Retracted)
	e.text(n.Organisation)
	e.time(n.At)
	e.id(record)
	for _, text := range []string{n.Hospital, n.Ward, n.Visit} {
		e.text(text)
	}
	e.time(n.Since)
	e.id(of)
	e.int(n.IdentityVersion)
	e.uint(uint64(len(n.Patient)))
	for _, key := range n.Patient {
		e.text(key.Authority)
		e.text(key.LocalID)
	}
	return e, nil
}

// unpackNotice unpacks what follows the kind.
func unpackNotice(d *decoder, id string, version int64) (linker.Notice, error) {
	n := linker.Notice{ID: id, Version: version}
	n.Kind, n.Retracted, n.Organisation, n.At = linker.NoticeKind(d.text()), d.flag(), d.text(), d.time()
	n.Record = identity.RecordID(d.id().text())
	n.Hospital, n.Ward, n.Visit, n.Since = d.text(), d.text(), d.text(), d.time()
	n.Identity, n.IdentityVersion = d.id().text(), d.int()
	for range d.count() {
		n.Patient = append(n.Patient, facts.Key{Authority: d.text(), LocalID: d.text()})
	}
	return n, d.end()
}
