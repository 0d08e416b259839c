package publish_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
)

func aChange() linker.Change {
	return linker.Change{
		Change: identity.Change{
			Identity: "6d4d4eef-1dfc-4559-9f35-0d0369535f13", Version: 3, Kind: identity.Merged,
			Joined: []identity.RecordID{facts.Key{Authority: "RM3", LocalID: "J 7"}.Record()},
		},
		ID: "39537234-7034-4b80-af64-5a65244f4313", Part: 1, Parts: 2, Cause: "message",
		At: time.Date(2026, 3, 1, 12, 30, 0, 250000000, time.UTC), Model: "uk 1",
		Records: []linker.Reference{{Authority: "RM3", LocalID: "J 7", LinkVersion: 2}, {Authority: "P84001", LocalID: "12", LinkVersion: 1}},
	}
}

func aNotice() linker.Notice {
	return linker.Notice{
		ID: "0b6d3f5e-6a0d-5a63-9d39-1f8f7a2f4c11", Version: 1, Kind: linker.Admission, Organisation: "P84001",
		Patient: []facts.Key{{Authority: "P84001", LocalID: "12"}}, At: time.Date(2026, 3, 1, 12, 30, 0, 250000000, time.UTC),
		Record: facts.Key{Authority: "RM3", LocalID: "J 7"}.Record(), Hospital: "RM3", Ward: "WARD 7", Visit: "V55",
		Since: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Identity: "6d4d4eef-1dfc-4559-9f35-0d0369535f13", IdentityVersion: 3,
	}
}

// TestMessagesAreAsWritten compares messages of every sort with a file that one
// can read.
func TestMessagesAreAsWritten(t *testing.T) {
	t.Parallel()
	merged, restricted, empty, retired := aChange(), aChange(), aChange(), aChange()
	restricted.Restricted = true
	empty.Kind, empty.Joined, empty.Records = identity.Kept, nil, nil
	retired.Kind, retired.Left, retired.Joined, retired.Records = identity.Retired, retired.Joined, nil, nil
	retired.Successor, retired.Part = "dcc99ebb-d367-4dbd-b455-fe1c22e9b5bd", 2
	var got strings.Builder
	for _, c := range []linker.Change{merged, restricted, empty, retired} {
		event, err := publish.NewEvent(&c)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(asJSON(t, publish.NewIdentity(&c)))
		got.WriteByte('\n')
		got.Write(asJSON(t, event))
		got.WriteByte('\n')
	}
	sent, bare, retracted := aNotice(), aNotice(), aNotice()
	bare.Ward, bare.Since, bare.Kind = "", time.Time{}, linker.Discharge
	retracted.Version, retracted.Retracted = 2, true
	for _, n := range []linker.Notice{sent, bare, retracted} {
		got.Write(asJSON(t, publish.NewNotice(&n)))
		got.WriteByte('\n')
	}
	const file = "testdata/messages.ndjson"
	if os.Getenv("REWRITE") != "" {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("got\n%swant\n%s", got.String(), want)
	}
}

func TestRestrictedTellsNoRecords(t *testing.T) {
	t.Parallel()
	for _, kind := range []identity.ChangeKind{
		identity.Created, identity.Kept, identity.Merged, identity.Split, identity.Revived, identity.Retired, identity.Redirected,
	} {
		c := aChange()
		c.Kind, c.Restricted, c.Left = kind, true, c.Joined
		event, err := publish.NewEvent(&c)
		if err != nil {
			t.Fatal(err)
		}
		text := append(asJSON(t, event), asJSON(t, publish.NewIdentity(&c))...)
		for _, secret := range []string{"RM3", "P84001", "J 7", string(c.Joined[0]), "joined", "left", "records"} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("a restricted identity that was %s tells %s", kind, secret)
			}
		}
	}
}

// What is taken back may be so because the person is restricted now.
func TestRetractedNoticesTellNoPlace(t *testing.T) {
	t.Parallel()
	n := aNotice()
	n.Retracted = true
	text := asJSON(t, publish.NewNotice(&n))
	for _, secret := range []string{"RM3", "WARD", "V55", "J 7", "2026-03-01T12:00", n.Identity, string(n.Record)} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("a retracted notice tells %s", secret)
		}
	}
}

// TestEventIDs checks one that other libraries work out too.
func TestEventIDs(t *testing.T) {
	t.Parallel()
	got, err := publish.EventID("6ba7b810-9dad-11d1-80b4-00c04fd430c8", 1)
	if want := "b04965e6-a9bb-591f-8f8a-1adcb2c8dc39"; err != nil || got != want {
		t.Errorf("EventID = %s, %v, want %s", got, err, want)
	}
	if _, err := publish.EventID("somebody", 1); err == nil || strings.Contains(err.Error(), "somebody") {
		t.Errorf("an id that is no UUID gave %v", err)
	}
}
