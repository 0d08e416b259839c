package storetest

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store"
)

func noticeName(n int) string { return "notice " + strconv.Itoa(n) }

// notice tells one organisation or another of a stay that record n tells of.
func notice(n int, version int64) linker.Notice {
	return linker.Notice{
		ID: anyUUID(noticeName(n)), Version: version, Kind: linker.Discharge, Retracted: version%2 == 0,
		Organisation: []string{"P84001", "RW3"}[n%2], Patient: []facts.Key{{Authority: "P84001", LocalID: "12"}}, At: day(3),
		Record: recordID(n), Hospital: "RM3", Ward: "B7", Visit: "V1", Since: day(2),
		Identity: anyUUID("p"), IdentityVersion: 4,
	}
}

func testNotices(b *bench) {
	t := b.t
	all := []linker.Notice{notice(1, 1), notice(2, 1), notice(3, 1), notice(1, 2)}
	all[1].Ward, all[1].Visit, all[1].Since, all[1].Patient = "", "", time.Time{}, nil
	b.update(t, func(tx linker.Tx) error { return tx.PutNotices(all[:3]) })
	b.update(t, func(tx linker.Tx) error { return tx.PutNotices(all[3:]) })
	want := []linker.Notice{all[1], all[3]}
	slices.SortFunc(want, func(a, b linker.Notice) int { return cmp.Compare(a.ID, b.ID) })
	equal(t, "notices of two records", read(t, b, func(v linker.Reader) ([]linker.Notice, error) {
		return v.Notices(recordIDs(1, 2, 9))
	}), want)
	testNoticesTo(b, all)
	var told []linker.Notice
	messages, _, err := b.Outbox(t.Context(), store.ShardOf(all[0].ID), nil, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if m.Notice != nil && m.Notice.ID == all[0].ID {
			told = append(told, *m.Notice)
		}
	}
	equal(t, "what is told of a notice", told, []linker.Notice{all[0], all[3]})
	equal(t, "history of a notice", must[[]linker.Change](t)(b.History(t.Context(), all[0].ID)), nil)
}

// testNoticesTo reads what each organisation is told, with all sorts of limits.
func testNoticesTo(b *bench, all []linker.Notice) {
	t := b.t
	for organisation, want := range map[string][]linker.Notice{"P84001": {all[1]}, "RW3": {all[2], all[3]}, "RM3": nil} {
		for _, limit := range []int{1, 2, 100} {
			var got []linker.Notice
			for at, idle := store.Cursor(nil), 0; idle < 2; {
				list, next, err := b.NoticesTo(t.Context(), organisation, at, limit)
				if err != nil {
					t.Fatal(err)
				}
				if idle++; len(list) > 0 {
					idle = 0
				}
				got, at = append(got, list...), next
			}
			equal(t, "notices to "+organisation, got, want)
		}
	}
}

// testStays wants the records that have told of a stay, and no others.
func testStays(b *bench) {
	t := b.t
	r := b.publish(t, 1, 2, 3)
	stay := tell(2, 5, "SMITH")
	stay.Columns = facts.Columns{facts.ColumnStay: facts.StayIn}
	r[1].Content, r[1].Version = r[1].Content.With(stay), 2
	b.update(t, func(tx linker.Tx) error { return tx.PutRecords(r[1:2]) })
	r[1].Content, r[1].Version = facts.Fold(tell(2, 9, "SMITH")), 3 // it was another record's after all
	b.update(t, func(tx linker.Tx) error { return tx.PutRecords(r[1:2]) })
	equal(t, "records that told of a stay", read(t, b, func(v linker.Reader) ([]identity.RecordID, error) {
		return v.Staying(recordIDs(3, 2, 1, 7))
	}), recordIDs(2))
}
