package storetest

import (
	"errors"
	"slices"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

// sorted orders records by id, without contents.
func sorted(records ...linker.Record) []linker.Record {
	out := make([]linker.Record, len(records))
	for i, r := range records {
		out[i] = head(r)
	}
	slices.SortFunc(out, func(a, b linker.Record) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return out
}

func testRecords(b *bench) {
	t := b.t
	r := b.publish(t, 1, 2, 3, 4)
	r[1].Restricted = true
	r[2].Deleted = true
	r[0], r[1] = linked(r[0], r[0].ID, anyUUID("p")), linked(r[1], r[0].ID, anyUUID("p"))
	r[2] = linked(r[2], r[2].ID, "")
	b.update(t, func(tx linker.Tx) error { return tx.PutRecords(r[:3]) })
	unknown := recordID(77)

	found := read(t, b, func(v linker.Reader) ([]linker.Record, error) {
		return v.Records([]identity.RecordID{r[1].ID, unknown, r[0].ID})
	})
	for i := range found {
		if !found[i].Content.Exists() {
			t.Error("a record has no content")
		}
		found[i] = head(found[i])
	}
	equal(t, "records", found, sorted(r[0], r[1]))
	equal(t, "heads", read(t, b, func(v linker.Reader) ([]linker.Record, error) {
		return v.Heads([]identity.RecordID{r[2].ID, r[3].ID, unknown})
	}), sorted(r[2], r[3]))
	equal(t, "components", read(t, b, func(v linker.Reader) ([]linker.Record, error) {
		return v.Components([]identity.RecordID{r[2].ID, r[0].ID, unknown})
	}), sorted(r[0], r[1], r[2]))
	equal(t, "holders", read(t, b, func(v linker.Reader) ([]linker.Record, error) {
		return v.Holders([]uint64{number(1), number(5)})
	}), sorted(r[0], r[1], r[3]))
	equal(t, "nothing", read(t, b, func(v linker.Reader) ([]linker.Record, error) { return v.Heads(nil) }), nil)
}

func testVersions(b *bench) {
	t := b.t
	r := b.publish(t, 1)[0]
	first := r.Content
	b.update(t, func(tx linker.Tx) error { return tx.SetLinked([]linker.Record{linked(r, r.ID, anyUUID("p"))}) })
	second := first.With(tell(1, 5, "JONES"))
	b.update(t, func(tx linker.Tx) error {
		now, err := tx.Records([]identity.RecordID{r.ID})
		if err != nil {
			return err
		}
		now[0].Version, now[0].Content, now[0].Number = 2, second, 0
		return tx.PutRecords(now)
	})
	got := read(t, b, func(v linker.Reader) ([]linker.Record, error) { return v.Records([]identity.RecordID{r.ID}) })[0]
	equal(t, "content", got.Content, second)
	equal(t, "linked", []any{got.Version, got.Linked, got.LinkedNumber, got.Component, got.Identity, got.LinkVersion},
		[]any{2, 1, number(1), r.ID, anyUUID("p"), 1})
	equal(t, "version 1", must[facts.Content](t)(b.Content(t.Context(), r.ID, 1)), first)
	equal(t, "version 2", must[facts.Content](t)(b.Content(t.Context(), r.ID, 2)), second)
	if _, err := b.Content(t.Context(), r.ID, 3); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a version that is not there gave %v", err)
	}
	equal(t, "holders of the old number", read(t, b, func(v linker.Reader) ([]linker.Record, error) {
		return v.Holders([]uint64{number(1)})
	}), nil)
}

func testPublished(b *bench) {
	t := b.t
	r := b.publish(t, 1, 2, 3)
	other, _, err := b.TakeLane(t.Context(), "other", "test")
	if err != nil {
		t.Fatal(err)
	}
	moved := r[1]
	err = b.Update(t.Context(), other, 1, func(tx linker.Tx, first int64) error {
		moved.Lane, moved.LaneSeq, moved.Version = other.ID, first, 2
		return tx.PutRecords([]linker.Record{moved})
	})
	if err != nil {
		t.Fatal(err)
	}
	published := func(lane, after int64, limit int) []linker.Record {
		t.Helper()
		return must[[]linker.Record](t)(b.Published(t.Context(), linker.Mark{Lane: lane, Seq: after}, limit))
	}
	equal(t, "own lane", published(b.lane.ID, 0, 9), []linker.Record{r[0], r[2]})
	equal(t, "after a mark", published(b.lane.ID, 1, 9), []linker.Record{r[2]})
	equal(t, "up to a limit", published(b.lane.ID, 0, 1), []linker.Record{r[0]})
	equal(t, "other lane", published(other.ID, 0, 9), []linker.Record{moved})
	equal(t, "after the end", published(b.lane.ID, 3, 9), nil)
	equal(t, "no lane", published(99, 0, 9), nil)
}

func testUnlinked(b *bench) {
	t := b.t
	unlinked := func(lane int64, limit int) []linker.Record {
		t.Helper()
		return read(t, b, func(v linker.Reader) ([]linker.Record, error) { return v.Unlinked(lane, limit) })
	}
	r := b.publish(t, 1, 2, 3)
	equal(t, "new", unlinked(b.lane.ID, 9), sorted(r...))
	equal(t, "up to a limit", unlinked(b.lane.ID, 2), sorted(r[0], r[1]))
	b.update(t, func(tx linker.Tx) error {
		return tx.SetLinked([]linker.Record{linked(r[0], r[0].ID, ""), linked(r[2], r[2].ID, "")})
	})
	equal(t, "one left", unlinked(0, 9), sorted(r[1]))
	b.update(t, func(tx linker.Tx) error { return tx.SetLinked([]linker.Record{linked(r[1], r[1].ID, "")}) })
	equal(t, "none left", unlinked(0, 9), nil)
	more := b.publish(t, 4)
	equal(t, "later", unlinked(0, 9), sorted(more...))
	equal(t, "of another lane", unlinked(b.lane.ID+1, 9), nil)
}

// flight is what a reader tells of records that others have published and not
// linked.
type flight interface {
	InFlight(own []linker.Mark, limit int) ([]linker.Record, error)
}

func testInFlight(b *bench) {
	t := b.t
	other, _, err := b.TakeLane(t.Context(), "other", "test")
	if err != nil {
		t.Fatal(err)
	}
	inFlight := func(upTo int64, limit int) []linker.Record {
		t.Helper()
		return read(t, b, func(v linker.Reader) ([]linker.Record, error) {
			return v.(flight).InFlight([]linker.Mark{{Lane: b.lane.ID, Seq: upTo}}, limit) //nolint:errcheck,forcetypeassert // every store has it
		})
	}
	r := b.publish(t, 1, 2, 3)
	theirs := (&bench{b.Store, t, other}).publish(t, 4)[0]
	equal(t, "own ones", inFlight(3, 9), sorted(slices.Concat(r, []linker.Record{theirs})...))
	equal(t, "own ones up to a mark", inFlight(2, 9), sorted(r[0], r[1], theirs))
	equal(t, "only others'", inFlight(0, 9), sorted(theirs))
	b.update(t, func(tx linker.Tx) error { return tx.SetLinked([]linker.Record{linked(theirs, theirs.ID, "")}) })
	equal(t, "linked by now", inFlight(0, 9), nil)
	equal(t, "own ones later", inFlight(3, 9), sorted(r...))
	equal(t, "up to a limit", len(inFlight(3, 2)), 2)
	theirs = (&bench{b.Store, t, other}).publish(t, 5)[0]
	equal(t, "more of others", inFlight(0, 9), sorted(theirs))
}
