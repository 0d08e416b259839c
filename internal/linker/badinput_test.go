package linker_test

import (
	"crypto/sha256"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// badInput is what source systems get wrong, with what has to come of it.
type badInput struct {
	name   string
	events []event
	// people are the records that are one person, "RM3|1 RW3|2"; those that are
	// not named are people of their own.
	people []string
	tasks  []identity.Reason
	// content is what a record holds in a column in the end: "RM3|1 sex", "2".
	content map[string]string
}

func badInputs() []badInput {
	return slices.Concat(badMerges(), badUpdates(), badNumbers())
}

func badMerges() []badInput {
	a, b, c := alison(1, "RM3|1"), james(1, "RM3|2"), says(1, "RM3|3", "family_name", "HOLLIS", "birth_date", "1990-01-02")
	return []badInput{
		{
			name:   "A40 that names an id nobody knows",
			events: []event{a, merges(2, "RM3|77", "RM3|1")},
		},
		{
			name:    "A40 into an id that nobody knows, and what is sent for the one that is gone",
			events:  []event{a, merges(2, "RM3|1", "RM3|78"), says(3, "RM3|1", "postcode", "M1 2AB"), says(4, "RM3|78", "sex", "2")},
			people:  []string{"RM3|1 RM3|78"},
			content: map[string]string{"RM3|1 postcode": "M1 1AE", "RM3|78 postcode": "M1 2AB", "RM3|78 sex": "2"},
		},
		{
			name:    "late messages for an id that was merged away before anybody knew it",
			events:  []event{a, merges(2, "RM3|77", "RM3|1"), says(3, "RM3|77", "phone", "07700900009")},
			content: map[string]string{"RM3|1 phone": "07700900009", "RM3|1 family_name": "SMITH"},
		},
		{
			name:   "A40 both ways",
			events: []event{a, b, merges(2, "RM3|1", "RM3|2"), merges(3, "RM3|2", "RM3|1"), says(4, "RM3|2", "postcode", "M1 2AB")},
			people: []string{"RM3|1 RM3|2"},
			// The circle ends at its smallest key.
			content: map[string]string{"RM3|1 postcode": "M1 2AB", "RM3|2 postcode": "BH1 1AA"},
		},
		{
			name: "A40 in a circle of three",
			events: []event{
				a, b, c, merges(2, "RM3|1", "RM3|2"), merges(3, "RM3|2", "RM3|3"), merges(4, "RM3|3", "RM3|1"), says(5, "RM3|3", "postcode", "M1 2AB"),
			},
			people:  []string{"RM3|1 RM3|2 RM3|3"},
			content: map[string]string{"RM3|1 postcode": "M1 2AB", "RM3|3 postcode": ""},
		},
		{
			name:    "A40 that goes on to another, and changes no demographics",
			events:  []event{a, b, c, merges(2, "RM3|1", "RM3|2"), merges(3, "RM3|2", "RM3|3")},
			people:  []string{"RM3|1 RM3|2 RM3|3"},
			content: map[string]string{"RM3|1 family_name": "SMITH", "RM3|2 family_name": "OKONKWO", "RM3|3 family_name": "HOLLIS"},
		},
		{
			name:   "A40 twice and one A37",
			events: []event{a, b, merges(2, "RM3|2", "RM3|1"), merges(3, "RM3|2", "RM3|1"), unmerges(4, "RM3|2", "RM3|1")},
		},
		{
			name:   "A37 before the A40 that it takes back",
			events: []event{a, b, unmerges(2, "RM3|2", "RM3|1"), merges(3, "RM3|2", "RM3|1")},
			people: []string{"RM3|1 RM3|2"},
		},
		{
			name:   "A40 that a reviewer has overruled since",
			events: []event{a, b, merges(2, "RM3|2", "RM3|1"), asserts(3, "RM3|1", "RM3|2", identity.CannotLink)},
		},
		{
			name: "A40 against what a reviewer says of others",
			events: []event{
				a, b, c, merges(4, "RM3|2", "RM3|1"),
				asserts(2, "RM3|1", "RM3|3", identity.MustLink), asserts(3, "RM3|2", "RM3|3", identity.CannotLink),
			},
			people: []string{"RM3|1 RM3|3"},
			tasks:  []identity.Reason{identity.ReasonContradiction},
		},
		{
			name:   "A40 of a record that was deleted",
			events: []event{a, b, deletes(2, "RM3|2"), merges(3, "RM3|2", "RM3|1")},
		},
	}
}

func badUpdates() []badInput {
	same := says(2, "RM3|1", "family_name", "HOLLIS", "sex", "2")
	other := says(2, "RM3|1", "family_name", "HARRIS", "sex", "1")
	other.fact.Stamp.Hash = sha256.Sum256([]byte("the same number and time, other content"))
	newest := same // by the hash, which is all that differs
	if newest.fact.Stamp.Compare(other.fact.Stamp) < 0 {
		newest = other
	}
	return []badInput{
		{
			name:    "the same message number with other content",
			events:  []event{alison(1, "RM3|1"), same, other},
			content: map[string]string{"RM3|1 family_name": newest.fact.Columns["family_name"], "RM3|1 sex": newest.fact.Columns["sex"], "RM3|1 postcode": "M1 1AE"},
		},
		{
			name:    "an update older than what is known",
			events:  []event{alison(5, "RM3|1"), says(3, "RM3|1", "family_name", "JONES", "postcode", "M1 2AB", "gp_practice", "Y12345")},
			content: map[string]string{"RM3|1 family_name": "SMITH", "RM3|1 postcode": "M1 1AE", "RM3|1 gp_practice": "Y12345"},
		},
		{
			name:   "a delete older than what is known",
			events: []event{alison(5, "RM3|1"), alison(5, "RW3|2"), deletes(3, "RM3|1")},
			people: []string{"RM3|1 RW3|2"},
		},
		{
			name:    "a local id used again for somebody else, whom a reviewer took for another",
			events:  reusedID(),
			people:  []string{"RM3|1 RW3|8"},
			tasks:   []identity.Reason{identity.ReasonSuspended},
			content: map[string]string{"RM3|1 family_name": "OKONKWO"},
		},
		{
			name:   "a local id used again for somebody else, with links by weight",
			events: []event{alison(1, "RM3|1"), alison(1, "RW3|2"), james(1, "RW3|8"), asNew(james(3, "RM3|1"))},
			people: []string{"RM3|1 RW3|8"},
		},
	}
}

// asNew has somebody know nothing of the names and places of before.
func asNew(e event) event {
	e.fact.Columns["previous_family_name"], e.fact.Columns["previous_postcodes"] = "", ""
	return e
}

// reusedID has a reviewer link two records whom nothing else links, after which
// one becomes somebody else.
func reusedID() []event {
	first := alison(1, "RM3|1")
	second := says(1, "RW3|2", "family_name", "HOLLIS", "given_names", "ALI", "birth_date", "1980-10-02", "sex", "2")
	link := asserts(2, "RM3|1", "RW3|2", identity.MustLink)
	for _, e := range []event{first, second} {
		if e.fact.Key.Record() == link.assertion.A {
			link.assertion.SeenA = seen(e)
		} else {
			link.assertion.SeenB = seen(e)
		}
	}
	return []event{first, second, link, asNew(james(3, "RM3|1")), james(1, "RW3|8")}
}

// seen is a record as a reviewer saw it.
func seen(e event) []byte {
	content := facts.Fold(*e.fact)
	r, _, err := content.Record(e.fact.Key, nil, demographics.Options{})
	if err != nil {
		panic(err)
	}
	return r.AppendCompact(nil)
}

// oneNumber is one NHS number on five people, which makes it nobody's.
func oneNumber() []event {
	all := numbered()
	for i, name := range []string{"OKONKWO", "HOLLIS", "PATEL", "WONG"} {
		all = append(all, says(1, "R0A|"+name, append(verified(firstNumber),
			"family_name", name, "given_names", "X", "birth_date", []string{"1955-06-30", "1966-07-01", "1977-08-02", "1988-09-03"}[i])...))
	}
	return all
}

func badNumbers() []badInput {
	cleared := oneNumber()
	for _, name := range []string{"OKONKWO", "HOLLIS", "PATEL", "WONG"} {
		cleared = append(cleared, says(2, "R0A|"+name, "nhs_number", ""))
	}
	return []badInput{
		{name: "one NHS number on five people", events: oneNumber(), tasks: []identity.Reason{identity.ReasonReview}},
		{name: "one NHS number on five people, then on one again", events: cleared, people: []string{"RM3|1 RW3|2"}},
		{
			name: "numbers that supersede each other in a circle",
			events: append(numbered(), numberIs(2, firstNumber, facts.NumberSuperseded, secondNumber),
				numberIs(3, secondNumber, facts.NumberSuperseded, firstNumber)),
			people: []string{"RM3|1 RW3|2"},
		},
	}
}

// Whatever order bad input comes in, and in whatever batches, the state is that
// of its facts alone, and what has to come of it.
func TestBadInputEndsInTheStateOfItsFacts(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	for _, b := range badInputs() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			want := fromScratch(model, b.events)
			w := &world{Rand: rand.New(rand.NewPCG(1, uint64(len(b.name))))}
			for range soak(t, 10) {
				b.play(t, model, w, want)
			}
		})
	}
}

