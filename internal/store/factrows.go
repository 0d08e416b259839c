package store

import (
	"cmp"
	"maps"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher/demographics"
)

// AddFacts keeps facts that are new.
func (t *tx) AddFacts(all []facts.Fact) error {
	type factRow struct {
		record, id uuid
		body       []byte
	}
	rows := make([]factRow, len(all))
	for i := range all {
		record, err := parseUUID(all[i].Key.Record())
		if err != nil {
			return err
		}
		rows[i] = factRow{record, factID(&all[i]), packFact(&all[i])}
	}
	rows = lastOfEach(rows, func(a, b factRow) int {
		return cmp.Or(compareUUIDs(a.record, b.record), compareUUIDs(a.id, b.id))
	})
	record, id, body := make(ids, len(rows)), make(ids, len(rows)), make(blobs, len(rows))
	for i, r := range rows {
		record[i], id[i], body[i] = r.record, r.id, r.body
	}
	return t.exec("fact_add", record, id, body)
}

// Facts gives what was told of records.
func (t *tx) Facts(of []identity.RecordID) ([]facts.Fact, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	var list []facts.Fact
	err = t.query("facts", func(r row) error {
		var body []byte
		if err := r.Scan(&body); err != nil {
			return err
		}
		f, err := unpackFact(body)
		list = append(list, f)
		return err
	}, asked)
	slices.SortFunc(list, func(a, b facts.Fact) int {
		return cmp.Or(cmp.Compare(a.Key.Record(), b.Key.Record()), a.Stamp.Compare(b.Stamp), cmp.Compare(a.Kind, b.Kind))
	})
	return list, err
}

// Merges gives what was told of the merging of records.
func (t *tx) Merges(of []identity.RecordID) ([]facts.Fact, error) {
	asked, err := uuids(of)
	if err != nil {
		return nil, err
	}
	type place struct{ record, id uuid }
	found := map[place]facts.Fact{}
	err = t.query("merges", func(r row) error {
		var at place
		var body []byte
		if err := r.Scan(&at.record, &at.id, &body); err != nil {
			return err
		}
		f, err := unpackFact(body)
		found[at] = f
		return err
	}, asked)
	list := slices.Collect(maps.Values(found))
	slices.SortFunc(list, compareMerges)
	return list, err
}

func compareMerges(a, b facts.Fact) int {
	return cmp.Or(cmp.Compare(a.Key.Record(), b.Key.Record()), a.Stamp.Compare(b.Stamp), cmp.Compare(a.Kind, b.Kind), a.Other.Compare(b.Other))
}

// PutMerges keeps what was told of the merging of records.
func (t *tx) PutMerges(all []facts.Fact) (err error) {
	rows := lastOfEach(slices.Clone(all), compareMerges)
	record, id, other, body := make(ids, len(rows)), make(ids, len(rows)), make(ids, len(rows)), make(blobs, len(rows))
	for i := range rows {
		if record[i], err = parseUUID(rows[i].Key.Record()); err != nil {
			return err
		}
		if other[i], err = parseUUID(rows[i].Other.Record()); err != nil {
			return err
		}
		id[i], body[i] = factID(&rows[i]), packFact(&rows[i])
	}
	return t.exec("merge_put", record, id, other, body)
}

// scanNumberFact reads a fact about an NHS number, and more columns.
func scanNumberFact(r row, more ...any) (facts.NumberFact, error) {
	var number, state, by, since int64
	var hash []byte
	if err := r.Scan(append([]any{&number, &state, &by, &since, &hash}, more...)...); err != nil {
		return facts.NumberFact{}, err
	}
	f := facts.NumberFact{
		Number: demographics.NHSNumberFromUint64(uint64(number)), SupersededBy: demographics.NHSNumberFromUint64(uint64(by)), //nolint:gosec // ten digits
		State: facts.NumberState(state), At: instant(since), //nolint:gosec // one of four
	}
	copy(f.Hash[:], hash)
	return f, nil
}

