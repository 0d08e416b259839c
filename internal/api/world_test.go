package api_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/api"
	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/audit/audittest"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/fhir"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/notices"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/recall"
	"github.com/lhcre/mpi/internal/reports"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// world is a server with what it stands on.
type world struct {
	testing.TB

	server *httptest.Server
	cfg    *api.Config
	ledger *audittest.Ledger
	log    *bytes.Buffer
	linker *linker.Linker
	lane   linker.Lane
	store  *memory.Store
	told   int
	behind time.Duration
	broken error // of the store, for who reads people
	fed    []intake.Outgoing
	slow   bool // nothing that is fed is linked
}

// tokens are role@organisation/purpose.
type tokens struct{}

func (tokens) Verify(_ context.Context, token string) (auth.Principal, error) {
	role, rest, ok := strings.Cut(token, "@")
	organisation, purpose, _ := strings.Cut(rest, "/")
	if !ok {
		return auth.Principal{}, auth.ErrToken
	}
	return auth.Principal{Subject: "ward-7", Organisation: organisation, Roles: []auth.Role{auth.Role(role)}, Purpose: auth.Purpose(purpose)}, nil
}

// View reads people, or fails as the store would.
func (w *world) View(ctx context.Context, do func(tx linker.Reader) error) error {
	if w.broken != nil {
		return w.broken
	}
	return w.store.View(ctx, do)
}

// Together reads people, or fails as the store would.
func (w *world) Together(ctx context.Context, records []identity.RecordID) ([]linker.Linked, error) {
	if w.broken != nil {
		return nil, w.broken
	}
	return w.store.Together(ctx, records)
}

// NoticesTo reads notices, or fails as the store would.
func (w *world) NoticesTo(ctx context.Context, organisation string, after store.Cursor, limit int) ([]linker.Notice, store.Cursor, error) {
	if w.broken != nil {
		return nil, nil, w.broken
	}
	return w.store.NoticesTo(ctx, organisation, after, limit)
}

