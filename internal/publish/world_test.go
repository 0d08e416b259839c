package publish_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
)

// keeper is a store that a world can be written to and published from.
type keeper interface {
	linker.Store
	publish.Store
	TakeLane(ctx context.Context, name, owner string) (linker.Lane, linker.Position, error)
	MemberPage(ctx context.Context, after identity.RecordID, limit int) ([]store.Member, error)
}

var (
	_ keeper = (*memory.Store)(nil)
	_ keeper = (*store.Store)(nil)
)

func openSQLite(t *testing.T) keeper {
	t.Helper()
	options := store.Options{Path: filepath.Join(t.TempDir(), "store.db"), Environment: store.Synthetic}
	if err := store.Migrate(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// world has records move between people, and writes what comes of it to a store
// as the linker does.
type world struct {
	t      *testing.T
	store  keeper
	lanes  []linker.Lane
	random *rand.Rand

	records  []linker.Record // those that are linked to an identity exist
	person   []int           // of each record; -1 for a deleted one
	secret   map[int]bool    // people that are restricted
	now      []identity.Identity
	last     map[identity.RecordID]int64 // link versions
	versions map[string]int64
	changes  []linker.Change
}

func newWorld(t *testing.T, s keeper, records int) *world {
	t.Helper()
	w := &world{
		t: t, store: s, random: rand.New(rand.NewPCG(4, uint64(records))),
		secret: map[int]bool{}, last: map[identity.RecordID]int64{}, versions: map[string]int64{},
	}
	for i := range 3 {
		lane, _, err := s.TakeLane(t.Context(), fmt.Sprintf("lane %d", i), "world")
		if err != nil {
			t.Fatal(err)
		}
		w.lanes = append(w.lanes, lane)
	}
	for i := range records {
		key := facts.Key{Authority: "ORG", LocalID: fmt.Sprintf("local/%d", i)}
		w.records = append(w.records, linker.Record{ID: key.Record(), Key: key, Version: 1})
		w.person = append(w.person, i)
	}
	for i := 0; i < records; i += 10 {
		w.secret[i] = true
	}
	w.publish()
	w.settle()
	return w
}

// publish writes the records.
func (w *world) publish() {
	w.t.Helper()
	lane := w.lanes[0]
	err := w.store.Update(w.t.Context(), lane, len(w.records), func(tx linker.Tx, first int64) error {
		for i := range w.records {
			w.records[i].Lane, w.records[i].LaneSeq = lane.ID, first+int64(i)
		}
		return tx.PutRecords(slices.SortedFunc(slices.Values(w.records), func(a, b linker.Record) int {
			return slices.Compare([]byte(a.ID), []byte(b.ID))
		}))
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// step moves, deletes or brings back a few records, so that something changes.
func (w *world) step() {
	w.t.Helper()
	for before := len(w.changes); len(w.changes) == before; w.settle() {
		w.move()
	}
}

func (w *world) move() {
	for range 1 + w.random.IntN(4) {
		r := w.random.IntN(len(w.records))
		switch w.random.IntN(10) {
		case 0:
			w.person[r] = -1
		case 1, 2, 3:
			w.person[r] = r // alone, unless others are with it
		default:
			w.person[r] = w.person[w.random.IntN(len(w.records))]
		}
	}
}

// settle names people and writes what changed.
func (w *world) settle() {
	w.t.Helper()
	people, changes := identity.Reconcile(identity.Past{Identities: w.now, LinkVersions: w.last}, w.clusters(), func([]identity.RecordID) (string, time.Time) {
		return w.newID(), w.time()
	})
	w.now = people
	byID := map[string]*identity.Identity{}
	for i := range people {
		byID[people[i].ID] = &people[i]
	}
	var told []linker.Change
	id := w.newID()
	for i, c := range changes {
		w.versions[c.Identity] = c.Version
		references, secret := w.references(byID[c.Identity])
		told = append(told, linker.Change{
			Change: c, ID: id, Part: i + 1, Parts: len(changes), Cause: "message", At: w.time(), Model: "uk 1",
			Records: references, Restricted: secret,
		})
	}
	w.changes = append(w.changes, told...)
	lane := w.lanes[w.random.IntN(len(w.lanes))]
	if err := w.store.Update(w.t.Context(), lane, 0, func(tx linker.Tx, _ int64) error {
		if err := tx.SetLinked(w.linked()); err != nil {
			return err
		}
		return tx.AddChanges(told)
	}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) clusters() [][]identity.RecordID {
	byPerson := map[int][]identity.RecordID{}
	for i, p := range w.person {
		if p >= 0 {
			byPerson[p] = append(byPerson[p], w.records[i].ID)
		}
	}
	var out [][]identity.RecordID
	for _, p := range slices.Sorted(maps.Keys(byPerson)) {
		out = append(out, slices.Sorted(slices.Values(byPerson[p])))
	}
	return out
}

// references gives what may be told of an identity's records, and whether it may.
func (w *world) references(p *identity.Identity) ([]linker.Reference, bool) {
	var out []linker.Reference
	secret := false
	for _, m := range p.Members {
		i := slices.IndexFunc(w.records, func(r linker.Record) bool { return r.ID == m.Record })
		w.last[m.Record] = max(w.last[m.Record], m.LinkVersion)
		if p.Retired {
			continue
		}
		secret = secret || w.secret[i]
		out = append(out, linker.Reference{Authority: w.records[i].Key.Authority, LocalID: w.records[i].Key.LocalID, LinkVersion: m.LinkVersion})
	}
	return out, secret
}

// homes gives the identity of each record that has one.
func (w *world) homes() map[identity.RecordID]string {
	out := map[identity.RecordID]string{}
	for _, p := range w.now {
		for _, m := range p.Members {
			if !p.Retired {
				out[m.Record] = p.ID
			}
		}
	}
	return out
}

func (w *world) linked() []linker.Record {
	homes := w.homes()
	out := slices.Clone(w.records)
	for i := range out {
		out[i].Linked, out[i].Component, out[i].Identity = 1, out[i].ID, homes[out[i].ID]
		out[i].LinkVersion = w.last[out[i].ID]
	}
	slices.SortFunc(out, func(a, b linker.Record) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	return out
}

// open gives the identity of each record that may be told, by key, as the store
// has it.
func (w *world) open() map[facts.Key]string {
	w.t.Helper()
	secret := map[string]bool{}
	for _, c := range w.changes {
		secret[c.Identity] = c.Restricted // as the last change of it says
	}
	keys := map[identity.RecordID]facts.Key{}
	for _, r := range w.records {
		keys[r.ID] = r.Key
	}
	out := map[facts.Key]string{}
	for after := identity.RecordID(""); ; {
		page, err := w.store.MemberPage(w.t.Context(), after, 100)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(page) == 0 {
			return out
		}
		for _, m := range page {
			after = m.Record
			if !secret[m.Identity] {
				out[keys[m.Record]] = m.Identity
			}
		}
	}
}

func (w *world) newID() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %d %p", w.random.Uint64(), w.random.Uint64(), w))
	return identity.UUID5("a world of tests", string(sum[:]))
}

func (w *world) time() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
