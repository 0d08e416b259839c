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
	into := r.columns()
	if contents {
		into = append(into, &r.content)
	}
	return from.Scan(into...)
}

func (r *recordRow) columns() []any {
	return []any{
		&r.id, &r.lane, &r.laneSeq, &r.version, &r.number, &r.restricted, &r.deleted, &r.authority, &r.localID,
		&r.linkedID, &r.component, &r.identity, &r.linked, &r.linkedNumber, &r.linkVer, &r.hidden,
	}
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
		t.heads[r.id] = headOf(record)
		list = append(list, record)
		return err
	}, args...)
	return list, err
}

// sortedRecords does the same and orders by id.
func (t *tx) sortedRecords(n name, contents bool, args ...any) ([]linker.Record, error) {
	list, err := t.records(n, contents, args...)
	sortRecords(list)
	return list, err
}

func headOf(r linker.Record) *linker.Record {
	r.Content = facts.Content{}
	return &r
}

// byIDs reads records and remembers which of them do not exist.
func (t *tx) byIDs(n name, contents bool, asked ids) ([]linker.Record, error) {
	list, err := t.sortedRecords(n, contents, asked)
	if err != nil {
		return nil, err
	}
	for _, id := range asked {
		if _, found := t.links[id]; !found {
			t.links[id] = link{}
		}
		if _, found := t.heads[id]; !found {
			t.heads[id] = nil
		}
	}
	return list, nil
}

// Records gives records.
func (t *tx) Records(of []identity.RecordID) ([]linker.Record, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	return t.byIDs("records", true, asked)
}

// Heads is Records without contents. What the transaction has read already, and
// not written since, it does not read again.
func (t *tx) Heads(of []identity.RecordID) ([]linker.Record, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	return t.headsOf(asked)
}

func (t *tx) headsOf(asked ids) ([]linker.Record, error) {
	var unknown ids
	for _, id := range asked {
		if _, known := t.heads[id]; !known {
			unknown = append(unknown, id)
		}
	}
	if _, err := t.byIDs("records_heads", false, unknown); err != nil {
		return nil, err
	}
	list := make([]linker.Record, 0, len(asked))
	for _, id := range asked {
		if head := t.heads[id]; head != nil {
			list = append(list, *head)
		}
	}
	sortRecords(list)
	return list, nil
}

func sortRecords(list []linker.Record) {
	slices.SortFunc(list, func(a, b linker.Record) int { return cmp.Compare(a.ID, b.ID) })
}

// Components gives all records of components, most of which are known already.
func (t *tx) Components(components []identity.RecordID) ([]linker.Record, error) {
	asked, err := uuids(components)
	if err != nil {
		return nil, err
	}
	var of ids
	err = t.query("components", func(r row) error {
		var id uuid
		err := r.Scan(&id)
		of = append(of, id)
		return err
	}, asked)
	if err != nil {
		return nil, err
	}
	return t.headsOf(of)
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
