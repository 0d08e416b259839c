package notices_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/notices"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
)

// now is when everything is linked.
func now() time.Time { return time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC) }

// directory has a hospital, two practices that want notices, and a third that does not.
func directory(tb testing.TB) *organisations.Directory {
	tb.Helper()
	var all []organisations.Organisation
	for _, code := range []string{"RM3", "P84001", "P84002", "P84003"} {
		all = append(all, organisations.Organisation{
			Code: code, Name: code, Notices: code != "P84003", Authorities: []organisations.Authority{{Name: code}},
		})
	}
	d, err := organisations.New(all)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// world is a linker that has notices told.
type world struct {
	testing.TB

	store  *memory.Store
	linker *linker.Linker
	lane   linker.Lane
	sent   int
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	model, err := matcher.Default()
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{TB: tb, store: memory.New()}
	rules := notices.Rules{Organisations: directory(tb), Within: 7 * 24 * time.Hour}
	ids := 0
	w.linker, err = linker.New(linker.Config{
		Store: w.store, Index: index.OpenMemory(index.Options{}), Model: model, Now: now, Notices: rules.For,
		NewID: func() string { ids++; return identity.UUID5("notices", strconv.Itoa(ids)) },
	})
	if err != nil {
		tb.Fatal(err)
	}
	if w.lane, _, err = w.store.TakeLane(tb.Context(), "test", "test"); err != nil {
		tb.Fatal(err)
	}
	return w
}

// fact is the next that is told. Facts are an hour apart.
func (w *world) fact(f facts.Fact) facts.Fact {
	w.sent++
	f.Stamp = facts.Stamp{At: now().Add(time.Duration(w.sent-48) * time.Hour), Hash: sha256.Sum256([]byte(strconv.Itoa(w.sent)))}
	f.Organisation = f.Key.Authority
	return f
}

func (w *world) process(b linker.Batch) {
	w.Helper()
	if _, err := w.linker.Process(w.Context(), w.lane, b); err != nil {
		w.Fatal(err)
	}
}

func (w *world) link(f facts.Fact) {
	w.Helper()
	w.process(linker.Batch{Facts: []facts.Fact{w.fact(f)}})
}

func key(organisation, id string) facts.Key { return facts.Key{Authority: organisation, LocalID: id} }

// tell tells of an organisation's record of ALISON SMITH; more is column, value.
func (w *world) tell(organisation, id string, more ...string) {
	w.Helper()
	w.link(facts.Fact{Key: key(organisation, id), Kind: facts.Tell, Columns: alison(more...)})
}

func alison(more ...string) facts.Columns {
	c := facts.Columns{
		"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-10", "sex": "2", "nhs_number": "9990000018", "nhs_number_status": "01",
		"address": "1 HIGH STREET", "postcode": "M1 1AE", "confidentiality": "U",
	}
	for i := 0; i < len(more); i += 2 {
		c[more[i]] = more[i+1]
	}
	return c
}

// stay has the hospital tell of a stay: the state, when it became so and the number of
// the visit, if they are told.
func (w *world) stay(id, state, since, visit string) {
	w.Helper()
	more := []string{facts.ColumnStay, state, facts.ColumnStayVisit, visit, facts.ColumnStayWard, "WARD 7"}
	if since != "-" {
		more = append(more, facts.ColumnStaySince, since)
	}
	w.tell("RM3", id, more...)
}

// assert has a reviewer say something of two records.
func (w *world) assert(kind identity.Kind, a, b facts.Key) {
	w.Helper()
	w.sent++
	low, high := a.Record(), b.Record()
	if high < low {
		low, high = high, low
	}
	w.process(linker.Batch{Assertions: []linker.Assertion{{Assertion: identity.Assertion{
		ID: identity.UUID5("notices", fmt.Sprint("assertion", w.sent)), A: low, B: high, Kind: kind, By: identity.Reviewer, At: now().Add(time.Duration(w.sent) * time.Second),
	}}}})
}

// messages are what was told of notices, in order.
func (w *world) messages() (all []linker.Notice) {
	w.Helper()
	for shard := range store.Shards {
		list, _, err := w.store.Outbox(w.Context(), shard, nil, 10_000)
		if err != nil {
			w.Fatal(err)
		}
		for _, m := range list {
			if m.Notice != nil {
				all = append(all, *m.Notice)
			}
		}
	}
	return all
}

// stand are the notices that are not retracted.
func (w *world) stand() (all []linker.Notice) {
	w.Helper()
	last := map[string]linker.Notice{}
	for _, n := range w.messages() {
		if n.Version != last[n.ID].Version+1 {
			w.Errorf("version %d of a notice is told after %d", n.Version, last[n.ID].Version)
		}
		if n.Version > 1 && n.Retracted == last[n.ID].Retracted {
			w.Errorf("version %d of a notice says what version %d said", n.Version, n.Version-1)
		}
		last[n.ID] = n
	}
	for _, n := range last {
		if !n.Retracted {
			all = append(all, n)
		}
	}
	return all
}

// lines writes notices down: whom, what, and of whom.
func lines(all []linker.Notice) []string {
	var out []string
	for _, n := range all {
		var patient []string
		for _, key := range n.Patient {
			patient = append(patient, key.Authority+"|"+key.LocalID)
		}
		out = append(out, strings.Join([]string{n.Organisation, string(n.Kind), n.Visit, strings.Join(patient, " ")}, " "))
	}
	slices.Sort(out)
	return out
}

// want compares what stands and how many messages there were in all.
func (w *world) want(what string, messages int, stand ...string) {
	w.Helper()
	slices.Sort(stand)
	if got := lines(w.stand()); !slices.Equal(got, stand) {
		w.Errorf("%s: notices that stand\n got %q\nwant %q", what, got, stand)
	}
	if got := len(w.messages()); got != messages {
		w.Errorf("%s: %d messages, want %d: %q", what, got, messages, lines(w.messages()))
	}
}
