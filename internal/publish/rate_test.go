package publish_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/identity"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/internal/testenv"
)

// BenchmarkTell tells 20,000 new identities.
func BenchmarkTell(b *testing.B) {
	brokers := map[string]func() string{
		"embedded": func() string {
			served, err := broker.Open(b.Context(), broker.Options{Dir: b.TempDir()})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = served.Close() })
			return served.Address()
		},
		"Kafka": func() string { return testenv.NewKafka(b, testenv.KafkaOptions{Sustained: true}).Bootstrap },
	}
	for name, open := range brokers {
		b.Run(name, func(b *testing.B) {
			client := []kgo.Opt{kgo.SeedBrokers(open())}
			const changes = 20_000
			for b.Loop() {
				b.StopTimer()
				s := crowd(b, changes)
				b.StartTimer()
				tellAll(b, publish.Config{
					Client: client, Store: s, Owner: "one", Log: slog.New(slog.DiscardHandler),
				}, changes)
			}
			b.ReportMetric(float64(changes*b.N)/b.Elapsed().Seconds(), "changes/s")
		})
	}
}

// crowd is a store with new identities.
func crowd(b *testing.B, changes int) *memory.Store {
	b.Helper()
	s := memory.New()
	lane, _, err := s.TakeLane(b.Context(), "crowd", "test")
	if err != nil {
		b.Fatal(err)
	}
	list := make([]linker.Change, changes)
	for i := range list {
		key := facts.Key{Authority: "ORG", LocalID: fmt.Sprint("local ", i)}
		list[i] = linker.Change{
			Change:  identity.Change{Identity: string(key.Record()), Version: 1, Kind: identity.Created, Joined: []identity.RecordID{key.Record()}},
			ID:      string(key.Record()),
			Part:    1,
			Parts:   1,
			Cause:   "message",
			At:      time.Now(),
			Model:   "uk 1",
			Records: []linker.Reference{{Authority: key.Authority, LocalID: key.LocalID, LinkVersion: 1}},
		}
	}
	if err := s.Update(b.Context(), lane, 0, func(tx linker.Tx, _ int64) error { return tx.AddChanges(list) }); err != nil {
		b.Fatal(err)
	}
	return s
}

// tellAll publishes until all is told.
func tellAll(b *testing.B, cfg publish.Config, changes int) {
	b.Helper()
	var watch watcher
	cfg.Watch = &watch
	p := publish.New(cfg)
	if err := p.MakeTopics(b.Context(), 4, 1); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = p.Run(ctx) })
	for watch.told() < changes {
		time.Sleep(time.Millisecond)
	}
	cancel()
	running.Wait()
}
