package storetest

import (
	"errors"

	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/reports"
	"github.com/lhcre/mpi/internal/store"
)

func testDeadLetters(b *bench) {
	t := b.t
	letter := func(offset int64, value string) linker.DeadLetter {
		return linker.DeadLetter{
			Position: linker.Position{Topic: "demographics", Partition: 1, Offset: offset}, At: day(1),
			ContentType: "application/json", Key: []byte{0, 255}, Value: []byte(value), Reason: "no authority",
		}
	}
	all := []linker.DeadLetter{letter(1, "a"), letter(2, "b"), letter(3, "")}
	b.update(t, func(tx linker.Tx) error { return tx.AddDeadLetters(all) })
	b.update(t, func(tx linker.Tx) error { return tx.AddDeadLetters(all[1:]) })
	ctx := t.Context()
	found := map[string]store.DeadLetter{}
	for after := ""; ; {
		page := must[[]store.DeadLetter](t)(b.DeadLetters(ctx, after, 2))
		if len(page) == 0 {
			break
		}
		for _, d := range page {
			if d.ID <= after {
				t.Fatal("pages are out of order")
			}
			found[d.ID], after = d, d.ID
		}
	}
	if len(found) != len(all) {
		t.Errorf("%d dead letters, want %d", len(found), len(all))
	}
	id := store.DeadLetterID(&all[0])
	equal(t, "a letter", must[store.DeadLetter](t)(b.DeadLetter(ctx, id)), store.DeadLetter{DeadLetter: all[0], ID: id})
	if err := b.MarkReplayed(ctx, id); err != nil {
		t.Fatal(err)
	}
	if must[store.DeadLetter](t)(b.DeadLetter(ctx, id)).Replayed.IsZero() {
		t.Error("a letter that was replayed does not say so")
	}
	if got := must[store.Counts](t)(b.Counts(ctx)).DeadLetters; got != 2 {
		t.Errorf("%d dead letters count, want 2", got)
	}
	for _, err := range []error{b.MarkReplayed(ctx, anyUUID("none")), second(b.DeadLetter(ctx, anyUUID("none")))} {
		if !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a letter that is not there gave %v", err)
		}
	}
}

func testReports(b *bench) {
	t, ctx := b.t, b.t.Context()
	report := func(name string, at int, records ...identity.RecordID) reports.Report {
		return reports.Report{
			ID: anyUUID(name), Identity: anyUUID("person"), Version: 3, Reason: reports.WrongPerson, Records: records, At: day(at), Who: "ward-7", Organisation: "RM3",
		}
	}
	first := report("first", 1, identity.RecordID(anyUUID("a")), identity.RecordID(anyUUID("b")))
	later := report("later", 2)
	for _, r := range []reports.Report{later, first, first} {
		if err := b.AddReport(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "open reports", must[[]reports.Report](t)(b.OpenReports(ctx)), []reports.Report{first, later})
	if err := b.DecideReport(ctx, first.ID, "lead-1", day(3)); err != nil {
		t.Fatal(err)
	}
	equal(t, "what is left", must[[]reports.Report](t)(b.OpenReports(ctx)), []reports.Report{later})
	for _, id := range []string{first.ID, anyUUID("none")} {
		if err := b.DecideReport(ctx, id, "lead-1", day(3)); !errors.Is(err, reports.ErrUnknown) {
			t.Errorf("deciding what is not open gave %v", err)
		}
	}
}

func second[V any](_ V, err error) error { return err }

func testWide(b *bench) {
	t := b.t
	b.update(t, func(tx linker.Tx) error {
		return tx.AddWide([]linker.WideValue{{Rule: "surname", Key: 1<<63 + 5, Count: 10, Model: "uk"}, {Rule: "phone", Key: 7, Count: 3}})
	})
	b.update(t, func(tx linker.Tx) error {
		return tx.AddWide([]linker.WideValue{{Rule: "surname", Key: 1<<63 + 5, Count: 12, Model: "uk"}})
	})
	equal(t, "wide", read(t, b, linker.Reader.Wide), []linker.WideValue{
		{Rule: "phone", Key: 7, Count: 3}, {Rule: "surname", Key: 1<<63 + 5, Count: 12, Model: "uk"},
	})
}

func testModels(b *bench) {
	t := b.t
	ctx := t.Context()
	one := store.Model{Name: "uk", Version: "1", File: []byte(`{"a":1}`)}
	two := store.Model{Name: "uk", Version: "2", File: []byte(`{"a":2}`)}
	for _, m := range []store.Model{one, two, one} {
		if err := b.AdoptModel(ctx, m); err != nil {
			t.Fatal(err)
		}
	}
	other := one
	other.File = []byte(`{"a":3}`)
	if err := b.AdoptModel(ctx, other); !errors.Is(err, store.ErrOtherModel) {
		t.Errorf("another file gave %v, want ErrOtherModel", err)
	}
	models := must[[]store.Model](t)(b.Models(ctx))
	if len(models) != 2 || models[0].Version != "1" || string(models[1].File) != string(two.File) || models[0].SHA256 == models[1].SHA256 {
		t.Errorf("%d models are kept, want versions 1 and 2 with their files", len(models))
	}
}

func testCounts(b *bench) {
	t := b.t
	ctx := t.Context()
	equal(t, "empty", must[store.Counts](t)(b.Counts(ctx)), store.Counts{})
	r := b.publish(t, 1, 2, 3, 4)
	r[3].Deleted = true
	p, q := person("p", 1, 1, 2), person("q", 1, 3)
	r[0], r[1], r[2] = linked(r[0], r[0].ID, p.ID), linked(r[1], r[0].ID, p.ID), linked(r[2], r[2].ID, q.ID)
	gone := person("gone", 2, 1)
	gone.Retired = true
	b.update(t, func(tx linker.Tx) error {
		return errors.Join(tx.PutRecords(r), tx.PutIdentities([]identity.Identity{p, q, gone}),
			tx.OpenTasks([]linker.Task{task("new", 5, 6, identity.ReasonReview), task("old", 2, 3, identity.ReasonReview)}))
	})
	equal(t, "counts", must[store.Counts](t)(b.Counts(ctx)),
		store.Counts{Records: 3, Identities: 2, Links: 1, OpenTasks: 2, OldestTask: day(2)})

	want := sorted(r...)
	var records []linker.Record
	var members []store.Member
	for page, err := range store.AllRecords(ctx, b, 3) {
		for _, one := range must[[]linker.Record](t)(page, err) {
			records = append(records, head(one))
		}
	}
	equal(t, "pages of records", records, want)
	for after := identity.RecordID(""); ; after = members[len(members)-1].Record {
		page := must[[]store.Member](t)(b.MemberPage(ctx, after, 2))
		if len(page) == 0 {
			break
		}
		members = append(members, page...)
	}
	var wanted []store.Member
	for _, one := range want {
		if one.Identity != "" {
			wanted = append(wanted, store.Member{Record: one.ID, Identity: one.Identity})
		}
	}
	equal(t, "pages of members", members, wanted)
}
