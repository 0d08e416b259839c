package audittest

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/audit"
)

func compare(a, b audit.Serving) int {
	return cmp.Or(cmp.Compare(a.Identity, b.Identity), cmp.Compare(a.Chain, b.Chain), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.Version, b.Version))
}

func compareAcknowledged(a, b audit.Acknowledgement) int {
	return cmp.Or(cmp.Compare(a.Chain, b.Chain), cmp.Compare(a.Seq, b.Seq))
}

// ID gives a UUID with a number.
func ID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// IDs gives a source of UUIDs, for chains.
func IDs() func() string {
	var mu sync.Mutex
	n := 0
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprintf("10000000-0000-4000-8000-%012d", n)
	}
}

// Now is when things happen in tests.
func Now() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 678901234, time.UTC) }

// Event gives an event with a number, which served some.
func Event(n int, served ...audit.Served) audit.Event {
	return audit.Event{
		At: Now().Add(time.Duration(n) * time.Second), Request: ID(1000 + n), Who: "ward-7", Organisation: "RM3",
		Roles: []string{"resolver"}, Purpose: "direct-care", Operation: "match", Outcome: audit.Done, Served: served,
	}
}

// Write writes events down, one after another.
func Write(t *testing.T, j *audit.Journal, events ...audit.Event) {
	t.Helper()
	for i := range events {
		if err := j.Write(t.Context(), events[i]); err != nil {
			t.Fatalf("writing event %d: %v", i, err)
		}
	}
}

// Verify verifies a ledger.
func Verify(t *testing.T, l audit.Ledger, noted ...audit.Head) audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), l, noted)
	if err != nil {
		t.Fatalf("verifying: %v", err)
	}
	return report
}

