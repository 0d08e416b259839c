package follow_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/publish/follow"
)

func id(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

func encode(tb testing.TB, value any) []byte {
	tb.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

// moving makes the messages about records that move between identities, one at a
// time, and gives where each is in the end.
func moving(tb testing.TB, random *rand.Rand) (messages [][]byte, homes map[facts.Key]string) {
	tb.Helper()
	const people, records, moves = 5, 8, 30
	at := [records]int{}
	links, versions := [records]int64{}, [people]int64{}
	tell := func(p int) {
		versions[p]++
		c := linker.Change{Change: identity.Change{Identity: id(p), Version: versions[p], Kind: identity.Kept}}
		for r := range records {
			if at[r] == p && links[r] > 0 {
				c.Records = append(c.Records, linker.Reference{Authority: "A", LocalID: strconv.Itoa(r), LinkVersion: links[r]})
			}
		}
		messages = append(messages, encode(tb, publish.NewIdentity(&c)))
	}
	for range moves {
		r, to := random.IntN(records), random.IntN(people)
		from := at[r]
		if links[r] > 0 && from == to {
			continue
		}
		known := links[r] > 0
		at[r] = to
		links[r]++
		tell(to)
		if known {
			tell(from)
		}
	}
	homes = map[facts.Key]string{}
	for r := range records {
		if links[r] > 0 {
			homes[facts.Key{Authority: "A", LocalID: strconv.Itoa(r)}] = id(at[r])
		}
	}
	return messages, homes
}

func TestAnyOrderAddsUpToTheSame(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 9))
		messages, want := moving(t, random)
		messages = append(messages, messages[random.IntN(len(messages))], messages[random.IntN(len(messages))])
		random.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
		var v follow.View
		for _, m := range messages {
			if err := v.Take(m); err != nil {
				t.Fatal(err)
			}
		}
		if got := v.Partition(); !maps.Equal(got, want) {
			t.Fatalf("seed %d: %d records have an identity, want %d, or others", seed, len(got), len(want))
		}
	}
}

// TestHalfWayTheHigherLinkVersionIsRight hears of where a record came to, and not
// yet of where it left.
func TestHalfWayTheHigherLinkVersionIsRight(t *testing.T) {
	t.Parallel()
	told := func(p int, version, link int64) []byte {
		return encode(t, publish.NewIdentity(&linker.Change{
			Change:  identity.Change{Identity: id(p), Version: version, Kind: identity.Kept},
			Records: []linker.Reference{{Authority: "A", LocalID: "1", LinkVersion: link}},
		}))
	}
	for _, order := range [][][]byte{{told(1, 9, 1), told(2, 1, 2)}, {told(2, 1, 2), told(1, 9, 1)}} {
		var v follow.View
		for _, m := range order {
			if err := v.Take(m); err != nil {
				t.Fatal(err)
			}
		}
		if got := v.Partition()[facts.Key{Authority: "A", LocalID: "1"}]; got != id(2) {
			t.Errorf("the record has identity %s, want %s", got, id(2))
		}
	}
}

func TestContradictionsAreErrors(t *testing.T) {
	t.Parallel()
	c := linker.Change{Change: identity.Change{Identity: id(1), Version: 2, Kind: identity.Kept}, Cause: "message"}
	event, err := publish.NewEvent(&c)
	if err != nil {
		t.Fatal(err)
	}
	other := event
	other.Cause = "assertion"
	wrong := event
	wrong.EventID = id(7)
	var h follow.History
	for i, step := range []struct {
		event publish.Event
		fails bool
	}{{event, false}, {event, false}, {other, true}, {wrong, true}} {
		if err := h.Take(encode(t, step.event)); (err != nil) != step.fails {
			t.Errorf("event %d gave %v", i, err)
		}
	}
	if h.Again() != 1 || len(h.Missing()) != 1 {
		t.Errorf("%d came again and of %d identities a change is missing, want 1 and 1", h.Again(), len(h.Missing()))
	}
	var v follow.View
	state := publish.NewIdentity(&c)
	again := state
	again.Cause = "assertion"
	if err := v.Take(encode(t, state)); err != nil {
		t.Fatal(err)
	}
	if err := v.Take(encode(t, again)); err == nil {
		t.Error("a version told in two ways passed")
	}
}

func FuzzTake(f *testing.F) {
	messages, _ := moving(f, rand.New(rand.NewPCG(1, 1)))
	for _, m := range messages {
		f.Add(m)
	}
	event, err := publish.NewEvent(&linker.Change{Change: identity.Change{Identity: id(1), Version: 1, Kind: identity.Created}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(encode(f, event))
	f.Fuzz(func(t *testing.T, message []byte) {
		var v follow.View
		if v.Take(message) == nil && v.Len() != 1 {
			t.Error("a message that passed left no identity")
		}
		for key := range v.Partition() {
			if v.Partition()[key] == "" {
				t.Error("a record has an identity without an id")
			}
		}
		var h follow.History
		if h.Take(message) == nil && (len(h.Identities()) != 1 || h.Take(message) != nil || h.Again() != 1) {
			t.Error("an event does not count once, and then as one that came again")
		}
	})
}
