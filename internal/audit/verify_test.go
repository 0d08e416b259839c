package audit_test

import (
	"bytes"
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/audit/audittest"
)

// kept gives a ledger with two chains of ten entries each.
func kept(t *testing.T) *audittest.Ledger {
	t.Helper()
	l := &audittest.Ledger{}
	ids := audittest.IDs()
	for chain := range 2 {
		j := audit.Open(l, audit.Config{Node: strconv.Itoa(chain), NewID: ids})
		for n := range 10 {
			audittest.Write(t, j, audittest.Event(n, audit.Served{Identity: audittest.ID(n % 3), Version: int64(n)}))
		}
		j.Close()
	}
	if report := audittest.Verify(t, l, l.Heads...); report.Faults != nil {
		t.Fatalf("whole, and yet: %v", report.Faults)
	}
	return l
}

// entry gives where an entry of a chain is, both from 1.
func entry(chain, seq int) int { return 10*(chain-1) + seq - 1 }

const first, second = "10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"

// written writes a chain anew from an entry on, as one who knows how could, with
// the head.
func written(l *audittest.Ledger, chain string, from int) {
	var before audit.Hash
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Chain != chain {
			continue
		}
		if int(e.Seq) >= from {
			e.Hash = sha256.Sum256(append(before[:], e.Body...))
		}
		before = e.Hash
	}
	for i := range l.Heads {
		if l.Heads[i].Chain == chain {
			l.Heads[i].Hash = before
		}
	}
}

func TestVerifyNamesWhatWasDone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage func(l *audittest.Ledger)
		want   []string
	}{
		"a byte changed": {func(l *audittest.Ledger) {
			e := &l.Entries[entry(2, 4)]
			e.Body = bytes.Replace(e.Body, []byte("RM3"), []byte("RM4"), 1)
		}, []string{"entry 4: it was changed"}},
		"a byte of a hash changed": {func(l *audittest.Ledger) { l.Entries[entry(2, 4)].Hash[7] ^= 1 }, []string{"entry 4: it was changed"}},
		"no JSON":                  {func(l *audittest.Ledger) { l.Entries[entry(2, 4)].Body[0] = '[' }, []string{"entry 4: it is not readable"}},
		"a time changed": {func(l *audittest.Ledger) {
			e := &l.Entries[entry(2, 4)]
			e.At = e.At.Add(1)
		}, []string{"entry 4: its time was changed"}},
		"a row removed": {func(l *audittest.Ledger) {
			l.Entries = slices.Delete(l.Entries, entry(2, 4), entry(2, 5))
		}, []string{"entry 4: it is missing"}},
		"rows removed": {func(l *audittest.Ledger) {
			l.Entries = slices.Delete(l.Entries, entry(2, 4), entry(2, 7))
		}, []string{"entry 4: it is missing, and all to 6"}},
		"the first removed": {func(l *audittest.Ledger) {
			l.Entries = slices.Delete(l.Entries, entry(2, 1), entry(2, 2))
		}, []string{"entry 1: it is missing"}},
		"two swapped": {func(l *audittest.Ledger) {
			a, b := &l.Entries[entry(2, 4)], &l.Entries[entry(2, 7)]
			*a, *b = *b, *a
			a.Seq, b.Seq = b.Seq, a.Seq
		}, []string{"entry 4: entry 7 stands here", "entry 7: entry 4 stands here"}},
		"put into the other chain": {func(l *audittest.Ledger) {
			e := l.Entries[entry(1, 4)]
			e.Chain = second
			l.Entries[entry(2, 4)] = e
		}, []string{"entry 4: it is of the chain " + first}},
		"the tail cut": {func(l *audittest.Ledger) {
			l.Entries = l.Entries[:entry(2, 8)]
		}, []string{"entry 8: it is missing, and all to 10"}},
		"all of it cut": {func(l *audittest.Ledger) {
			l.Entries = l.Entries[:entry(2, 1)]
		}, []string{"entry 1: it is missing, and all to 10"}},
		"the head removed": {func(l *audittest.Ledger) { l.Heads = l.Heads[:1] }, []string{"how far it goes is not known"}},
		"the last written anew": {func(l *audittest.Ledger) {
			e := &l.Entries[entry(2, 10)]
			e.Body = bytes.Replace(e.Body, []byte("RM3"), []byte("RM4"), 1)
			e.Hash = sha256.Sum256(append(slices.Clone(l.Entries[entry(2, 9)].Hash[:]), e.Body...))
		}, []string{"entry 10: it is not the end that the chain is known to have"}},
		"who was served forgotten": {func(l *audittest.Ledger) {
			l.Served = slices.DeleteFunc(l.Served, func(s audit.Serving) bool { return s.Chain == second && s.Seq == 5 })
		}, []string{"entry 5: 1 of those it served are not found"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := kept(t)
			c.damage(l)
			faults := audittest.Verify(t, l).Faults
			if len(faults) != len(c.want) {
				t.Fatalf("faults: %v, want %v", faults, c.want)
			}
			for i, fault := range faults {
				if fault.Chain != second || !strings.Contains(fault.String(), c.want[i]) {
					t.Errorf("fault %d is %q, want %q", i, fault, c.want[i])
				}
			}
		})
	}
}