// Run tests a ledger. Open gives an empty one.
func Run(t *testing.T, open func(t *testing.T) audit.Ledger) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, l audit.Ledger){
		"what was written is read": testWritten, "a chain has one end": testOneEnd,
		"many write at once": testMany, "all or nothing is appended": testAllOrNothing,
		"who knows of wrong answers": testAcknowledged,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

func testWritten(t *testing.T, l audit.Ledger) {
	t.Helper()
	j := audit.Open(l, audit.Config{Node: "a", NewID: IDs()})
	first := Event(1, audit.Served{Identity: ID(1), Version: 3}, audit.Served{Identity: ID(2), Version: 1})
	second := Event(2, audit.Served{Identity: ID(1), Version: 4}, audit.Served{Identity: ID(1), Version: 5}, audit.Served{Identity: ID(1), Version: 5})
	Write(t, j, first, second, Event(3))
	j.Close()

	heads, err := l.AuditHeads(t.Context())
	if err != nil || len(heads) != 1 || heads[0].Seq != 3 {
		t.Fatalf("the heads are %v, %v", heads, err)
	}
	chain := heads[0].Chain
	entries, err := l.AuditEntries(t.Context(), chain, 1, 1)
	if err != nil || len(entries) != 1 || entries[0].Seq != 2 || !entries[0].At.Equal(second.At) {
		t.Fatalf("after the first come %v, %v", entries, err)
	}
	second.Node = "a"
	if got, err := entries[0].Event(); err != nil || !reflect.DeepEqual(got, second) {
		t.Errorf("the second is\n%+v, want\n%+v (%v)", got, second, err)
	}
	served, err := l.AuditServed(t.Context(), []string{ID(1), ID(9)})
	want := []audit.Serving{serving(1, 3, chain, 1), serving(1, 4, chain, 2), serving(1, 5, chain, 2)}
	if err != nil || !slices.Equal(served, want) {
		t.Errorf("served are %v, want %v (%v)", served, want, err)
	}
	if chains, err := l.AuditChains(t.Context(), "", 5); err != nil || !slices.Equal(chains, []string{chain}) {
		t.Errorf("the chains are %v, %v", chains, err)
	}
	if chains, err := l.AuditChains(t.Context(), chain, 5); err != nil || len(chains) != 0 {
		t.Errorf("after the last come %v, %v", chains, err)
	}
	if report := Verify(t, l, heads...); report.Faults != nil || report.Entries != 3 || report.Chains != 1 {
		t.Errorf("verified: %+v", report)
	}
}

func serving(identity int, version int64, chain string, seq int64) audit.Serving {
	return audit.Serving{Served: audit.Served{Identity: ID(identity), Version: version}, Chain: chain, Seq: seq}
}

func testOneEnd(t *testing.T, l audit.Ledger) {
	t.Helper()
	id := func() string { return ID(7) }
	a, b := audit.Open(l, audit.Config{Node: "a", NewID: id}), audit.Open(l, audit.Config{Node: "b", NewID: id})
	defer b.Close()
	defer a.Close()
	Write(t, a, Event(1))
	if err := b.Write(t.Context(), Event(2)); !errors.Is(err, audit.ErrMoved) {
		t.Errorf("a chain that another began: %v, want %v", err, audit.ErrMoved)
	}
	Write(t, a, Event(3))
	if report := Verify(t, l); report.Faults != nil || report.Entries != 2 {
		t.Errorf("verified: %+v", report)
	}
}

func testMany(t *testing.T, l audit.Ledger) {
	t.Helper()
	const writers, each = 8, 25
	ids := IDs()
	var group sync.WaitGroup
	for node := range 2 {
		j := audit.Open(l, audit.Config{Node: strconv.Itoa(node), NewID: ids})
		defer j.Close()
		for w := range writers {
			group.Go(func() {
				for n := range each {
					if err := j.Write(t.Context(), Event(n, audit.Served{Identity: ID(w), Version: int64(n)})); err != nil {
						t.Errorf("writing: %v", err)
					}
				}
			})
		}
	}
	group.Wait()
	if report := Verify(t, l); report.Faults != nil || report.Entries != 2*writers*each || report.Chains != 2 {
		t.Errorf("verified: %d chains, %d entries, faults %v", report.Chains, report.Entries, report.Faults)
	}
}

func testAllOrNothing(t *testing.T, l audit.Ledger) {
	t.Helper()
	ids := IDs()
	j := audit.Open(l, audit.Config{NewID: ids})
	defer j.Close()
	bad := Event(1, audit.Served{Identity: ID(1), Version: 1}, audit.Served{Identity: "no UUID", Version: 1})
	if _, inMemory := l.(*Ledger); !inMemory && j.Write(t.Context(), bad) == nil {
		t.Error("an identity that is no UUID was written down")
	}
	Write(t, j, Event(2))
	if report := Verify(t, l); report.Faults != nil || report.Entries != 1 {
		t.Errorf("verified: %+v", report)
	}
	if served, err := l.AuditServed(t.Context(), []string{ID(1)}); err != nil || len(served) != 0 {
		t.Errorf("served are %v, %v", served, err)
	}
}

func testAcknowledged(t *testing.T, l audit.Ledger) {
	t.Helper()
	right := audit.Served{Identity: ID(1), Version: 4}
	acknowledged := func(chain int, seq int64, second int, who string) audit.Acknowledgement {
		return audit.Acknowledgement{Chain: ID(chain), Seq: seq, At: Now().Add(time.Duration(second) * time.Second), Who: who}
	}
	first, other := acknowledged(8, 2, 1, "ward-7"), acknowledged(7, 9, 1, "ward-7")
	for _, all := range [][]audit.Acknowledgement{{first, other}, {acknowledged(8, 2, 5, "ward-8")}, nil} {
		if err := l.Acknowledge(t.Context(), right, all); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := l.Acknowledged(t.Context(), right); err != nil || !slices.EqualFunc(got, []audit.Acknowledgement{other, first}, sameAcknowledged) {
		t.Errorf("acknowledged are %v, %v", got, err)
	}
	for _, none := range []audit.Served{{Identity: ID(1), Version: 5}, {Identity: ID(2), Version: 4}} {
		if got, err := l.Acknowledged(t.Context(), none); err != nil || len(got) != 0 {
			t.Errorf("of another, acknowledged are %v, %v", got, err)
		}
	}
}

func sameAcknowledged(a, b audit.Acknowledgement) bool {
	return a.Chain == b.Chain && a.Seq == b.Seq && a.At.Equal(b.At) && a.Who == b.Who
}
