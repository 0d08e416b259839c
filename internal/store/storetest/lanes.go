package storetest

import (
	"errors"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

func nothing(linker.Tx, int64) error { return nil }

func testLanes(b *bench) {
	t := b.t
	ctx := t.Context()
	again, _, err := b.TakeLane(ctx, "own", "another")
	if err != nil {
		t.Fatalf("taking the lane again: %v", err)
	}
	if again.ID != b.lane.ID || again.Epoch <= b.lane.Epoch {
		t.Errorf("the lane taken again is %+v after %+v", again, b.lane)
	}
	if err := b.Update(ctx, b.lane, 1, nothing); !errors.Is(err, linker.ErrFenced) {
		t.Errorf("the old owner got %v, want ErrFenced", err)
	}
	if err := b.Update(ctx, again, 1, nothing); err != nil {
		t.Errorf("the new owner got %v", err)
	}
	if err := b.Update(ctx, linker.Lane{ID: 99, Epoch: 1}, 1, nothing); !errors.Is(err, linker.ErrFenced) {
		t.Errorf("a lane that does not exist gave %v, want ErrFenced", err)
	}
	other, _, err := b.TakeLane(ctx, "other", "test")
	if err != nil || other.ID == b.lane.ID {
		t.Errorf("another lane is %+v, %v", other, err)
	}
	want := []linker.Mark{{Lane: again.ID, Seq: 1}, {Lane: other.ID, Seq: 0}}
	equal(t, "marks", must[[]linker.Mark](t)(b.Marks(ctx)), want)
	states := []linker.LaneState{{Mark: want[0], Epoch: again.Epoch, Turn: 1}, {Mark: want[1], Epoch: other.Epoch}}
	equal(t, "lanes in a view", read(t, b, linker.Reader.Lanes), states)
	b.lane = again
	states[0].Turn++
	b.update(t, func(tx linker.Tx) error {
		equal(t, "lanes in a transaction", must[[]linker.LaneState](t)(tx.Lanes()), states)
		return nil
	})
}

func testNumbers(b *bench) {
	t := b.t
	var firsts []int64
	note := func(_ linker.Tx, first int64) error {
		firsts = append(firsts, first)
		return nil
	}
	broken := errors.New("broken")
	for _, count := range []int{3, 0, 2} {
		if err := b.Update(t.Context(), b.lane, count, note); err != nil {
			t.Fatal(err)
		}
		err := b.Update(t.Context(), b.lane, 7, func(linker.Tx, int64) error { return broken })
		if !errors.Is(err, broken) {
			t.Fatalf("the error is %v, want what the function gave", err)
		}
	}
	equal(t, "first numbers", firsts, []int64{1, 4, 4})
	equal(t, "marks", must[[]linker.Mark](t)(b.Marks(t.Context())), []linker.Mark{{Lane: b.lane.ID, Seq: 5}})
}

func testPosition(b *bench) {
	t := b.t
	at := linker.Position{Topic: "demographics", Partition: 3, Offset: 42}
	b.update(t, func(tx linker.Tx) error { return tx.Advance(at) })
	err := b.Update(t.Context(), b.lane, 0, func(tx linker.Tx, _ int64) error {
		return errors.Join(tx.Advance(linker.Position{Topic: "demographics", Partition: 3, Offset: 50}), errors.New("broken"))
	})
	if err == nil {
		t.Error("a transaction that failed gave no error")
	}
	offset, known, err := b.Position(t.Context(), "demographics", 3)
	equal(t, "position", []any{offset, known, err}, []any{42, true, nil})
	offset, known, err = b.Position(t.Context(), "demographics", 4)
	equal(t, "another position", []any{offset, known, err}, []any{0, false, nil})
	_, taken, err := b.TakeLane(t.Context(), "own", "another")
	equal(t, "position of the lane", []any{taken, err}, []any{at, nil})
}

func testRollback(b *bench) {
	t := b.t
	kept := b.publish(t, 1)
	err := b.Update(t.Context(), b.lane, 1, func(tx linker.Tx, first int64) error {
		changed := kept[0]
		changed.Version, changed.LaneSeq, changed.Number = 2, first, 9999999999
		fresh := linked(record(b, 2, first), recordID(2), anyUUID("p"))
		return errors.Join(
			tx.PutRecords([]linker.Record{changed, fresh}),
			tx.AddFacts([]facts.Fact{tell(1, 1, "SMITH")}),
			tx.ReplaceEdges(nil, []linker.Edge{edge(1, 2, 5)}),
			tx.PutIdentities([]identity.Identity{{ID: anyUUID("p"), Version: 1, Members: []identity.Member{{Record: recordID(2)}}}}),
			errors.New("broken"))
	})
	if err == nil {
		t.Fatal("a transaction that failed gave no error")
	}
	all := []identity.RecordID{recordID(1), recordID(2)}
	equal(t, "records", read(t, b, func(r linker.Reader) ([]linker.Record, error) { return r.Records(all) }), kept)
	equal(t, "facts", read(t, b, func(r linker.Reader) ([]facts.Fact, error) { return r.Facts(all) }), nil)
	equal(t, "edges", read(t, b, func(r linker.Reader) ([]linker.Edge, error) { return r.Edges(all) }), nil)
	equal(t, "identities", read(t, b, func(r linker.Reader) ([]identity.Identity, error) { return r.Identities(all) }), nil)
	equal(t, "published", must[[]linker.Record](t)(b.Published(t.Context(), linker.Mark{Lane: b.lane.ID}, 9)), kept)
}

func testOwnWrites(b *bench) {
	t := b.t
	b.update(t, func(tx linker.Tx) error {
		fresh := linked(record(b, 1, 1), recordID(1), "")
		if err := tx.PutRecords([]linker.Record{fresh}); err != nil {
			return err
		}
		found, err := tx.Components([]identity.RecordID{recordID(1)})
		equal(t, "what was written", found, []linker.Record{head(fresh)})
		return err
	})
}
