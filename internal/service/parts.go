package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/config"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/store"
)

// Parts are the store and the Kafka of a configuration, for a command that works
// beside the engine or while it is stopped.
type Parts struct {
	Store  *store.Store
	Kafka  []intake.ClientOption
	Ledger audit.Ledger
	Audit  *audit.Journal

	service *Service
}

// OpenParts opens the store of a configuration and finds its Kafka: where the
// embedded one is served by an engine that runs, it is that.
func OpenParts(ctx context.Context, cfg config.Config, log *slog.Logger) (*Parts, error) {
	s := newService(cfg, log)
	if address := runningBroker(ctx, &cfg); address != "" {
		s.Config.Kafka.Brokers = []string{address}
	}
	for _, open := range []func(context.Context) error{s.openData, s.openKafka, s.openStore, s.openAudit} {
		if err := open(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return &Parts{s.Store, s.kafka, s.Ledger, s.Audit, s}, nil
}

// Close closes what was opened.
func (p *Parts) Close() error { return p.service.Close() }

// addressFile names the file that tells where the embedded broker is.
const addressFile = "kafka.address"

func (s *Service) noteAddress() error {
	path := filepath.Join(s.Config.Data, addressFile)
	if err := os.WriteFile(path, []byte(s.Broker.Address()), 0o600); err != nil {
		return fmt.Errorf("noting where Kafka is: %w", err)
	}
	s.onClose(func() error { return os.Remove(path) })
	return nil
}

// runningBroker gives the address of an embedded broker that answers.
func runningBroker(ctx context.Context, cfg *config.Config) string {
	address, err := os.ReadFile(filepath.Join(cfg.Data, addressFile))
	if err != nil || len(cfg.Kafka.Brokers) > 0 {
		return ""
	}
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", string(address))
	if err != nil {
		return ""
	}
	_ = conn.Close()
	return string(address)
}
