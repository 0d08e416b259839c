package recall_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/audit/audittest"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/recall"
)

// past is what became of one identity.
type past []linker.Change

func (p past) History(context.Context, string) ([]linker.Change, error) { return p, nil }

func change(version int64, kind identity.ChangeKind, joined, left []identity.RecordID) linker.Change {
	return linker.Change{
		At:     audittest.Now().Add(time.Duration(version) * time.Hour),
		Change: identity.Change{Identity: audittest.ID(1), Version: version, Kind: kind, Joined: joined, Left: left},
	}
}

func records(ids ...identity.RecordID) []identity.RecordID { return ids }

// told is an event of an organisation that was served a version of an identity.
func told(n int, organisation string, who int, version int64) audit.Event {
	e := audittest.Event(n, audit.Served{Identity: audittest.ID(who), Version: version})
	e.Organisation = organisation
	return e
}

func TestRecallListsWhoWasToldWhatWasWrong(t *testing.T) {
	t.Parallel()
	history := past{
		change(1, identity.Created, records("a"), nil),
		change(2, identity.Merged, records("b"), nil),
		change(3, identity.Kept, records("c"), nil),
		change(4, identity.Split, nil, records("b")),
	}
	ledger := &audittest.Ledger{}
	j := audit.Open(ledger, audit.Config{NewID: audittest.IDs()})
	refused := told(5, "RM3", 1, 2)
	refused.Outcome = audit.Failed
	audittest.Write(t, j,
		told(1, "RM3", 1, 1), // before
		told(2, "RM3", 1, 2), told(3, "RYJ", 1, 3), told(4, "RM3", 2, 2), refused,
		told(6, "RYJ", 1, 2), told(7, "RM3", 1, 4), // the last is right
	)
	j.Close()
	all := recall.Recalls{History: history, Ledger: ledger}
	id := recall.ID(audittest.ID(1), 4)
	find := func() recall.Recall {
		t.Helper()
		r, err := all.Find(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	r := find()
	var got []string
	for _, c := range r.Calls {
		got = append(got, fmt.Sprint(c.Event.Organisation, " ", c.Event.Request, " ", c.Served))
	}
	want := []string{"RM3 " + audittest.ID(1002) + " 2", "RYJ " + audittest.ID(1003) + " 3", "RYJ " + audittest.ID(1006) + " 2"}
	if !slices.Equal(got, want) || r.From != 2 || r.Version != 4 || r.Open() != 3 {
		t.Fatalf("from version %d to %d, %d open: %v, want %v", r.From, r.Version, r.Open(), got, want)
	}

	at := audittest.Now()
	acknowledge := func(organisation string, open int, requests ...string) {
		t.Helper()
		r := find()
		if err := all.Acknowledge(t.Context(), &r, organisation, "ward-7", at, requests...); err != nil {
			t.Fatal(err)
		}
		if after := find(); after.Open() != open {
			t.Errorf("once %s knows, %d are open, want %d", organisation, after.Open(), open)
		}
	}
	acknowledge("R0A", 3) // has none
	acknowledge("RYJ", 2, audittest.ID(1003), audittest.ID(1002))
	acknowledge("RYJ", 1)
	at = at.Add(time.Hour)
	acknowledge("RYJ", 1) // and again
	acknowledge("RM3", 0)
	r = find()
	if own := r.Of("RYJ"); len(own.Calls) != 2 || !own.Calls[0].Known || !own.Calls[0].KnownAt.Equal(audittest.Now()) || own.Calls[0].KnownBy != "ward-7" {
		t.Errorf("its own are %+v", own.Calls)
	}
}

func TestWhatIsNoSplitIsNoRecall(t *testing.T) {
	t.Parallel()
	history := past{
		change(1, identity.Created, records("a"), nil),
		change(2, identity.Kept, nil, records("a")),
		change(3, identity.Retired, nil, records("b")),
	}
	all := recall.Recalls{History: history, Ledger: &audittest.Ledger{}}
	one := audittest.ID(1)
	for _, id := range []string{"", one, one + ".", one + ".x", one + ".1", one + ".2", one + ".3", one + ".4", one + ".04", one + ".-1", ".4"} {
		if _, err := all.Find(t.Context(), id); !errors.Is(err, recall.ErrNone) {
			t.Errorf("%q: %v, want %v", id, err, recall.ErrNone)
		}
	}
}

// Whatever became of an identity, the calls of a recall are those served a version in
// which a record that then left had been the identity's without a break.
func TestRecallsAreExact(t *testing.T) {
	t.Parallel()
	recalls := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		history, members := randomPast(r)
		ledger := &audittest.Ledger{}
		j := audit.Open(ledger, audit.Config{NewID: audittest.IDs()})
		for n := range 30 {
			audittest.Write(t, j, told(n, "RM3", 1, 1+int64(r.IntN(len(history)))))
		}
		j.Close()
		for _, c := range history {
			if c.Kind != identity.Split {
				continue
			}
			recalls++
			found, err := recall.Recalls{History: history, Ledger: ledger}.Find(t.Context(), recall.ID(audittest.ID(1), c.Version))
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, s := range ledger.Served {
				if wrong(members, c, s.Version) {
					want++
				}
			}
			if len(found.Calls) != want {
				t.Fatalf("seed %d, split %d: %d calls, want %d", seed, c.Version, len(found.Calls), want)
			}
			for _, call := range found.Calls {
				if !wrong(members, c, call.Served) {
					t.Fatalf("seed %d, split %d: version %d was right", seed, c.Version, call.Served)
				}
			}
		}
	}
	if recalls < 200 {
		t.Errorf("only %d recalls", recalls)
	}
}

// wrong says whether a record that left was in a version, and stayed until it left.
func wrong(members []map[identity.RecordID]bool, split linker.Change, version int64) bool {
	return version < split.Version && slices.ContainsFunc(split.Left, func(record identity.RecordID) bool {
		for v := version; v < split.Version; v++ {
			if !members[v][record] {
				return false
			}
		}
		return true
	})
}

// randomPast gives the changes of an identity, and its members in each version.
func randomPast(r *rand.Rand) (history past, members []map[identity.RecordID]bool) {
	now := map[identity.RecordID]bool{"a": true}
	members = append(members, nil, maps.Clone(now))
	history = append(history, change(1, identity.Created, records("a"), nil))
	for version := int64(2); version < 12; version++ {
		record := identity.RecordID("bcd"[r.IntN(3)])
		kind, joined, left := identity.Merged, records(record), records()
		if now[record] {
			kind, joined, left = identity.Split, nil, records(record)
			if r.IntN(4) == 0 {
				kind = identity.Kept // deleted
			}
		}
		now[record] = !now[record]
		members = append(members, maps.Clone(now))
		history = append(history, change(version, kind, joined, left))
	}
	return history, members
}