func directory(tb testing.TB) *organisations.Directory {
	tb.Helper()
	d, err := organisations.New([]organisations.Organisation{
		{Code: "RM3", Name: "One", Authorities: []organisations.Authority{{Name: "RM3", System: "https://one.example/pas"}}},
		{Code: "R0A", Name: "Two", Authorities: []organisations.Authority{{Name: "R0A"}}},
		{Code: "RYJ", Name: "Three", Notices: true, Authorities: []organisations.Authority{{Name: "RYJ"}}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func newWorld(tb testing.TB) *world {
	tb.Helper()
	model, err := matcher.Default()
	if err != nil {
		tb.Fatal(err)
	}
	w := &world{TB: tb, ledger: &audittest.Ledger{}, log: &bytes.Buffer{}, store: memory.New()}
	ids := 0
	rules := notices.Rules{Organisations: directory(tb), Within: 100 * 365 * 24 * time.Hour}
	w.linker, err = linker.New(linker.Config{
		Store: w.store, Index: index.OpenMemory(index.Options{}), Model: model, Now: time.Now, Notices: rules.For,
		NewID: func() string { ids++; return identity.UUID5("api", strconv.Itoa(ids)) },
	})
	if err != nil {
		tb.Fatal(err)
	}
	if w.lane, _, err = w.store.TakeLane(tb.Context(), "test", "test"); err != nil {
		tb.Fatal(err)
	}
	journal := audit.Open(w.ledger, audit.Config{Node: "test", NewID: audittest.IDs()})
	tb.Cleanup(journal.Close)
	who := people.People{Store: w}
	w.cfg = &api.Config{
		Verifier: tokens{}, Rules: auth.Standard(), Organisations: directory(tb),
		Matcher: &find.Matcher{Records: w.linker.NewFinder(), People: who, Thresholds: model.Thresholds()}, People: who,
		CaughtUp: func() time.Time { return time.Now().Add(-w.behind) }, Late: time.Minute,
		Numbers: w.linker.KnownNumbers, Feed: w.feed, Recalls: recall.Recalls{History: w.store, Ledger: w.ledger}, Changes: w.store, Notices: w, Disputes: &reports.Disputes{Store: w.store, People: who}, Audit: journal, Now: time.Now, NewID: func() string { return audittest.ID(7) },
		Log: slog.New(slog.NewJSONHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { api.New(*w.cfg).ServeHTTP(rw, r) }))
	tb.Cleanup(w.server.Close)
	return w
}

// feed links a message as intake would.
func (w *world) feed(ctx context.Context, m intake.Outgoing) (bool, error) {
	w.fed = append(w.fed, m)
	if w.slow || w.broken != nil {
		return false, w.broken
	}
	all, err := intake.Decode(m.ContentType, m.Value, time.Now(), demographics.Options{})
	if err != nil {
		return false, err
	}
	for i := range all {
		all[i].Key.Authority, all[i].Other.Authority = w.cfg.Organisations.Name(all[i].Key.Authority), w.cfg.Organisations.Name(all[i].Other.Authority)
	}
	_, err = w.linker.Process(ctx, w.lane, linker.Batch{Facts: all})
	return err == nil, err
}

// tell tells of an organisation's record.
func (w *world) tell(organisation, id string, columns facts.Columns) {
	w.Helper()
	w.told++
	f := facts.Fact{
		Key: facts.Key{Authority: organisation, LocalID: id}, Kind: facts.Tell, Organisation: organisation, Columns: columns,
		Stamp: facts.Stamp{At: time.Date(2026, 1, 2, 3, w.told, 0, 0, time.UTC), Hash: sha256.Sum256([]byte(strconv.Itoa(w.told)))},
	}
	if _, err := w.linker.Process(w.Context(), w.lane, linker.Batch{Facts: []facts.Fact{f}}); err != nil {
		w.Fatal(err)
	}
}

// alison is somebody, with other columns.
func alison(more ...string) facts.Columns {
	c := facts.Columns{
		"family_name": "SMITH", "given_names": "ALISON", "birth_date": "1980-02-10", "sex": "2", "nhs_number": "9990000018", "nhs_number_status": "01",
		"address": "1 HIGH STREET", "postcode": "M1 1AE", "phone": "07700900001",
	}
	for i := 0; i < len(more); i += 2 {
		c[more[i]] = more[i+1]
	}
	return c
}

const resolver = "resolver@RYJ/direct-care"

// answer is what came back.
type answer struct {
	status int
	header http.Header
	text   string
}

// ask sends a request; headers are name, value, name, value. The token is a
// resolver's unless they say otherwise.
func (w *world) ask(method, path, body string, headers ...string) answer {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, w.server.URL+path, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+resolver)
	if body != "" {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		w.Fatal(err)
	}
	return answer{got.StatusCode, got.Header, string(text)}
}

// match asks for somebody.
func (w *world) match(columns facts.Columns, parameters ...fhir.Parameter) (answer, *fhir.Bundle) {
	w.Helper()
	p := fhir.FromColumns(func(column string) string { return columns[column] })
	asked := &fhir.Parameters{Parameter: append([]fhir.Parameter{{Name: "resource", Resource: &p}}, parameters...)}
	a := w.ask(http.MethodPost, "/fhir/Patient/$match", string(fhir.Append(nil, asked)))
	return a, w.bundle(a)
}

func (w *world) bundle(a answer) *fhir.Bundle {
	w.Helper()
	if a.status != http.StatusOK {
		return &fhir.Bundle{}
	}
	b := &fhir.Bundle{}
	if err := b.UnmarshalJSON([]byte(a.text)); err != nil {
		w.Fatalf("%v: %s", err, a.text)
	}
	return b
}

// outcome is the one issue of an answer that is a problem.
func (w *world) outcome(a answer) fhir.Issue {
	w.Helper()
	o := &fhir.OperationOutcome{}
	if err := o.UnmarshalJSON([]byte(a.text)); err != nil || len(o.Issue) != 1 || a.header.Get("Content-Type") != "application/fhir+json; charset=utf-8" {
		w.Fatalf("%d is no OperationOutcome of one issue (%v): %s", a.status, err, a.text)
	}
	return o.Issue[0]
}

// events are what was written down.
func (w *world) events() (all []audit.Event) {
	w.Helper()
	entries, err := w.ledger.AuditEntries(w.Context(), w.chain(), 0, 10_000)
	if err != nil {
		w.Fatal(err)
	}
	for i := range entries {
		e, err := entries[i].Event()
		if err != nil {
			w.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

func (w *world) chain() string {
	heads, err := w.ledger.AuditHeads(w.Context())
	if err != nil || len(heads) == 0 {
		return ""
	}
	return heads[0].Chain
}

// grades are those of the entries of a bundle that are matches.
func grades(b *fhir.Bundle) (all []string) {
	for _, e := range b.Entry {
		for _, x := range e.Search.Extension {
			if x.URL == "http://hl7.org/fhir/StructureDefinition/match-grade" {
				all = append(all, x.Code)
			}
		}
	}
	return all
}

var errAway = errors.New("the store is away")

// merge says that an organisation has made one record of two.
func (w *world) merge(organisation, gone, stays string) {
	w.Helper()
	w.told++
	f := facts.Fact{
		Key: facts.Key{Authority: organisation, LocalID: gone}, Kind: facts.Merge, Organisation: organisation,
		Other: facts.Key{Authority: organisation, LocalID: stays},
		Stamp: facts.Stamp{At: time.Date(2026, 1, 2, 3, w.told, 0, 0, time.UTC), Hash: sha256.Sum256([]byte(strconv.Itoa(w.told)))},
	}
	if _, err := w.linker.Process(w.Context(), w.lane, linker.Batch{Facts: []facts.Fact{f}}); err != nil {
		w.Fatal(err)
	}
}
