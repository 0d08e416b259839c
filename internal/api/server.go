package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/recall"
	"github.com/lhcre/mpi/internal/reports"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Config is what a server works with.
type Config struct {
	Verifier      auth.Verifier
	Rules         *auth.Rules
	Limit         *auth.Limit // nil for none
	Organisations *organisations.Directory

	Matcher      *find.Matcher
	People       people.People
	Survivorship people.Survivorship
	Options      demographics.Options
	// CaughtUp tells since when the index has all that was published; it may be as
	// late as Late.
	CaughtUp func() time.Time
	Late     time.Duration

	// Numbers gives what is known of NHS numbers now.
	Numbers func() facts.Numbers
	// Feed sends a message to a topic that intake reads, and says whether it was linked
	// before the context ended; without an error it is not lost either way.
	Feed    func(ctx context.Context, message intake.Outgoing) (linked bool, err error)
	Recalls recall.Recalls
	Changes Changes
	Notices Notices
	// Disputes know whom somebody has reported; nil for nobody.
	Disputes *reports.Disputes

	Audit Journal
	Now   func() time.Time
	NewID func() string // gives a UUID, for a request without one
	Log   *slog.Logger
	// Seen hears of each request, for the metrics; it may be nil.
	Seen func(Seen)
}

// Changes are what became of identities, in the order in which it is told.
type Changes interface {
	Outbox(ctx context.Context, shard int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error)
}

// Journal is where it is written down who was told what.
type Journal interface {
	Write(ctx context.Context, event audit.Event) error
}

// Seen is what may be counted of a request.
type Seen struct {
	Request   string // its number
	Operation string // "" of what is no endpoint
	Status    int
	Took      time.Duration
}

// Server answers requests.
type Server struct{ Config }

// New makes a server.
func New(cfg Config) *Server { return &Server{cfg} }

const (
	root       = "/"
	rootFHIR   = "/fhir/"
	mostBody   = 1 << 20
	mostAnswer = 10 * time.Second // to make an answer
)

var _ http.Handler = (*Server)(nil)

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := s.Now()
	ctx, stop := context.WithTimeout(r.Context(), mostAnswer)
	defer stop()
	r = r.WithContext(ctx)
	r.Body = http.MaxBytesReader(w, r.Body, mostBody)
	c := s.newCall(r)
	a := c.answer() //nolint:contextcheck // the request has it
	c.write(w, a)   //nolint:contextcheck // the request has it
	if s.Seen != nil {
		s.Seen(Seen{Request: c.request, Operation: string(c.operation()), Status: a.status, Took: s.Now().Sub(start)})
	}
}