// play plays the events in some order and has the answer compared.
func (b *badInput) play(t *testing.T, model *matcher.Model, w *world, want *scratch) {
	t.Helper()
	r := newRunWith(model, index.OpenMemory(index.Options{}))
	if err := r.play(t.Context(), w.batches(w.shuffled(b.events))); err != nil {
		t.Fatal(err)
	}
	if err := r.compare(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	b.check(t, r)
}

func (b *badInput) check(t *testing.T, r *run) {
	t.Helper()
	var people [][]identity.RecordID
	for _, of := range b.people {
		var ids []identity.RecordID
		for text := range strings.FieldsSeq(of) {
			ids = append(ids, key(text).Record())
		}
		people = append(people, slices.Sorted(slices.Values(ids)))
	}
	slices.SortFunc(people, slices.Compare)
	got := r.told(t)
	var reasons []identity.Reason
	for _, task := range got.tasks {
		reason, _, _ := strings.Cut(task, " ")
		reasons = append(reasons, identity.Reason(reason))
	}
	several := slices.DeleteFunc(got.clusters, func(c []identity.RecordID) bool { return len(c) == 1 })
	if !slices.EqualFunc(several, people, slices.Equal) || !slices.Equal(reasons, b.tasks) {
		t.Fatalf("people of several records %v, tasks %v, want %v, %v", several, reasons, people, b.tasks)
	}
	b.checkContent(t, r)
}

func (b *badInput) checkContent(t *testing.T, r *run) {
	t.Helper()
	records, err := r.store.RecordPage(t.Context(), "", 1000)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i := range records {
		for what, want := range b.content {
			of, column, _ := strings.Cut(what, " ")
			if records[i].Key != key(of) {
				continue
			}
			found++
			if got := records[i].Content.Column(column); got != want {
				t.Fatalf("%s is %q, want %q", what, got, want)
			}
		}
	}
	if found != len(b.content) {
		t.Fatalf("%d columns of records that are there, want %d", found, len(b.content))
	}
}

// What no order can make sense of is refused before it is a fact: it becomes a
// dead letter.
func TestImpossibleFactsAreRefused(t *testing.T) {
	t.Parallel()
	arrived := on(10).At
	for name, e := range map[string]event{
		"A40 that names itself": merges(2, "RM3|1", "RM3|1"),
		"dated next week":       alison(17, "RM3|1"),
		"no such birth date":    says(2, "RM3|1", "birth_date", "1980-13-45"),
	} {
		if err := e.fact.Check(arrived, demographics.Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	early := alison(10, "RM3|1")
	if err := early.fact.Check(arrived.Add(-23*time.Hour), demographics.Options{}); err != nil {
		t.Errorf("a clock that is ahead by less than a day: %v", err)
	}
}

// When a number is one person's again all that was said of it is as before.
func TestANumberIsOnePersonsAgain(t *testing.T) {
	t.Parallel()
	model := shippedModel(t)
	r := newRunWith(model, index.OpenMemory(index.Options{}))
	r.tell(t, numbered()...)
	before := r.told(t)
	if len(before.clusters) != 1 || len(before.states) > 0 && matcher.NumberState(before.states[0].State) != matcher.NumberCurrent {
		t.Fatalf("%+v", before)
	}
	all := badNumbers()[1].events
	r.tell(t, all[2:6]...)
	placeholder := r.told(t)
	if len(placeholder.states) != 1 || matcher.NumberState(placeholder.states[0].State) != matcher.NumberPlaceholder {
		t.Fatalf("states %+v, want a placeholder", placeholder.states)
	}
	r.tell(t, all[6:]...)
	after := r.told(t)
	for id, person := range after.people { // those of the others are new
		if _, known := before.people[id]; !known {
			delete(after.values, person)
			delete(after.people, id)
			delete(after.hidden, id)
		}
	}
	after.clusters = slices.DeleteFunc(after.clusters, func(c []identity.RecordID) bool { return after.people[c[0]] == "" })
	if how := after.differs(&before); how != "" {
		t.Error(how)
	}
}
