package linker_test

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

func shippedModel(t *testing.T) *matcher.Model {
	t.Helper()
	model, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	return model
}

// told is who is who as anybody can see it: with identity ids, with the values
// that a person's golden record is chosen from, and with what is said of NHS
// numbers.
type told struct {
	people   map[identity.RecordID]string // identity ids
	clusters [][]identity.RecordID
	edges    []identity.Edge
	tasks    []string
	states   []linker.NumberState
	hidden   map[identity.RecordID]bool
	versions map[identity.RecordID]int64 // link versions
	values   map[string]string           // of identities' records, when told left out
}

func (r *run) told(t *testing.T) told {
	t.Helper()
	out := told{
		people: map[identity.RecordID]string{}, hidden: map[identity.RecordID]bool{}, versions: map[identity.RecordID]int64{},
		values: map[string]string{},
	}
	var err error
	if out.clusters, out.edges, out.tasks, err = r.state(t.Context()); err != nil {
		t.Fatal(err)
	}
	records, err := r.store.RecordPage(t.Context(), "", 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records {
		out.versions[record.ID] = record.LinkVersion
		if record.Identity != "" {
			out.people[record.ID], out.hidden[record.ID] = record.Identity, record.Restricted
			s, _, err := record.Content.Record(record.Key, r.model.OwnColumns(), demographics.Options{})
			if err != nil {
				t.Fatal(err)
			}
			s.UpdatedAt = time.Time{}
			out.values[record.Identity] += string(s.AppendCompact(append([]byte(record.ID), ' '))) // records come by id
		}
	}
	err = r.store.View(t.Context(), func(tx linker.Reader) (err error) {
		out.states, err = tx.NumberStates(classesOfWorld())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	out.states = slices.DeleteFunc(out.states, func(s linker.NumberState) bool { return s.State == 0 })
	return out
}

func classesOfWorld() (out []uint64) {
	for _, text := range numbers() {
		number, _ := demographics.ClassifyNHSNumber(text)
		out = append(out, number.Uint64())
	}
	return out
}

// differs tells what two states do not share: "" if they are the same. Link
// versions are the only thing in which they may differ.
func (s *told) differs(want *told) string {
	var out []string
	for what, same := range map[string]bool{
		"clusters":      slices.EqualFunc(s.clusters, want.clusters, slices.Equal),
		"identity ids":  maps.Equal(s.people, want.people),
		"edges":         slices.Equal(s.edges, want.edges),
		"tasks":         slices.Equal(s.tasks, want.tasks),
		"number states": slices.EqualFunc(s.states, want.states, sameState),
		"restrictions":  maps.Equal(s.hidden, want.hidden),
		"golden values": maps.Equal(s.values, want.values),
	} {
		if !same {
			out = append(out, what)
		}
	}
	if len(out) == 0 {
		return ""
	}
	slices.Sort(out)
	return fmt.Sprintf("other %s:\n%+v\nwant\n%+v", strings.Join(out, ", "), *s, *want)
}

func sameState(a, b linker.NumberState) bool { return a.Class == b.Class && a.State == b.State }

// fell gives a record whose link version went down.
func (s *told) fell(before *told) (identity.RecordID, bool) {
	for id, version := range before.versions {
		if s.versions[id] < version {
			return id, true
		}
	}
	return "", false
}

// on is a day of the year in which the tests' messages are sent.
func on(day int) facts.Stamp {
	return facts.Stamp{At: time.Date(2024, 1, day, 9, 0, 0, 0, time.UTC), Control: strconv.Itoa(day), Hash: sha256.Sum256(fmt.Append(nil, day))}
}

func key(text string) facts.Key {
	authority, local, _ := strings.Cut(text, "|")
	return facts.Key{Authority: authority, LocalID: local}
}

// says is a message of columns, in the order name, value, name, value.
func says(day int, of string, columns ...string) event {
	f := facts.Fact{Key: key(of), Kind: facts.Tell, Stamp: on(day), Organisation: "RM3", Columns: facts.Columns{}}
	for pair := range slices.Chunk(columns, 2) {
		f.Columns[pair[0]] = pair[1]
	}
	return event{fact: &f}
}

func deletes(day int, of string) event {
	return event{fact: &facts.Fact{Key: key(of), Kind: facts.Delete, Stamp: on(day), Organisation: "RM3"}}
}

func merges(day int, of, into string) event {
	return event{fact: &facts.Fact{Key: key(of), Other: key(into), Kind: facts.Merge, Stamp: on(day), Organisation: "RM3"}}
}

func unmerges(day int, of, from string) event {
	return event{fact: &facts.Fact{Key: key(of), Other: key(from), Kind: facts.Unmerge, Stamp: on(day), Organisation: "RM3"}}
}

// asserts is what a reviewer says of two records.
func asserts(day int, a, b string, kind identity.Kind) event {
	low, high := key(a).Record(), key(b).Record()
	low, high = min(low, high), max(low, high)
	return event{assertion: &linker.Assertion{Assertion: identity.Assertion{
		ID: identity.UUID5("test", fmt.Sprint(day, low, high)), A: low, B: high, Kind: kind, By: identity.Reviewer, At: on(day).At,
	}}}
}

func numberIs(day int, number string, state facts.NumberState, by string) event {
	of, _ := demographics.ClassifyNHSNumber(number)
	var other demographics.NHSNumber
	if by != "" {
		other, _ = demographics.ClassifyNHSNumber(by)
	}
	f := facts.NewNumberFact(of, state, other, on(day).At)
	return event{number: &f}
}

// alison is somebody with most of what identifies her; more is put on top.
func alison(day int, of string, more ...string) event {
	return says(day, of, append([]string{
		"family_name", "SMITH", "given_names", "ALISON BARBARA", "birth_date", "1980-02-10", "sex", "2",
		"postcode", "M1 1AE", "address", "1 HIGH STREET", "phone", "07700900001",
	}, more...)...)
}

// james shares nothing with alison.
func james(day int, of string, more ...string) event {
	return says(day, of, append([]string{
		"family_name", "OKONKWO", "given_names", "JAMES", "birth_date", "1955-06-30", "sex", "1",
		"postcode", "BH1 1AA", "address", "2 LOW ROAD", "phone", "07700900002",
	}, more...)...)
}

const (
	firstNumber  = "9990000018"
	secondNumber = "9990000026"
)

func verified(number string) []string {
	return []string{"nhs_number", number, "nhs_number_status", "01"}
}

// undone is a story with something wrong in it that is taken back.
type undone struct {
	name         string
	before       []event
	wrong, right []event
	// changes says that the wrong part shows, which is what makes the test one.
	shows func(before, wrong *told) bool
}

func otherPeople(before, wrong *told) bool {
	return !slices.EqualFunc(before.clusters, wrong.clusters, slices.Equal)
}

func undoings() []undone {
	two := []event{alison(1, "RM3|1"), alison(1, "RW3|2")}
	strangers := []event{alison(1, "RM3|1"), james(1, "RM3|2")}
	return []undone{
		{
			name: "cannot-link", before: two, shows: otherPeople,
			wrong: []event{asserts(2, "RM3|1", "RW3|2", identity.CannotLink)},
			right: []event{asserts(3, "RM3|1", "RW3|2", identity.Withdrawn)},
		},
		{
			name: "must-link", before: strangers, shows: otherPeople,
			wrong: []event{asserts(2, "RM3|1", "RM3|2", identity.MustLink)},
			right: []event{asserts(3, "RM3|1", "RM3|2", identity.Withdrawn)},
		},
		{
			name: "A40 and A37", before: strangers, shows: otherPeople,
			wrong: []event{merges(2, "RM3|2", "RM3|1")},
			right: []event{unmerges(3, "RM3|2", "RM3|1")},
		},
		{
			name: "A40 the other way and A37", before: strangers, shows: otherPeople,
			wrong: []event{merges(2, "RM3|1", "RM3|2")},
			right: []event{unmerges(3, "RM3|1", "RM3|2")},
		},
		{
			name: "delete and told again", before: two, shows: otherPeople,
			wrong: []event{deletes(2, "RW3|2")},
			right: []event{alison(3, "RW3|2")},
		},
		{
			name: "two different numbers of one class", shows: otherPeople,
			before: []event{
				alison(1, "RM3|1", verified(firstNumber)...),
				says(1, "RW3|2", append(verified(secondNumber), "family_name", "HOLLIS", "given_names", "ALISON", "birth_date", "1980-02-10", "sex", "2")...),
			},
			wrong: []event{numberIs(2, firstNumber, facts.NumberSuperseded, secondNumber)},
			right: []event{numberIs(3, firstNumber, facts.NumberCurrent, "")},
		},
		{
			name: "a number invalid", before: numbered(), shows: otherPeople,
			wrong: []event{numberIs(2, firstNumber, facts.NumberInvalid, "")},
			right: []event{numberIs(3, firstNumber, facts.NumberCurrent, "")},
		},
		{
			name: "a number in dispute", before: numbered(), shows: otherPeople,
			wrong: []event{numberIs(2, firstNumber, facts.NumberDisputed, "")},
			right: []event{numberIs(3, firstNumber, facts.NumberCurrent, "")},
		},
		{
			name: "a number on a stranger", before: append(numbered(), james(1, "RM3|9")), shows: func(_, wrong *told) bool { return len(wrong.states) > 0 },
			wrong: []event{james(2, "RM3|9", verified(firstNumber)...)},
			right: []event{james(3, "RM3|9", "nhs_number", "")},
		},
		{
			name: "a restricted record", before: append(two, alison(1, "R0A|3", "confidentiality", "U")),
			shows: func(before, wrong *told) bool { return !maps.Equal(before.hidden, wrong.hidden) },
			wrong: []event{alison(2, "R0A|3", "confidentiality", "R")},
			right: []event{alison(3, "R0A|3", "confidentiality", "U")},
		},
	}
}

// numbered are two records that are one person by their NHS number alone.
func numbered() []event {
	return []event{
		alison(1, "RM3|1", verified(firstNumber)...),
		says(1, "RW3|2", append(verified(firstNumber), "family_name", "SMITH", "given_names", "ALISON", "birth_date", "1980-02-10")...),
	}
}

// What was wrong and is taken back leaves nothing: who is who, by which identity
// ids, edges, tasks, numbers and restrictions are those of a world in which it
// never happened, and link versions have only risen. It does not matter which
// record is the older one, or has the smaller id.
func TestWhatIsTakenBackLeavesNothing(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	for _, u := range undoings() {
		t.Run(u.name, func(t *testing.T) {
			t.Parallel()
			for _, backwards := range []bool{false, true} {
				before := slices.Clone(u.before)
				if backwards {
					slices.Reverse(before)
				}
				u.check(t, model, before)
			}
		})
	}
}

func (u *undone) check(t *testing.T, model *matcher.Model, first []event) {
	t.Helper()
	r := newRunWith(model, index.OpenMemory(index.Options{}))
	r.tell(t, first...)
	before := r.told(t)
	r.tell(t, u.wrong...)
	wrong := r.told(t)
	if !u.shows(&before, &wrong) {
		t.Fatalf("what is wrong does not show: %+v", wrong)
	}
	r.tell(t, u.right...)
	after := r.told(t)
	if how := after.differs(&before); how != "" {
		t.Error(how)
	}
	if id, down := wrong.fell(&before); down {
		t.Errorf("the link version of %s fell", id)
	}
	if id, down := after.fell(&wrong); down {
		t.Errorf("the link version of %s fell", id)
	}
	again := r.told(t)
	r.tell(t, slices.Concat(first, u.wrong, u.right)...)
	now := r.told(t)
	if how := now.differs(&again); how != "" || !maps.Equal(now.versions, again.versions) {
		t.Errorf("a replay changed something: %s", how)
	}
}

// tell has a linker take in each event for itself.
func (r *run) tell(t *testing.T, all ...event) {
	t.Helper()
	for _, e := range all {
		if err := r.play(t.Context(), []linker.Batch{batchOf(e)}); err != nil {
			t.Fatal(err)
		}
	}
}

func batchOf(all ...event) (b linker.Batch) {
	for _, e := range all {
		switch {
		case e.fact != nil:
			b.Facts = append(b.Facts, *e.fact)
		case e.number != nil:
			b.Numbers = append(b.Numbers, *e.number)
		default:
			b.Assertions = append(b.Assertions, *e.assertion)
		}
	}
	return b
}