// What whoever can write a chain anew does is found with heads that were noted.
func TestNotedHeadsShowWhatWasWrittenAnew(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage func(l *audittest.Ledger)
		want   string
	}{
		"an entry, and all after it": {func(l *audittest.Ledger) {
			e := &l.Entries[entry(2, 4)]
			e.Body = bytes.Replace(e.Body, []byte("RM3"), []byte("RM4"), 1)
			written(l, second, 4)
		}, "entry 10: it is another than was noted"},
		"the tail cut, and the head put back": {func(l *audittest.Ledger) {
			l.Entries = l.Entries[:entry(2, 8)]
			last := l.Entries[len(l.Entries)-1]
			l.Heads[1] = audit.Head{Chain: second, Seq: last.Seq, Hash: last.Hash}
			l.Served = slices.DeleteFunc(l.Served, func(s audit.Serving) bool { return s.Chain == second && s.Seq > last.Seq })
		}, "entry 8: it is missing, and all to 10, which was noted"},
		"a chain with its head": {func(l *audittest.Ledger) {
			l.Entries, l.Heads = l.Entries[:entry(2, 1)], l.Heads[:1]
		}, "chain " + second + ": the chain is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := kept(t)
			noted := slices.Clone(l.Heads)
			c.damage(l)
			if faults := audittest.Verify(t, l).Faults; faults != nil {
				t.Errorf("found without what was noted: %v", faults)
			}
			faults := audittest.Verify(t, l, noted...).Faults
			if len(faults) != 1 || !strings.Contains(faults[0].String(), c.want) {
				t.Errorf("faults: %v, want %q", faults, c.want)
			}
		})
	}
}

// Whatever one bit or one row is changed, it is found, and at that place.
func TestAnyOneChangeIsFound(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		l := kept(t)
		at := r.IntN(len(l.Entries))
		e := &l.Entries[at]
		seq := e.Seq
		switch r.IntN(3) {
		case 0:
			e.Body[r.IntN(len(e.Body))] ^= 1 << r.IntN(8)
		case 1:
			e.Hash[r.IntN(len(e.Hash))] ^= 1 << r.IntN(8)
		case 2:
			l.Entries = slices.Delete(l.Entries, at, at+1)
		}
		faults := audittest.Verify(t, l).Faults
		if len(faults) == 0 || !slices.ContainsFunc(faults, func(f audit.Fault) bool { return f.Seq == seq }) {
			t.Errorf("seed %d: entry %d was changed, found %v", seed, seq, faults)
		}
	}
}