// numberedFact is a fact about an NHS number with the lane's number.
type numberedFact struct {
	facts.NumberFact

	seq int64
}

func byNumber(a, b numberedFact) int { return cmp.Compare(a.Number.Uint64(), b.Number.Uint64()) }

// PutNumberFacts keeps the newest fact of each number, and all in the history.
func (t *tx) PutNumberFacts(all []facts.NumberFact, lane int64, seqs []int64) error {
	if err := t.keepNumberFacts(all); err != nil {
		return err
	}
	rows := make([]numberedFact, len(all))
	asked := make([]uint64, len(all))
	for i, f := range all {
		rows[i], asked[i] = numberedFact{f, seqs[i]}, f.Number.Uint64()
	}
	slices.Sort(asked)
	known := map[demographics.NHSNumber]facts.NumberFact{}
	err := t.query("number_facts", func(r row) error {
		f, err := scanNumberFact(r)
		known[f.Number] = f
		return err
	}, signed(slices.Compact(asked)))
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b numberedFact) int { return a.Compare(b.NumberFact) })
	rows = slices.DeleteFunc(lastOfEach(rows, byNumber), func(f numberedFact) bool {
		old, had := known[f.Number]
		return had && f.Compare(old) <= 0
	})
	number, state, by, since, hash := numberFactColumns(rows)
	lanes, seq := make(ints, len(rows)), make(ints, len(rows))
	for i, f := range rows {
		lanes[i], seq[i] = lane, f.seq
	}
	return t.exec("number_fact_put", number, state, by, since, hash, lanes, seq)
}

func (t *tx) keepNumberFacts(all []facts.NumberFact) error {
	rows := make([]numberedFact, len(all))
	for i, f := range all {
		rows[i] = numberedFact{NumberFact: f}
	}
	rows = lastOfEach(rows, func(a, b numberedFact) int {
		return cmp.Or(byNumber(a, b), slices.Compare(a.Hash[:], b.Hash[:]))
	})
	number, state, by, since, hash := numberFactColumns(rows)
	return t.exec("number_fact_keep", number, hash, state, by, since)
}

func numberFactColumns(rows []numberedFact) (number, state, by, since ints, hash blobs) {
	for i := range rows {
		f := &rows[i]
		number = append(number, int64(f.Number.Uint64())) //nolint:gosec // ten digits
		by = append(by, int64(f.SupersededBy.Uint64()))   //nolint:gosec // ten digits
		state, since = append(state, int64(f.State)), append(since, nanoseconds(f.At))
		hash = append(hash, f.Hash[:])
	}
	return number, state, by, since, hash
}

// NumberStates gives the states of number classes.
func (t *tx) NumberStates(classes []uint64) ([]linker.NumberState, error) {
	var list []linker.NumberState
	err := t.query("number_states", func(r row) error {
		var class, state, holders int64
		err := r.Scan(&class, &state, &holders)
		list = append(list, linker.NumberState{Class: uint64(class), State: uint8(state), Holders: int(holders)}) //nolint:gosec // as kept
		return err
	}, signed(classes))
	slices.SortFunc(list, byClass)
	return list, err
}

func byClass(a, b linker.NumberState) int { return cmp.Compare(a.Class, b.Class) }

// PutNumberStates keeps the states of number classes, and when they changed.
func (t *tx) PutNumberStates(all []linker.NumberState, cause string) error {
	all = lastOfEach(all, byClass)
	class, state, holders := make(ints, len(all)), make(ints, len(all)), make(ints, len(all))
	for i, s := range all {
		class[i], state[i], holders[i] = int64(s.Class), int64(s.State), int64(s.Holders) //nolint:gosec // ten digits
	}
	if err := t.exec("number_state_keep", class, state, holders, t.lane, t.turn, cause, nanoseconds(t.now())); err != nil {
		return err
	}
	return t.exec("number_state_put", class, state, holders)
}
