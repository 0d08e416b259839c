package store

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
)

func someFact() facts.Fact {
	return facts.Fact{
		Key: facts.Key{Authority: "RM1", LocalID: "1"}, Other: facts.Key{Authority: "RM1", LocalID: "2"}, Kind: facts.Merge, Organisation: "RM1",
		Stamp:   facts.Stamp{At: time.Date(1, 2, 3, 4, 5, 6, 7, time.UTC), Control: "C", Hash: facts.Hash{1, 2, 255}, Part: 3},
		Columns: facts.Columns{"family_name": "O'Neill", "of its own": "", "deleted": "x"},
	}
}

func someChange() linker.Change {
	var c linker.Change
	c.Identity, c.Version, c.Kind, c.Successor = testID("p"), 7, identity.Split, testID("q")
	c.Joined, c.Left = []identity.RecordID{identity.RecordID(testID("a"))}, []identity.RecordID{identity.RecordID(testID("b")), identity.RecordID(testID("c"))}
	c.ID, c.Part, c.Parts, c.Cause, c.At, c.Model, c.Restricted = testID("change"), 1, 2, "record", time.Unix(5, 6).UTC(), "uk", true
	c.Records = []linker.Reference{{Authority: "RM1", LocalID: "1", LinkVersion: 9}, {}}
	return c
}

func someNotice() linker.Notice {
	return linker.Notice{
		ID: testID("notice"), Version: 3, Kind: linker.Admission, Retracted: true, Organisation: "P84001",
		Patient: []facts.Key{{Authority: "P84001", LocalID: "1"}, {}}, At: time.Unix(7, 8).UTC(),
		Record: identity.RecordID(testID("a")), Hospital: "RM3", Ward: "B7", Visit: "V1", Since: time.Unix(5, 0).UTC(),
		Identity: testID("p"), IdentityVersion: 4,
	}
}

func testID(name string) string { return identity.UUID5("wire", name) }

func TestPackedIsUnpacked(t *testing.T) {
	t.Parallel()
	fact := someFact()
	if got, err := unpackFact(packFact(&fact)); err != nil || !reflect.DeepEqual(got, fact) {
		t.Errorf("the fact comes back as another, %v", err)
	}
	change := someChange()
	packed, err := packChange(&change)
	if err != nil {
		t.Fatal(err)
	}
	if got, _, err := unpackMessage(change.Identity, change.Version, packed); err != nil || got == nil || !reflect.DeepEqual(*got, change) {
		t.Errorf("the change comes back as\n%+v, %v, want\n%+v", got, err, change)
	}
	notice := someNotice()
	packed, err = packNotice(&notice)
	if err != nil {
		t.Fatal(err)
	}
	if _, got, err := unpackMessage(notice.ID, notice.Version, packed); err != nil || got == nil || !reflect.DeepEqual(*got, notice) {
		t.Errorf("the notice comes back as another, %v", err)
	}
}

func TestDamagedIsNotUnpacked(t *testing.T) {
	t.Parallel()
	fact, change := someFact(), someChange()
	packedChange, err := packChange(&change)
	if err != nil {
		t.Fatal(err)
	}
	packedFact := packFact(&fact)
	for length := range packedFact {
		if _, err := unpackFact(packedFact[:length]); err == nil {
			t.Errorf("a fact of %d bytes is taken at %d", len(packedFact), length)
		}
	}
	notice := someNotice()
	packedNotice, err := packNotice(&notice)
	if err != nil {
		t.Fatal(err)
	}
	for _, packed := range [][]byte{packedChange, packedNotice} {
		for length := range packed {
			if _, _, err := unpackMessage("", 1, packed[:length]); err == nil {
				t.Errorf("a message of %d bytes is taken at %d", len(packed), length)
			}
		}
	}
	if _, err := unpackFact(append(packedFact, 0)); err == nil {
		t.Error("a fact is taken with something after it")
	}
	packedFact[0]++
	if _, err := unpackFact(packedFact); err == nil {
		t.Error("a fact of another layout is taken")
	}
}

func FuzzUnpackFact(f *testing.F) {
	fact := someFact()
	f.Add(packFact(&fact))
	f.Add([]byte{layout})
	f.Fuzz(func(t *testing.T, b []byte) {
		fact, err := unpackFact(b)
		if err != nil {
			return
		}
		again, err := unpackFact(packFact(&fact))
		if err != nil || !reflect.DeepEqual(again, fact) {
			t.Errorf("a fact comes back as another, %v", err)
		}
	})
}

func FuzzUnpackMessage(f *testing.F) {
	change, notice := someChange(), someNotice()
	packed, err := packMessage(&change, &notice)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	if packed, err = packMessage(&change, nil); err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, b []byte) {
		change, notice, err := unpackMessage("", 1, b)
		if err != nil {
			return
		}
		packed, err := packMessage(change, notice)
		if err != nil {
			t.Fatal(err)
		}
		sameChange, sameNotice, err := unpackMessage("", 1, packed)
		if err != nil || !reflect.DeepEqual(sameChange, change) || !reflect.DeepEqual(sameNotice, notice) {
			t.Errorf("a message comes back as another, %v", err)
		}
	})
}

// packMessage packs a notice, if there is one, else a change.
func packMessage(change *linker.Change, notice *linker.Notice) ([]byte, error) {
	if notice != nil {
		return packNotice(notice)
	}
	return packChange(change)
}

func FuzzUnpackMembers(f *testing.F) {
	packed, err := packMembers([]identity.Member{{Record: identity.RecordID(testID("a")), LinkVersion: 3}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Fuzz(func(t *testing.T, b []byte) {
		members, err := unpackMembers(b)
		if err != nil {
			return
		}
		packed, err := packMembers(members)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := unpackMembers(packed); err != nil || !reflect.DeepEqual(again, members) {
			t.Errorf("members come back as others, %v", err)
		}
	})
}

func FuzzParseUUID(f *testing.F) {
	f.Add(testID("a"))
	f.Add(strings.ToUpper(testID("a")))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := parseUUID(text)
		if err == nil && u.text() != text && u != (uuid{}) {
			t.Errorf("%q is read as %q", text, u.text())
		}
	})
}

func TestTimesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	times := []time.Time{
		time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(1678, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC),
		time.Date(2024, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(2024, 1, 1, 0, 0, 0, 2, time.UTC), time.Date(2263, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for i, now := range times[1:] {
		if nanoseconds(times[i]) >= nanoseconds(now) {
			t.Errorf("%v is not before %v", times[i], now)
		}
	}
	if !instant(nanoseconds(time.Time{})).IsZero() || !instant(nanoseconds(times[3])).Equal(times[3]) {
		t.Error("a time comes back as another")
	}
}
