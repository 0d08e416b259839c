package store

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// recordRow is a row of the statements that read records.
type recordRow struct {
	id, linkedID                  uuid
	lane, laneSeq, version        int64
	number                        int64
	restricted, deleted           bool
	authority, localID            string
	component, identity           uuid
	linked, linkedNumber, linkVer int64
	hidden                        int64
	content                       []byte
}

func (r *recordRow) scan(from row, contents bool) error {
	into := []any{
		&r.id, &r.lane, &r.laneSeq, &r.version, &r.number, &r.restricted, &r.deleted, &r.authority, &r.localID,
		&r.linkedID, &r.component, &r.identity, &r.linked, &r.linkedNumber, &r.linkVer, &r.hidden,
	}
	if contents {
		into = append(into, &r.content)
	}
	return from.Scan(into...)
}

func (r *recordRow) link() link {
	return link{r.component, r.identity, r.linked, r.linkedNumber, r.linkVer, r.hidden}
}

func (r *recordRow) record() (linker.Record, error) {
	out := linker.Record{
		ID: identity.RecordID(r.id.text()), Key: facts.Key{Authority: r.authority, LocalID: r.localID},
		Number: uint64(r.number), Restricted: r.restricted, Deleted: r.deleted, //nolint:gosec // ten digits
		Lane: r.lane, LaneSeq: r.laneSeq, Version: r.version, Linked: r.linked, LinkedNumber: uint64(r.linkedNumber), //nolint:gosec // ten digits
		Component: identity.RecordID(r.component.text()), Identity: r.identity.text(), LinkVersion: r.linkVer, Hidden: r.hidden != 0,
	}
	if r.content == nil {
		return out, nil
	}
	if err := out.Content.UnmarshalBinary(r.content); err != nil {
		return out, fmt.Errorf("reading the content of a record: %w", err)
	}
	return out, nil
}

// records runs a statement that reads records, and keeps the order it has.
func (t *tx) records(n name, contents bool, args ...any) ([]linker.Record, error) {
	var list []linker.Record
	err := t.query(n, func(from row) error {
		var r recordRow
		if err := r.scan(from, contents); err != nil {
			return err
		}
		record, err := r.record()
		t.links[r.id] = r.link()
		list = append(list, record)
		return err
	}, args...)
	return list, err
}

// sortedRecords does the same and orders by id.
func (t *tx) sortedRecords(n name, contents bool, args ...any) ([]linker.Record, error) {
	list, err := t.records(n, contents, args...)
	slices.SortFunc(list, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) })
	return list, err
}

// byIDs reads records and remembers which of them do not exist.
func (t *tx) byIDs(n name, contents bool, of []identity.RecordID) ([]linker.Record, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	list, err := t.sortedRecords(n, contents, asked)
	for _, id := range asked {
		if _, found := t.links[id]; !found {
			t.links[id] = link{}
		}
	}
	return list, err
}

// Records gives records.
func (t *tx) Records(of []identity.RecordID) ([]linker.Record, error) {
	return t.byIDs("records", true, of)
}

// Heads is Records without contents.
func (t *tx) Heads(of []identity.RecordID) ([]linker.Record, error) {
	return t.byIDs("records_heads", false, of)
}

// Components gives all records of components.
func (t *tx) Components(components []identity.RecordID) ([]linker.Record, error) {
	asked, err := uuids(components)
	if err != nil {
		return nil, err
	}
	return t.sortedRecords("records_of_components", false, asked)
}

// Holders gives the records with one of the numbers that are not deleted.
func (t *tx) Holders(numbers []uint64) ([]linker.Record, error) {
	return t.sortedRecords("records_holding", false, signed(numbers))
}

// signed gives numbers as the databases keep them, bit for bit.
func signed(numbers []uint64) ints {
	out := make(ints, len(numbers))
	for i, n := range numbers {
		out[i] = int64(n) //nolint:gosec // bit for bit
	}
	return out
}

// Members gives the records of live identities.
func (t *tx) Members(identities []string) ([]linker.Record, error) {
	asked, err := uuids(identities)
	if err != nil {
		return nil, err
	}
	people, err := t.identities("identities", asked)
	if err != nil {
		return nil, err
	}
	var records []identity.RecordID
	for _, p := range people {
		if p.Retired {
			continue
		}
		for _, m := range p.Members {
			records = append(records, m.Record)
		}
	}
	slices.Sort(records)
	return t.Heads(slices.Compact(records))
}

// Marks gives the last number of every lane.
func (t *tx) Marks() ([]linker.Mark, error) {
	lanes, err := t.lanes()
	marks := make([]linker.Mark, 0, len(lanes))
	for _, l := range lanes {
		marks = append(marks, linker.Mark{Lane: l.id, Seq: l.last})
	}
	return marks, err
}

// laneMarks are the last numbers of a lane, of records and of changes, and the one
// up to which every record was found linked.
type laneMarks struct{ id, last, lastChange, settled int64 }

func (t *tx) lanes() ([]laneMarks, error) {
	var list []laneMarks
	err := t.query("lane_marks", func(r row) error {
		var l laneMarks
		err := r.Scan(&l.id, &l.last, &l.lastChange, &l.settled)
		list = append(list, l)
		return err
	})
	return list, err
}

// Unlinked gives records of a lane, or of all, that are to be linked. It looks at
// numbers past those that were found settled before.
func (t *tx) Unlinked(lane int64, limit int) ([]linker.Record, error) {
	lanes, err := t.lanes()
	if err != nil {
		return nil, err
	}
	var list []linker.Record
	for _, l := range lanes {
		if lane != 0 && lane != l.id || len(list) >= limit {
			continue
		}
		found, err := t.records("records_unlinked", false, l.id, l.settled, int64(limit-len(list)))
		if err != nil {
			return nil, err
		}
		t.settled[l.id] = l.last
		if len(found) > 0 {
			t.settled[l.id] = found[0].LaneSeq - 1
		}
		list = append(list, found...)
	}
	slices.SortFunc(list, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}
