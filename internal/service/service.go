package service

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/notices"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/reports"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/matcher"
)

// Service is an engine that is open.
type Service struct {
	Config config.Config
	Log    *slog.Logger
	Model  *matcher.Model
	Broker *broker.Broker // nil with a Kafka of its own
	Store  *store.Store
	Index  *index.Index
	Linker *linker.Linker
	Outbox publish.Store  // the store, as the publisher sees it
	Ledger audit.Ledger   // who did what
	Audit  *audit.Journal // writes it down
	Now    func() time.Time
	// NewToken is the token of this machine, if it was made now; it is shown once.
	NewToken string

	kafka         []intake.ClientOption
	owner         string
	verifier      auth.Verifier
	organisations *organisations.Directory
	survivorship  people.Survivorship
	disputes      *reports.Disputes
	tls           *tls.Config // nil without a certificate
	auditFailed   atomic.Pointer[error]
	closes        []func() error // in the order of opening
}

// Open opens what the configuration names, all but the readers and writers of
// topics, which Run starts.
func Open(ctx context.Context, cfg config.Config, log *slog.Logger) (*Service, error) {
	s := newService(cfg, log)
	steps := []struct {
		what string
		open func(context.Context) error
	}{
		{"the model", s.openModel},
		{"the data folder", s.openData},
		{"the API", s.openAccess},
		{"Kafka", s.openKafka},
		{"the store", s.openStore},
		{"the audit", s.openAudit},
		{"the index", s.openIndex},
	}
	for _, step := range steps {
		if err := step.open(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("opening %s: %w", step.what, err), s.Close())
		}
	}
	return s, nil
}

func newService(cfg config.Config, log *slog.Logger) *Service {
	return &Service{Config: cfg, Log: log, Now: time.Now, owner: uuid.NewString()}
}

// Close shuts down in the reverse order of opening.
func (s *Service) Close() error {
	var failed error
	for len(s.closes) > 0 {
		last := len(s.closes) - 1
		failed = errors.Join(failed, s.closes[last]())
		s.closes = s.closes[:last]
	}
	return failed
}

func (s *Service) onClose(f func() error) { s.closes = append(s.closes, f) }

func (s *Service) openModel(context.Context) (err error) {
	if s.Config.Model == "" {
		s.Model, err = matcher.Default()
		return err
	}
	file, err := os.Open(s.Config.Model)
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	defer file.Close() //nolint:errcheck // it was only read
	s.Model, err = matcher.Read(file)
	return err
}

func (s *Service) openData(context.Context) error { return MakeData(&s.Config) }

// MakeData makes the data folder of a configuration, which its owner alone may
// enter.
func MakeData(cfg *config.Config) error {
	return os.MkdirAll(cfg.Data, 0o700) //nolint:wrapcheck // names the folder
}

func (s *Service) openKafka(ctx context.Context) (err error) {
	if len(s.Config.Kafka.Brokers) > 0 {
		s.kafka, err = intake.ClientOptions(s.Config.Kafka)
		if err != nil {
			return err
		}
		return intake.MakeTopics(ctx, s.kafka, topics(&s.Config))
	}
	s.Broker, err = broker.Open(ctx, broker.Options{
		Dir: s.Config.BrokerDir(), Port: s.Config.Kafka.Port, Topics: embeddedTopics(&s.Config), Logger: s.Log,
	})
	if err != nil {
		return err
	}
	s.onClose(s.Broker.Close)
	s.kafka = intake.BrokerAt(s.Broker.Address())
	return s.noteAddress()
}

func (s *Service) openStore(ctx context.Context) (err error) {
	opt := StoreOptions(&s.Config)
	if s.Config.Store.URL == "" { // nobody else would
		if err := store.Migrate(ctx, opt); err != nil {
			return err
		}
	}
	s.Store, err = store.Open(ctx, opt)
	if err != nil {
		return err
	}
	s.Outbox, s.disputes = s.Store, &reports.Disputes{Store: s.Store, People: people.People{Store: s.Store}}
	s.onClose(s.Store.Close)
	return nil
}

// connections are enough for linking, for telling and for those who read, none of
// whom is to wait for the others.
const connections = 16

// StoreOptions says where a configuration has its store.
func StoreOptions(cfg *config.Config) store.Options {
	opt := store.Options{URL: cfg.Store.URL, Environment: store.Environment(cfg.Environment), Connections: connections}
	if opt.URL == "" {
		opt.Path = cfg.StorePath()
	}
	return opt
}

func (s *Service) newLinker(x linker.Index) (*linker.Linker, error) {
	return linker.New(linker.Config{
		Store: s.Store, Index: x, Model: s.Model, Options: s.Config.Options(), Now: s.now, NewID: uuid.NewString,
		Notices: s.notices(),
	})
}

// notices decides whom to tell of stays in hospital, if anybody wants to hear of them.
func (s *Service) notices() func(linker.Reader, []identity.RecordID, time.Time) ([]linker.Notice, error) {
	if !slices.ContainsFunc(s.organisations.All(), func(o organisations.Organisation) bool { return o.Notices }) {
		return nil
	}
	rules := &notices.Rules{Organisations: s.organisations, Within: s.Config.API.Notices}
	return rules.For
}

// now asks whatever clock the engine has by then.
func (s *Service) now() time.Time { return s.Now() }

// KafkaAddress is where the service's Kafka is.
func (s *Service) KafkaAddress() string {
	if s.Broker != nil {
		return s.Broker.Address()
	}
	return strings.Join(s.Config.Kafka.Brokers, ",")
}

// Kafka gives the options of clients that speak to the service's Kafka.
func (s *Service) Kafka() []intake.ClientOption { return s.kafka }
