package intake

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
)

func TestStampOfAMessage(t *testing.T) {
	t.Parallel()
	raw := adtMessage("A31", pidHead)
	f := decoded(t, raw)[0]
	want := facts.Stamp{At: time.Date(2026, 5, 4, 9, 59, 0, 0, time.UTC), Control: "C7", Hash: sha256.Sum256([]byte(raw))}
	if f.Stamp.Compare(want) != 0 || f.Organisation != "RM3" || f.Key != (facts.Key{Authority: "RM3", LocalID: "123"}) {
		t.Errorf("stamp %v of %s", f.Stamp, f.Organisation)
	}
}

func TestTimesOfMessages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ sent, event, want string }{
		"the event's":                  {"20260503", "20260502101112+0000", "2026-05-02T10:11:12Z"},
		"with the zone of a traveller": {"", "20260502101112.25-0530", "2026-05-02T15:41:12.25Z"},
		"in summer":                    {"", "20260502101112", "2026-05-02T09:11:12Z"},
		"in winter":                    {"", "20260102101112", "2026-01-02T10:11:12Z"},
		"to the minute":                {"", "202601021011", "2026-01-02T10:11:00Z"},
		"to the hour":                  {"", "2026010210", "2026-01-02T10:00:00Z"},
		"to the day":                   {"", "20260502", "2026-05-01T23:00:00Z"},
		"to the month":                 {"", "202601", "2026-01-01T00:00:00Z"},
		"to the year":                  {"", "2026", "2026-01-01T00:00:00Z"},
		"that of sending":              {"20260502101112", "", "2026-05-02T09:11:12Z"},
		"Null is none":                 {"20260502101112", `""`, "2026-05-02T09:11:12Z"},
		"that of arrival":              {"", "", "2026-05-04T12:00:00Z"},
		"twice in autumn, the second":  {"", "20251026013000", "2025-10-26T01:30:00Z"},
		"never in spring":              {"", "20260329013000", "2026-03-29T01:30:00Z"},
		"a day ahead":                  {"", "20260505130000", "2026-05-05T12:00:00Z"},
	} {
		raw := "MSH|^~\\&|PAS|RM3|||" + c.sent + "||ADT^A31\rEVN||" + c.event + "\r" + pidHead
		if got := decoded(t, raw)[0].Stamp.At.UTC().Format(time.RFC3339Nano); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestRecordThatAMessageIsAbout(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		identifiers string
		want        facts.Key
	}{
		"a medical record number":        {"9^^^RM3^PI~8^^^RM3^MR", facts.Key{Authority: "RM3", LocalID: "8"}},
		"the sender's own":               {"9^^^RQ6^MR~8^^^RM3^MR", facts.Key{Authority: "RM3", LocalID: "8"}},
		"the sender's own by its URI":    {"9^^^RQ6^MR~8^^^urn:nhs:rm3^MR", facts.Key{Authority: "urn:nhs:rm3", LocalID: "8"}},
		"the first of others":            {"9^^^RQ6^MR~8^^^RXX^MR", facts.Key{Authority: "RQ6", LocalID: "9"}},
		"one in force":                   {"9^^^RM3^MR^^^20200101~8^^^RM3^MR", facts.Key{Authority: "RM3", LocalID: "8"}},
		"one out of force, if no other":  {"9^^^RM3^MR^^^20200101~8^^^NHS^NH", facts.Key{Authority: "RM3", LocalID: "9"}},
		"one that is not empty":          {"^^^RM3^MR~8^^^RQ6^PI", facts.Key{Authority: "RQ6", LocalID: "8"}},
		"a patient's identifier":         {"9^^^RM3^PI~8^^^RM3^VN", facts.Key{Authority: "RM3", LocalID: "9"}},
		"one of no type":                 {" 9 ^^^&1.2.3&ISO", facts.Key{Authority: "1.2.3", LocalID: "9"}},
		"not one without its authority":  {"9^^^^MR~8^^^RM3", facts.Key{Authority: "RM3", LocalID: "8"}},
		"not a number of the whole NHS":  {"9990000018^^^NHS^NH~9^^^CHI~8^^^RM3", facts.Key{Authority: "RM3", LocalID: "8"}},
		"not one told to be a number":    {"9^^^CHI~8^^^RQ6", facts.Key{Authority: "RQ6", LocalID: "8"}},
		"a name before its universal id": {"9^^^RM3&1.2.3&ISO^MR", facts.Key{Authority: "RM3", LocalID: "9"}},
	} {
		all := decoded(t, adtMessage("A29", "PID|||"+c.identifiers))
		if len(all) != 1 || all[0].Kind != facts.Delete || all[0].Key != c.want {
			t.Errorf("%s: %q %q, want %q %q", name, all[0].Key.Authority, all[0].Key.LocalID, c.want.Authority, c.want.LocalID)
		}
	}
}
