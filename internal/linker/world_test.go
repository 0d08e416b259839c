package linker_test

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher/demographics"
)

// world makes histories of a few records whose values are few, so that they meet,
// contradict and change their minds more often than in any region.
type world struct {
	*rand.Rand
	keys []facts.Key
	sent int
}

func newWorld(seed uint64) *world {
	w := &world{Rand: rand.New(rand.NewPCG(seed, 7))}
	for i := range 3 + w.IntN(6) {
		w.keys = append(w.keys, facts.Key{Authority: []string{"RM3", "RW3", "R0A"}[w.IntN(3)], LocalID: fmt.Sprintf("L%d", i)})
	}
	return w
}

// event is one message of a history: facts of one kind.
type event struct {
	fact      *facts.Fact
	number    *facts.NumberFact
	assertion *linker.Assertion
}

// history gives events in the order in which they are meant.
func (w *world) history() []event {
	var all []event
	for _, k := range w.keys {
		all = append(all, w.tell(k))
	}
	for range w.IntN(10) {
		all = append(all, w.more())
	}
	return all
}

func (w *world) more() event {
	k := w.keys[w.IntN(len(w.keys))]
	switch w.IntN(12) {
	case 0:
		return w.fact(facts.Fact{Key: k, Kind: facts.Delete})
	case 1, 2:
		return w.merging(k)
	case 3, 4:
		return w.numberFact()
	case 5, 6:
		return w.assertion()
	}
	return w.tell(k)
}

func (w *world) fact(f facts.Fact) event {
	w.sent++
	f.Stamp = facts.Stamp{
		At:      time.Date(2024, 1, 1+w.sent/2, 0, 0, 0, 0, time.UTC), // two at a time, so that stamps are needed
		Control: strconv.Itoa(w.IntN(100)), Hash: sha256.Sum256(fmt.Append(nil, w.sent, w.Uint64())),
	}
	f.Organisation = f.Key.Authority
	return event{fact: &f}
}

func (w *world) merging(k facts.Key) event {
	other := w.keys[w.IntN(len(w.keys))]
	other.Authority = k.Authority // one that nobody knows, sometimes
	if other == k {
		return w.tell(k)
	}
	kind := facts.Merge
	if w.IntN(3) == 0 {
		kind = facts.Unmerge
	}
	return w.fact(facts.Fact{Key: k, Kind: kind, Other: other})
}

// numbers are few, all of the range that is never issued.
func numbers() []string {
	return []string{"9990000018", "9990000026", "9990000034", "9990000042", "9990000050"}
}

func (w *world) numberFact() event {
	number, _ := demographics.ClassifyNHSNumber(w.oneOf(numbers()...))
	by, _ := demographics.ClassifyNHSNumber(w.oneOf(numbers()...))
	w.sent++
	at := time.Date(2024, 1, 1+w.sent, 0, 0, 0, 0, time.UTC)
	state := []facts.NumberState{facts.NumberCurrent, facts.NumberSuperseded, facts.NumberSuperseded, facts.NumberInvalid, facts.NumberDisputed}[w.IntN(5)]
	if state != facts.NumberSuperseded || by == number {
		if state == facts.NumberSuperseded {
			state = facts.NumberCurrent
		}
		by = demographics.NHSNumber{}
	}
	f := facts.NewNumberFact(number, state, by, at)
	return event{number: &f}
}

func (w *world) assertion() event {
	a, b := w.keys[w.IntN(len(w.keys))].Record(), w.keys[w.IntN(len(w.keys))].Record()
	if a == b {
		return w.more()
	}
	if b < a {
		a, b = b, a
	}
	w.sent++
	x := linker.Assertion{Assertion: identity.Assertion{
		ID: identity.UUID5("test", fmt.Sprint(w.sent, w.Uint64())), A: a, B: b,
		Kind: []identity.Kind{identity.MustLink, identity.CannotLink, identity.Withdrawn}[w.IntN(3)],
		By:   identity.Reviewer, At: time.Date(2024, 1, 1+w.sent, 0, 0, 0, 0, time.UTC),
		Protected: w.IntN(8) == 0,
	}}
	if w.IntN(3) == 0 {
		x.SeenA = w.compact(a)
	}
	return event{assertion: &x}
}

// compact is somebody, as a reviewer may have seen a record.
func (w *world) compact(id identity.RecordID) []byte {
	columns := w.columns()
	columns["record_id"] = string(id)
	r, _, err := demographics.New(func(c string) string { return columns[c] }, nil, demographics.Options{})
	if err != nil {
		panic(err)
	}
	return r.AppendCompact(nil)
}

func (w *world) tell(k facts.Key) event {
	columns := w.columns()
	for c := range columns {
		if w.IntN(12) == 0 {
			delete(columns, c)
		}
	}
	return w.fact(facts.Fact{Key: k, Kind: facts.Tell, Columns: columns})
}

func (w *world) oneOf(texts ...string) string { return texts[w.IntN(len(texts))] }

func (w *world) columns() facts.Columns {
	c := facts.Columns{
		"family_name": w.oneOf("SMITH", "SMITH", "SMITH", "SMYTH", "OKONKWO", ""),
		"given_names": w.oneOf("ALISON", "ALISON", "ALICE", "ALISON BARBARA", "ALISO", "JAMES", "JIM", "BABY", ""),
		"birth_date":  w.oneOf("1980-02-10", "1980-02-10", "1980-02-10", "1980-10-02", "1980-02-11", "1980-01-01", "1955-06-30", "1980"),
		"sex":         w.oneOf("1", "2", "2", "9"),
		"postcode":    w.oneOf("M1 1AE", "M1 1AE", "M1 2AB", "BH1 1AA", "ZZ99 3VZ"),
		"address":     w.oneOf("1 HIGH STREET", "1 HIGH STREET", "2 LOW ROAD", ""),
		"phone":       w.oneOf("07700900001", "", "07700900002"),
		"gp_practice": w.oneOf("Y12345", ""),
	}
	if w.IntN(4) > 0 {
		c["nhs_number"] = w.oneOf(numbers()...)
		c["nhs_number_status"] = w.oneOf("01", "01", "02", "05", "")
	}
	switch w.IntN(14) {
	case 0:
		c["confidentiality"] = "R"
	case 1:
		c["identity_unknown"] = "Y"
	case 2:
		c["deceased_date"], c["death_status"] = "2023-05-01", "2"
	case 3:
		c["birth_order"] = w.oneOf("1", "2")
	}
	return c
}

// shuffled gives the same events in another order, some of them twice.
func (w *world) shuffled(all []event) []event {
	out := append([]event(nil), all...)
	for range w.IntN(3) {
		out = append(out, all[w.IntN(len(all))])
	}
	w.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// batches cuts events into batches.
func (w *world) batches(all []event) []linker.Batch {
	var out []linker.Batch
	for len(all) > 0 {
		n := 1 + w.IntN(min(4, len(all)))
		var b linker.Batch
		for _, e := range all[:n] {
			switch {
			case e.fact != nil:
				b.Facts = append(b.Facts, *e.fact)
			case e.number != nil:
				b.Numbers = append(b.Numbers, *e.number)
			default:
				b.Assertions = append(b.Assertions, *e.assertion)
			}
		}
		out, all = append(out, b), all[n:]
	}
	return out
}
