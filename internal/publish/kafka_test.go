package publish_test

import (
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/internal/testenv"
)

// TestRealKafka has the broker killed while changes are told, and a publisher that
// stood still come back.
func TestRealKafka(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a Kafka")
	}
	kafka := testenv.NewKafka(t, testenv.KafkaOptions{})
	client := []kgo.Opt{kgo.SeedBrokers(kafka.Bootstrap)}
	killed(&bench{t, client, "killed"}, kafka)
	standStill(&bench{t, client, "still"}, true)
}

func killed(b *bench, kafka *testenv.Broker) {
	b.Helper()
	w := newWorld(b.T, openSQLite(b.T), 40)
	var watch watcher
	cfg := b.config(w.store, "one")
	cfg.Watch = &watch
	p, _ := b.start(cfg)
	b.heard(w)
	if err := kafka.Kill(); err != nil {
		b.Fatal(err)
	}
	for range 40 {
		w.step()
	}
	waitFor(b.T, "shards to be stuck", func() bool { return watch.failing() > 0 })
	checkLag(b.T, p.Lag())
	if err := kafka.Restart(b.Context()); err != nil {
		b.Fatal(err)
	}
	view, history := b.heard(w)
	b.check(w, view, history)
	b.validate()
	waitFor(b.T, "no shard to be stuck", func() bool { return watch.failing() == 0 })
}

// checkLag wants some shard to say since when it waits.
func checkLag(t *testing.T, lags []publish.Lag) {
	t.Helper()
	for _, l := range lags {
		if l.Changes > 0 && !l.Since.IsZero() && time.Since(l.Since) < time.Minute {
			return
		}
	}
	t.Errorf("%d shards are held and none of %d says that it waits", len(lags), store.Shards)
}

// TestEmbeddedBrokerReopened compacts what was told, by opening the broker again
// at the same address while the publisher goes on.
func TestEmbeddedBrokerReopened(t *testing.T) {
	t.Parallel()
	options := broker.Options{Dir: t.TempDir()}
	first, err := broker.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t, []kgo.Opt{kgo.SeedBrokers(first.Address())}, "test"}
	w := newWorld(t, memory.New(), 40)
	b.start(b.config(w.store, "one"))
	for range 60 {
		w.step()
	}
	b.heard(w)
	told := len(b.messages(b.identities()))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	options.Port = portOf(t, first.Address())
	second, err := broker.Open(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = second.Close() })
	if left := len(b.messages(b.identities())); left >= told {
		t.Errorf("%d of %d messages are left, expected fewer", left, told)
	}
	w.step()
	view, history := b.heard(w)
	b.check(w, view, history)
}

func TestTopicsAreMadeAndChecked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := publish.New(b.config(memory.New(), "one"))
	for range 2 {
		if err := p.MakeTopics(t.Context(), 5, 1); err != nil {
			t.Fatal(err)
		}
	}
	client, err := kgo.NewClient(b.client...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	admin := kadm.NewClient(client)
	topics, err := admin.ListTopics(t.Context())
	if err != nil || len(topics[b.identities()].Partitions) != 5 || len(topics[b.events()].Partitions) != 5 {
		t.Errorf("the topics are %v, %v, want five partitions each", topics, err)
	}
	cfg := b.config(memory.New(), "one")
	cfg.Identities = cfg.Events // which is not compacted
	if err := publish.New(cfg).MakeTopics(t.Context(), 5, 1); err == nil {
		t.Error("a topic that is not compacted passed")
	}
}
