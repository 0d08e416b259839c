package people_test

import (
	"crypto/sha256"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
)

// region is a store with a linker.
type region struct {
	*testing.T
	people.People

	linker *linker.Linker
	lane   linker.Lane
	told   int
}

func newRegion(t *testing.T) *region {
	t.Helper()
	model, err := matcher.Default()
	if err != nil {
		t.Fatal(err)
	}
	store := memory.New()
	ids := 0
	l, err := linker.New(linker.Config{
		Store: store, Index: index.OpenMemory(index.Options{}), Model: model, Now: time.Now,
		NewID: func() string { ids++; return identity.UUID5("people", strconv.Itoa(ids)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	lane, _, err := store.TakeLane(t.Context(), "test", "test")
	if err != nil {
		t.Fatal(err)
	}
	return &region{T: t, People: people.People{Store: store}, linker: l, lane: lane}
}

// tell tells of an organisation's record, and gives its id.
func (r *region) tell(organisation string, columns facts.Columns) identity.RecordID {
	r.Helper()
	r.told++
	f := facts.Fact{
		Key: facts.Key{Authority: organisation, LocalID: "1"}, Kind: facts.Tell, Organisation: organisation, Columns: columns,
		Stamp: facts.Stamp{At: time.Date(2026, 1, 2, 3, r.told, 0, 0, time.UTC), Hash: sha256.Sum256([]byte(strconv.Itoa(r.told)))},
	}
	if _, err := r.linker.Process(r.Context(), r.lane, linker.Batch{Facts: []facts.Fact{f}}); err != nil {
		r.Fatal(err)
	}
	return f.Key.Record()
}

func alison(more ...string) facts.Columns {
	c := facts.Columns{"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-10", "nhs_number": "9990000018", "nhs_number_status": "01"}
	for i := 0; i < len(more); i += 2 {
		c[more[i]] = more[i+1]
	}
	return c
}

// of reads the one person of a record.
func (r *region) of(id identity.RecordID) people.Person {
	r.Helper()
	all, err := r.Of(r.Context(), []identity.RecordID{id})
	if err != nil || len(all) != 1 {
		r.Fatalf("a record is of %d people, %v", len(all), err)
	}
	r.sameInTransaction(id, all[0])
	return all[0]
}

// sameInTransaction reads a person the other way.
func (r *region) sameInTransaction(id identity.RecordID, p people.Person) {
	r.Helper()
	err := r.Store.View(r.Context(), func(tx linker.Reader) error {
		all, err := people.In(tx, []identity.RecordID{id})
		if err == nil && (len(all) != 1 || !reflect.DeepEqual(all[0], p)) {
			r.Errorf("read in a transaction it is another: %d people", len(all))
		}
		return err
	})
	if err != nil {
		r.Fatal(err)
	}
}

func (r *region) see(p people.Person, viewer string) people.View {
	return p.For(people.Viewer{Organisation: viewer}, &people.Survivorship{})
}

func TestPeopleAreReadByRecordAndById(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	a := r.tell("RM3", alison("postcode", "M1 1AE"))
	b := r.tell("R0A", alison("postcode", "M2 2BB"))
	other := r.tell("RYJ", facts.Columns{"family_name": "OKONKWO", "given_names": "CHIDI", "birth_date": "1955-06-30"})

	all, err := r.Of(t.Context(), []identity.RecordID{b, a, other, a, "00000000-0000-4000-8000-000000000000"})
	if err != nil || len(all) != 2 {
		t.Fatalf("three records are of %d people, %v", len(all), err)
	}
	p := r.of(a)
	if !p.Has(a) || !p.Has(b) || p.Has(other) {
		t.Error("the person has not the two records that are one")
	}
	again, err := r.ByID(t.Context(), p.ID)
	if err != nil || again.ID != p.ID || again.Version != p.Version {
		t.Errorf("by its id it is %q version %d, %v", again.ID, again.Version, err)
	}
	if v := r.see(p, "RM3"); len(v.Records) != 2 || v.Golden["postcode"].Text != "M2 2BB" || v.Golden["postcode"].Source != b {
		t.Errorf("%d records, postcode %+v", len(v.Records), v.Golden["postcode"])
	}
	if _, err := r.ByID(t.Context(), "00000000-0000-4000-8000-000000000000"); !errors.Is(err, people.ErrUnknown) {
		t.Errorf("nobody: %v", err)
	}
	if none, err := r.Of(t.Context(), nil); err != nil || none != nil {
		t.Errorf("of no records: %v, %v", none, err)
	}
}

// A retired identity is answered by the one that stands for it, and after a split
// nothing is left of the other's values.
func TestSplitAndMergedPeople(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	a := r.tell("RM3", alison("phone", "07700900001"))
	brenda := alison("nhs_number", "9990000026", "family_name", "JONES", "given_names", "BRENDA", "birth_date", "1955-06-30")
	b := r.tell("R0A", brenda)
	before := r.of(b)
	r.tell("R0A", alison())
	merged := r.of(a)
	if !merged.Has(b) {
		t.Fatal("one verified number and birth date are two people")
	}
	retired := before.ID
	if retired == merged.ID {
		t.Fatal("the younger identity survived")
	}
	if p, err := r.ByID(t.Context(), retired); err != nil || p.ID != merged.ID {
		t.Errorf("a retired identity is answered by %q, %v", p.ID, err)
	}
	r.tell("R0A", brenda)
	split := r.of(b)
	if split.ID == merged.ID {
		t.Fatal("two people are one")
	}
	v := r.see(split, "R0A")
	if v.Golden["phone"].Text != "" || v.Golden["given_names"].Text != "BRENDA" || len(v.Records) != 1 {
		t.Errorf("after the split: %+v", v.Golden)
	}
}

// Who is restricted is asked of the store each time: by a record of one's own, or of
// anybody who may be the same person.
func TestRestrictionIsThatOfTheMoment(t *testing.T) {
	t.Parallel()
	r := newRegion(t)
	a := r.tell("RM3", alison("postcode", "M1 1AE"))
	b := r.tell("R0A", alison("postcode", "M2 2BB"))
	for _, step := range []struct {
		confidentiality      string
		restricted, veryMuch bool
	}{{"U", false, false}, {"R", true, false}, {"V", true, true}, {"U", false, false}} {
		r.tell("R0A", alison("confidentiality", step.confidentiality, "postcode", "M2 2BB"))
		for _, id := range []identity.RecordID{a, b} {
			p := r.of(id)
			if p.Restricted != step.restricted || id == b && p.VeryRestricted != step.veryMuch {
				t.Errorf("%s: restricted %t, very %t", step.confidentiality, p.Restricted, p.VeryRestricted)
			}
			v := r.see(p, "RYJ")
			_, told := v.Golden["postcode"]
			if told == step.restricted || (len(v.Records) == 0) != step.restricted {
				t.Errorf("%s: the postcode is told: %t; %d records", step.confidentiality, told, len(v.Records))
			}
		}
		if p := r.of(a); step.restricted && p.Has(b) {
			v := r.see(p, "RM3")
			if len(v.Records) != 1 || v.Golden["postcode"].Text != "M1 1AE" || !v.Withheld {
				t.Errorf("one's own organisation sees %d records, postcode %q", len(v.Records), v.Golden["postcode"].Text)
			}
			if !slices.ContainsFunc(v.Records, func(h people.Holding) bool { return h.Record == a }) {
				t.Error("one's own organisation sees another's record")
			}
		}
	}
}
