package storetest

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

func change(name string, version int64) linker.Change {
	return linker.Change{
		Change: identity.Change{
			Identity: anyUUID(name), Version: version, Kind: identity.Merged, Successor: anyUUID("heir"),
			Joined: recordIDs(1, 2), Left: recordIDs(3),
		},
		ID: anyUUID("change"), Part: 1, Parts: 2, Cause: "assertion", At: day(1), Model: "uk", Restricted: true,
		Records: []linker.Reference{{Authority: "RM1", LocalID: "local 1", LinkVersion: 3}},
	}
}

func testOutbox(b *bench) {
	t := b.t
	all := []linker.Change{change("p", 1), change("q", 1), change("p", 2)}
	all[1].Successor, all[1].Joined, all[1].Left, all[1].Records = "", nil, nil, nil
	b.update(t, func(tx linker.Tx) error { return tx.AddChanges(all[:2]) })
	b.update(t, func(tx linker.Tx) error { return tx.AddChanges(all[2:]) })
	told := map[string][]linker.Change{}
	for shard := range store.Shards {
		messages, next, err := b.Outbox(t.Context(), shard, nil, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			if m.Shard != shard || store.ShardOf(m.Change.Identity) != shard || m.Lane != b.lane.ID {
				t.Errorf("a change of shard %d and lane %d came from shard %d", m.Shard, m.Lane, shard)
			}
			told[m.Change.Identity] = append(told[m.Change.Identity], *m.Change)
		}
		if messages, _, err := b.Outbox(t.Context(), shard, next, 100); len(messages) > 0 || err != nil {
			t.Errorf("%d changes after all were read, %v", len(messages), err)
		}
	}
	equal(t, "changes of p", told[anyUUID("p")], []linker.Change{all[0], all[2]})
	equal(t, "changes of q", told[anyUUID("q")], []linker.Change{all[1]})
	equal(t, "history of p", must[[]linker.Change](t)(b.History(t.Context(), anyUUID("p"))), []linker.Change{all[0], all[2]})
}

// testOutboxOrder lets three lanes change ten identities and five notices in turn, and
// reads with all sorts of limits.
func testOutboxOrder(b *bench) {
	t := b.t
	lanes := []linker.Lane{b.lane}
	for _, name := range []string{"second", "third"} {
		lane, _, err := b.TakeLane(t.Context(), name, "test")
		if err != nil {
			t.Fatal(err)
		}
		lanes = append(lanes, lane)
	}
	random := rand.New(rand.NewPCG(1, 2))
	versions := map[string]int64{}
	for range 60 {
		var list []linker.Change
		for range 1 + random.IntN(3) {
			name := strconv.Itoa(random.IntN(10))
			versions[name]++
			list = append(list, change(name, versions[name]))
		}
		number := random.IntN(5)
		name := noticeName(number)
		versions[name]++
		err := b.Update(t.Context(), lanes[random.IntN(len(lanes))], 0, func(tx linker.Tx, _ int64) error {
			return errors.Join(tx.AddChanges(list), tx.PutNotices([]linker.Notice{notice(number, versions[name])}))
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, limit := range []int{1, 2, 5, 1000} {
		told := readOutbox(t, b, limit)
		for name, version := range versions {
			if told[anyUUID(name)] != version {
				t.Errorf("with limit %d version %d is the last told, want %d", limit, told[anyUUID(name)], version)
			}
		}
	}
}

// readOutbox reads all there is and gives the last version of each identity and notice.
func readOutbox(t *testing.T, b *bench, limit int) map[string]int64 {
	t.Helper()
	told := map[string]int64{}
	for shard := range store.Shards {
		var at store.Cursor
		for idle := 0; idle < 2; { // nothing new twice is the end
			messages, next, err := b.Outbox(t.Context(), shard, at, limit)
			if err != nil {
				t.Fatal(err)
			}
			idle++
			for _, m := range messages {
				idle = 0
				key := m.Key()
				if key.Version != told[key.ID]+1 {
					t.Fatalf("with limit %d version %d is told after %d", limit, key.Version, told[key.ID])
				}
				told[key.ID] = key.Version
			}
			at = next
		}
	}
	return told
}

func testLease(b *bench) {
	t := b.t
	ctx := t.Context()
	first, err := b.LeaseShard(ctx, 3, "one", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.LeaseShard(ctx, 3, "two", time.Hour); !errors.Is(err, store.ErrLeased) {
		t.Errorf("a leased shard gave %v, want ErrLeased", err)
	}
	again, err := b.LeaseShard(ctx, 3, "one", -time.Hour) // it has run out at once
	if err != nil || again.Epoch != first.Epoch {
		t.Errorf("leased again: epoch %d after %d, %v", again.Epoch, first.Epoch, err)
	}
	if err := b.MarkPublished(ctx, first, store.Cursor{1: 5, 2: 7}); err != nil {
		t.Fatal(err)
	}
	if err := b.MarkPublished(ctx, first, store.Cursor{1: 4}); err != nil {
		t.Fatal(err)
	}
	taken, err := b.LeaseShard(ctx, 3, "two", time.Hour)
	if err != nil || taken.Epoch <= first.Epoch {
		t.Fatalf("taken over: epoch %d after %d, %v", taken.Epoch, first.Epoch, err)
	}
	equal(t, "done so far", taken.Done, store.Cursor{1: 5, 2: 7})
	if err := b.MarkPublished(ctx, first, store.Cursor{1: 9}); !errors.Is(err, linker.ErrFenced) {
		t.Errorf("the old publisher got %v, want ErrFenced", err)
	}
}
