package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/google/uuid"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/store"
)

// openLedger opens what keeps who did what: the store on a server, a file of its own
// where all is embedded, so that neither waits for the other.
func (s *Service) openLedger(ctx context.Context) error {
	if s.Config.Store.URL != "" {
		s.Ledger = s.Store
		return nil
	}
	opt := StoreOptions(&s.Config)
	opt.Path = s.Config.AuditPath()
	if err := store.Migrate(ctx, opt); err != nil {
		return err
	}
	file, err := store.Open(ctx, opt)
	if err != nil {
		return err
	}
	s.onClose(file.Close)
	s.Ledger = file
	return nil
}

// openAudit opens the journal that is written into it.
func (s *Service) openAudit(ctx context.Context) error {
	if err := s.openLedger(ctx); err != nil {
		return err
	}
	s.Audit = audit.Open(s.Ledger, audit.Config{ //nolint:contextcheck // it outlives whoever opens it
		Node: s.node(), NewID: uuid.NewString, Now: s.now, Wrote: s.wroteAudit,
	})
	s.onClose(func() error { s.Audit.Close(); return nil })
	return nil
}

// wroteAudit remembers whether the audit could be written when it last had to be.
func (s *Service) wroteAudit(_ context.Context, err error) { s.auditFailed.Store(&err) }

// auditing fails if it could not.
func (s *Service) auditing(context.Context) error {
	if err := s.auditFailed.Load(); err != nil {
		return *err
	}
	return nil
}

// node names this process to those who read what it wrote.
func (s *Service) node() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s/%s", host, s.owner)
}

// OpenLedger opens the audit of a configuration, to be read; closing closes it.
func OpenLedger(ctx context.Context, cfg config.Config, log *slog.Logger) (ledger audit.Ledger, closing func() error, err error) {
	s := newService(cfg, log)
	open := []func(context.Context) error{s.openData, s.openLedger}
	if cfg.Store.URL != "" {
		open = []func(context.Context) error{s.openStore, s.openLedger}
	}
	for _, open := range open {
		if err := open(ctx); err != nil {
			return nil, nil, errors.Join(err, s.Close())
		}
	}
	return s.Ledger, s.Close, nil
}
