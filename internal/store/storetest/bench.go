package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

// bench is a store with a lane of its own.
type bench struct {
	Store

	t    *testing.T
	lane linker.Lane
}

func newBench(t *testing.T, s Store) *bench {
	t.Helper()
	lane, _, err := s.TakeLane(t.Context(), "own", "test")
	if err != nil {
		t.Fatalf("taking a lane: %v", err)
	}
	return &bench{s, t, lane}
}

// update runs a transaction that has to succeed.
func (b *bench) update(t *testing.T, do func(tx linker.Tx) error) {
	t.Helper()
	if err := b.Update(t.Context(), b.lane, 0, func(tx linker.Tx, _ int64) error { return do(tx) }); err != nil {
		t.Fatalf("updating: %v", err)
	}
}

// read gives what a transaction that only reads finds.
func read[V any](t *testing.T, b *bench, do func(r linker.Reader) (V, error)) V {
	t.Helper()
	var found V
	err := b.View(t.Context(), func(r linker.Reader) (err error) {
		found, err = do(r)
		return err
	})
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return found
}

// must gives a value that had to be there.
func must[V any](t *testing.T) func(v V, err error) V {
	t.Helper()
	return func(v V, err error) V {
		t.Helper()
		if err != nil {
			t.Fatalf("unexpected: %v", err)
		}
		return v
	}
}

// equal compares by what is told of values, as JSON, with nothing masked.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := told(t, got), told(t, want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func told(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("writing a value: %v", err)
	}
	if string(text) == "[]" { // none is none
		return "null"
	}
	return string(text)
}

// day is a moment with nanoseconds, as clocks give them.
func day(n int) time.Time {
	return time.Date(2024, 1, 1, 12, 0, 0, 123456789, time.UTC).AddDate(0, 0, n)
}

func key(n int) facts.Key { return facts.Key{Authority: "RM1", LocalID: fmt.Sprintf("local %d", n)} }

func recordID(n int) identity.RecordID { return key(n).Record() }

// anyUUID makes an id of a name.
func anyUUID(name string) string { return identity.UUID5("storetest", name) }

func hash(text string) facts.Hash { return sha256.Sum256([]byte(text)) }

func tell(n, day0 int, family string) facts.Fact {
	return facts.Fact{
		Key: key(n), Kind: facts.Tell, Organisation: "RM1", Columns: facts.Columns{"family_name": family, "of its own": "x"},
		Stamp: facts.Stamp{At: day(day0), Control: "C" + family, Hash: hash(fmt.Sprint(n, day0, family)), Part: 2},
	}
}

func merge(n, into, day0 int, kind facts.Kind) facts.Fact {
	return facts.Fact{
		Key: key(n), Kind: kind, Other: key(into),
		Stamp: facts.Stamp{At: day(day0), Hash: hash(fmt.Sprint("merge", n, into, day0, kind))},
	}
}

// record is a record in its first version, published and not linked.
func record(b *bench, n int, seq int64) linker.Record {
	return linker.Record{
		ID: recordID(n), Key: key(n), Content: facts.Fold(tell(n, n, "SMITH")), Number: number(n),
		Lane: b.lane.ID, LaneSeq: seq, Version: 1,
	}
}

// number is an NHS number of 9xx; each five records have one.
func number(n int) uint64 { return []uint64{9000000009, 9434765919, 9999999999}[n/5%3] }

// linked is what was decided about a record.
func linked(r linker.Record, component identity.RecordID, person string) linker.Record {
	r.Linked, r.LinkedNumber, r.Component, r.Identity, r.LinkVersion = r.Version, r.Number, component, person, r.LinkVersion+1
	return r
}

// head is a record without what only Records gives.
func head(r linker.Record) linker.Record {
	r.Content = facts.Content{}
	return r
}

// publish puts new records under the lane's next numbers and gives them as kept.
func (b *bench) publish(t *testing.T, numbers ...int) []linker.Record {
	t.Helper()
	var list []linker.Record
	err := b.Update(t.Context(), b.lane, len(numbers), func(tx linker.Tx, first int64) error {
		list = nil
		for i, n := range numbers {
			list = append(list, record(b, n, first+int64(i)))
		}
		return tx.PutRecords(list)
	})
	if err != nil {
		t.Fatalf("publishing: %v", err)
	}
	return list
}

func hexOf(b []byte) string { return hex.EncodeToString(b) }
