package population

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMessagesEndAsTheRecords: who takes in all messages holds what the CSV holds.
func TestMessagesEndAsTheRecords(t *testing.T) {
	t.Parallel()
	profile, err := DefaultProfile(OneLondon)
	if err != nil {
		t.Fatal(err)
	}
	profile.Numbers.Deleted = .01
	profile.People.Restricted = .02
	cfg := Config{People: 1200, Region: OneLondon, Seed: 31, Profile: profile}
	told := files(t, cfg, HL7v2)
	held := files(t, cfg, CSV)
	got, events, retired := foldAll(t, string(told[MessagesFile]))
	for i, want := range table(t, held[RecordsFile])[1:] {
		record := got[want[RecordID]]
		if record == nil {
			t.Fatalf("line %d: no message tells of the record", i+2)
		}
		for column, value := range want {
			if record[column] != value {
				t.Fatalf("line %d, after events %v: %s is %q, want %q", i+2, events[want[RecordID]], Header()[column], record[column], value)
			}
		}
		delete(got, want[RecordID])
	}
	if len(got) != 0 {
		t.Errorf("messages tell of %d records that there are not", len(got))
	}
	if truth, want := table(t, told[TruthFile]), table(t, held[TruthFile]); !slices.EqualFunc(sorted(truth), sorted(want), slices.Equal) {
		t.Error("the truth of the messages is not that of the records")
	}
	lives(t, events)
	if retired == 0 {
		t.Error("no local id was merged")
	}
}

func sorted(rows [][]string) [][]string {
	return slices.SortedFunc(slices.Values(rows), slices.Compare)
}

// foldAll takes in all messages and checks what each must have.
func foldAll(t *testing.T, text string) (records map[string]*Record, events map[string][]string, retired int) {
	t.Helper()
	records, events = map[string]*Record{}, map[string][]string{}
	known, controls := map[string]string{}, map[string]bool{}
	last := ""
	for message := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		m := parse(t, message)
		at, id, control := m.field("EVN", 2), m.recordID(), m.field("MSH", 10)
		if at < last || controls[control] || len(control) > 20 || m.field("MSH", 7) <= at || m.event() != m.field("EVN", 1) {
			t.Fatalf("message %s of %s: out of order, or its id or times are wrong", control, m.event())
		}
		last, controls[control] = at, true
		local := m.part("PID", 3, 0, 4) + " " + m.part("PID", 3, 0, 1)
		if m.event() == eventMerge {
			old := m.part("MRG", 1, 0, 4) + " " + m.part("MRG", 1, 0, 1)
			if known[local] == "" || known[old] == "" || local == old || m.field("PID", 7) != "" {
				t.Fatalf("message %s merges what is not known, or changes more", control)
			}
			retired++
			continue
		}
		known[local] = id
		if records[id] == nil {
			records[id] = &Record{}
		}
		m.fold(records[id])
		events[id] = append(events[id], m.event())
	}
	return records, events, retired
}

// lives holds that records are added first, deleted last, and change in between.
func lives(t *testing.T, events map[string][]string) {
	t.Helper()
	seen := map[string]int{}
	for id, of := range events {
		if first := of[0]; first != eventAdd && first != eventRegister {
			t.Fatalf("record %s begins with %s", id, first)
		}
		for i, event := range of {
			seen[event]++
			if event == eventDelete && i != len(of)-1 || event == eventAdd && i > 0 {
				t.Fatalf("record %s: events %v", id, of)
			}
		}
	}
	for _, event := range []string{eventAdmit, eventRegister, eventVisit, eventAdd, eventDelete, eventUpdate} {
		if seen[event] == 0 {
			t.Errorf("no message of event %s", event)
		}
	}
}

// TestNewbornsAreNamed: some records begin with a ward's name, and a message
// of the next weeks gives another.
func TestNewbornsAreNamed(t *testing.T) {
	t.Parallel()
	text := files(t, Config{People: 1800, Region: GreaterManchester, Seed: 32}, HL7v2)[MessagesFile]
	wards, named := map[string]time.Time{}, 0
	for message := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n") {
		m := parse(t, message)
		at, err := time.Parse("20060102150405-0700", m.field("EVN", 2))
		if err != nil {
			t.Fatal(err)
		}
		given, id := m.part("PID", 5, 0, 2), m.recordID()
		if given == "BABY" || given == "INFANT" {
			wards[id] = at
		} else if since, ok := wards[id]; ok {
			if at.Sub(since) <= (daysToName+1)*24*time.Hour {
				named++
			}
			delete(wards, id)
		}
	}
	if named < 9 {
		t.Errorf("%d newborns were named in time, want 9 at least", named)
	}
}
