package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store/memory"
)

// testRandom does the same random things to the store and to one in memory, and
// reads the same from both.
func testRandom(b *bench) {
	t := b.t
	oracle := newBench(t, memory.New())
	for round := range uint64(60) {
		ours, theirs := doRandom(t, b, round), doRandom(t, oracle, round)
		if ours != theirs {
			t.Fatalf("round %d:\n got %s\nwant %s", round, ours, theirs)
		}
		theirsAll := readAll(t, oracle)
		for i, ours := range readAll(t, b) {
			equal(t, fmt.Sprintf("reading %d after round %d", i, round), ours, theirsAll[i])
		}
		if t.Failed() {
			return
		}
	}
}

const everybody = 12

// seen is a view that has read something, for a transaction to adopt.
func seen(t *testing.T, b *bench, random *rand.Rand) (view linker.Reader) {
	t.Helper()
	err := b.View(t.Context(), func(r linker.Reader) error {
		view = r
		some := func() []identity.RecordID { return recordIDs(random.Perm(everybody)[:6]...) }
		_, err := r.Heads(some())
		_, err2 := r.Components(some())
		_, err3 := r.Edges(some())
		_, err4 := r.Identities(some())
		return errors.Join(err, err2, err3, err4)
	})
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return view
}

// doRandom runs one transaction, one in five of which fails, and says what it
// found on its way. Every other one knows what was read before.
func doRandom(t *testing.T, b *bench, round uint64) string {
	t.Helper()
	seed := rand.NewPCG(7, round)
	var found strings.Builder
	broken := errors.New("broken")
	view := seen(t, b, rand.New(rand.NewPCG(8, round)))
	err := b.Update(t.Context(), b.lane, 4, func(tx linker.Tx, first int64) error {
		random := rand.New(seed)
		if round%2 == 0 {
			tx.Adopt(view)
		}
		for i := range 3 {
			if err := randomWrite(b, tx, random, round, first+int64(i)); err != nil {
				return err
			}
			people, err := tx.Identities(recordIDs(random.Perm(everybody)[:3]...))
			records, err2 := tx.Heads(recordIDs(random.Perm(everybody)[:3]...))
			found.WriteString(told(t, people) + told(t, records))
			if err := errors.Join(err, err2); err != nil {
				return err
			}
		}
		if random.IntN(5) == 0 {
			return broken
		}
		return nil
	})
	if err != nil && !errors.Is(err, broken) {
		t.Fatalf("updating: %v", err)
	}
	return found.String()
}

func randomWrite(b *bench, tx linker.Tx, random *rand.Rand, round uint64, seq int64) error {
	some := random.Perm(everybody)[:1+random.IntN(4)]
	switch random.IntN(8) {
	case 0, 1:
		return randomRecords(b, tx, random, some[:1], seq)
	case 2:
		records, err := tx.Heads(recordIDs(some...))
		for i, r := range records {
			records[i] = linked(r, recordID(some[0]), anyUUID(strconv.Itoa(random.IntN(4))))
		}
		return errors.Join(err, tx.SetLinked(records))
	case 3:
		var edges []linker.Edge
		for _, other := range some[1:] {
			edges = append(edges, edge(some[0], other, random.Float64()))
		}
		return tx.ReplaceEdges(recordIDs(some...), edges)
	case 4:
		p := person(strconv.Itoa(random.IntN(4)), int64(round)+2, some...) //nolint:gosec // small
		p.Retired = random.IntN(3) == 0
		return tx.PutIdentities([]identity.Identity{p})
	case 5:
		return tx.OpenTasks([]linker.Task{task(strconv.Itoa(random.IntN(5)), some[0], random.IntN(everybody), identity.ReasonReview)})
	case 6:
		return tx.CloseTasks([]string{anyUUID(strconv.Itoa(random.IntN(5)))})
	default:
		return errors.Join(
			tx.PutMerges([]facts.Fact{merge(some[0], random.IntN(everybody), random.IntN(50), facts.Merge+facts.Kind(random.IntN(2)))}), //nolint:gosec // small
			tx.AddFacts([]facts.Fact{tell(some[0], random.IntN(9), "SMITH")}))
	}
}

// randomRecords publishes records anew.
func randomRecords(b *bench, tx linker.Tx, random *rand.Rand, some []int, seq int64) error {
	known, err := tx.Records(recordIDs(some...))
	for _, n := range some {
		r := record(b, n, seq)
		for _, k := range known {
			if k.ID == r.ID {
				k.Version++
				k.LaneSeq, k.Content = seq, k.Content.With(tell(n, random.IntN(99), fmt.Sprint("N", random.IntN(5))))
				r = k
			}
		}
		r.Number, r.Deleted, r.Restricted = number(random.IntN(15)), random.IntN(4) == 0, random.IntN(4) == 0
		err = errors.Join(err, tx.PutRecords([]linker.Record{r}))
	}
	return err
}

// readAll gives everything that a store has about everybody.
func readAll(t *testing.T, b *bench) []any {
	t.Helper()
	all := make([]int, everybody)
	for i := range all {
		all[i] = i
	}
	of := recordIDs(all...)
	var found []any
	add := func(v any, err error) error {
		found = append(found, v)
		return err
	}
	err := b.View(t.Context(), func(r linker.Reader) error {
		factsOf, err := r.Facts(of)
		merges, err2 := r.Merges(of)
		found = nil
		return errors.Join(err, err2, add(open(factsOf), nil), add(open(merges), nil),
			add(pair(r.Records(of))), add(pair(r.Components(of))), add(pair(r.Holders([]uint64{number(0), number(5), number(10)}))),
			add(pair(r.Edges(of))), add(pair(r.Identities(of))), add(pair(r.Members([]string{anyUUID("0"), anyUUID("1"), anyUUID("2"), anyUUID("3")}))),
			add(pair(r.Tasks(of))), add(pair(r.Unlinked(0, 100))), add(pair(r.Lanes())))
	})
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return append(
		found, must[[]linker.Record](t)(b.Published(t.Context(), linker.Mark{Lane: b.lane.ID}, 100)),
		must[[]linker.Linked](t)(b.Together(t.Context(), of[:everybody/2])),
	)
}

func pair[V any](v []V, err error) (any, error) {
	if len(v) == 0 {
		return nil, err
	}
	return v, err
}
