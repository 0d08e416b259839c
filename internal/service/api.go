package service

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/lhcre/mpi/internal/api"
	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/find"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/internal/people"
	"github.com/lhcre/mpi/internal/recall"
)

// openAccess opens what says who calls and which organisations there are.
func (s *Service) openAccess(context.Context) (err error) {
	cfg := &s.Config.API
	if cfg.Organisations != "" {
		if s.organisations, err = organisations.Read(cfg.Organisations); err != nil {
			return err
		}
	}
	s.survivorship = people.Survivorship{Prefer: cfg.Prefer}
	if err := s.survivorship.Check(); err != nil {
		return err
	}
	if cfg.Certificate != "" {
		certificate, err := tls.LoadX509KeyPair(cfg.Certificate, cfg.Key)
		if err != nil {
			return fmt.Errorf("reading api.certificate and api.key: %w", err)
		}
		s.tls = &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}
	}
	return s.openVerifier()
}

func (s *Service) openVerifier() (err error) {
	if cfg := &s.Config.API; cfg.Issuer != "" {
		s.verifier, err = auth.NewProvider(cfg.Issuer, cfg.Audience, http.DefaultClient)
		return err
	}
	s.verifier, s.NewToken, err = auth.OpenLocal(s.Config.Data)
	return err
}

// linkedSoon is how often it is looked whether a message is linked.
const linkedSoon = 10 * time.Millisecond

// feed sends a message as a source system would, and waits until the place behind it
// in its partition is kept: with the links of what was before it.
func (s *Service) feed(sender *intake.Sender) func(context.Context, intake.Outgoing) (bool, error) {
	return func(ctx context.Context, message intake.Outgoing) (bool, error) {
		ends, err := sender.Send(ctx, []intake.Outgoing{message})
		if err != nil {
			return false, err
		}
		ticker := time.NewTicker(linkedSoon)
		defer ticker.Stop()
		for place, end := range ends {
			for at := int64(-1); at < end; {
				select {
				case <-ticker.C:
				case <-ctx.Done():
					return false, nil
				}
				if at, _, err = s.Store.Position(ctx, place.Topic, place.Partition); err != nil {
					return false, nil // it is in Kafka, and will be linked
				}
			}
		}
		return true, nil
	}
}

// api makes what answers record services.
func (s *Service) api(seen func(api.Seen)) (*api.Server, error) {
	sender, err := intake.NewSender(s.kafka)
	if err != nil {
		return nil, err
	}
	s.onClose(func() error { sender.Close(); return nil })
	limit, err := auth.NewLimit(s.Config.API.Rate)
	if err != nil {
		return nil, err
	}
	who := people.People{Store: s.Store}
	return api.New(api.Config{
		Verifier: s.verifier, Rules: auth.Standard(), Limit: limit, Organisations: s.organisations,
		Matcher: &find.Matcher{Records: s.Linker.NewFinder(), People: who, Thresholds: s.Model.Thresholds()},
		People:  who, Survivorship: s.survivorship, Options: s.Config.Options(),
		CaughtUp: s.Linker.CaughtUp, Late: s.Config.API.Late,
		Feed:    s.feed(sender),
		Numbers: s.Linker.KnownNumbers,
		Recalls: recall.Recalls{History: s.Store, Ledger: s.Ledger},
		Changes: s.Store, Notices: s.Store, Disputes: s.disputes,
		Audit: s.Audit, Now: time.Now, NewID: uuid.NewString, Log: s.Log, Seen: seen,
	}), nil
}

// slow is what somebody who waits for it notices.
const slow = time.Second

// seen counts a request, and tells the log of one that took long.
func (w *watching) seen(r api.Seen) {
	w.metrics.Answered(r.Operation, r.Status, r.Took)
	if r.Took >= slow {
		w.log.Warn("a request took long",
			slog.String("request", r.Request), slog.String("operation", r.Operation), slog.Int("status", r.Status), slog.Duration("took", r.Took))
	}
}

var errStale = errors.New("the index has not heard of what was published for longer than api.late")

// stale fails while nobody may be told that there is no such person.
func (s *Service) stale(context.Context) error {
	if time.Since(s.Linker.CaughtUp()) > s.Config.API.Late {
		return errStale
	}
	return nil
}

// followEvery is how often the index hears of what other engines have published,
// if linking does not hear of it first.
const followEvery = 500 * time.Millisecond

// follow keeps the index as new as answers have to be. The states say why it fails.
func (s *Service) follow(ctx context.Context) {
	s.Linker.Follow(ctx, followEvery, func(err error) {
		s.Log.DebugContext(ctx, "cannot hear of what others published", slog.Any("error", err))
	})
}

// reportsEvery is how often it is read who was reported through other engines.
const reportsEvery = 2 * time.Second

func (s *Service) followReports(ctx context.Context) {
	s.disputes.Follow(ctx, reportsEvery, func(err error) {
		s.Log.DebugContext(ctx, "cannot read who was reported", slog.Any("error", err))
	})
}
