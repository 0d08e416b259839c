package memory

import (
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// tx writes, and notes how to take it back.
type tx struct {
	reader

	journal journal
	lane    *lane
}

var _ linker.Tx = (*tx)(nil)

// Adopt does nothing: to read again costs nothing.
func (*tx) Adopt(linker.Reader) {}

// PutRecords writes records whole.
func (t *tx) PutRecords(all []linker.Record) error {
	for i := range all {
		r := &all[i]
		t.s.versions.put(&t.journal, version{r.ID, r.Version}, r.Content)
		if l := t.s.lane(r.Lane); l != nil {
			l.records.add(&t.journal, r.LaneSeq, r.ID)
		}
		if r.Content.Column(facts.ColumnStay) != "" {
			t.s.stays.put(&t.journal, r.ID, true)
		}
		t.putRecord(r)
	}
	return nil
}

// SetLinked writes what was decided about records.
func (t *tx) SetLinked(all []linker.Record) error {
	for i := range all {
		row, known := t.s.records[all[i].ID]
		if !known {
			continue
		}
		row.Linked, row.LinkedNumber, row.Component = all[i].Linked, all[i].LinkedNumber, all[i].Component
		row.Identity, row.LinkVersion, row.Hidden = all[i].Identity, all[i].LinkVersion, all[i].Hidden
		t.putRecord(&row)
	}
	return nil
}

func (t *tx) putRecord(r *linker.Record) {
	j := &t.journal
	if old, had := t.s.records[r.ID]; had {
		t.s.byComponent.drop(j, old.Component, old.ID)
		t.s.byNumber.drop(j, old.Number, old.ID)
	}
	t.s.records.put(j, r.ID, *r)
	if r.Component != "" {
		t.s.byComponent.add(j, r.Component, r.ID)
	}
	if r.Number != 0 {
		t.s.byNumber.add(j, r.Number, r.ID)
	}
}

// AddFacts keeps facts that are new.
func (t *tx) AddFacts(all []facts.Fact) error {
	for i := range all {
		record := all[i].Key.Record()
		key := told{record, all[i].Stamp.Hash, all[i].Stamp.Part, all[i].Kind}
		if _, known := t.s.facts[key]; known {
			continue
		}
		t.s.facts.put(&t.journal, key, all[i])
		t.s.factsOf.add(&t.journal, record, key)
	}
	return nil
}

// PutMerges keeps what was told of the merging of records.
func (t *tx) PutMerges(all []facts.Fact) error {
	for i := range all {
		record := all[i].Key.Record()
		key := told{record, all[i].Stamp.Hash, all[i].Stamp.Part, all[i].Kind}
		t.s.merges.put(&t.journal, key, all[i])
		t.s.mergesOf.add(&t.journal, record, key)
		t.s.mergesOf.add(&t.journal, all[i].Other.Record(), key)
	}
	return nil
}

// ReplaceEdges puts edges in the place of those that records had.
func (t *tx) ReplaceEdges(of []identity.RecordID, edges []linker.Edge) error {
	j := &t.journal
	for _, id := range of {
		for key := range t.s.edgesOf[id] {
			t.s.edgesOf.drop(j, key.a, key)
			t.s.edgesOf.drop(j, key.b, key)
			t.s.edges.remove(j, key)
		}
	}
	for _, e := range edges {
		key := pair{e.A, e.B}
		t.s.edges.put(j, key, e)
		t.s.edgesOf.add(j, e.A, key)
		t.s.edgesOf.add(j, e.B, key)
	}
	return nil
}

// AddAssertions keeps assertions; one that is there already is passed over.
func (t *tx) AddAssertions(all []linker.Assertion) error {
	for _, a := range all {
		key := asserted{a.ID, pair{a.A, a.B}}
		if _, known := t.s.assertions[key]; known {
			continue
		}
		t.s.assertions.put(&t.journal, key, a)
		t.s.assertionsOf.add(&t.journal, a.A, key)
		t.s.assertionsOf.add(&t.journal, a.B, key)
	}
	return nil
}
