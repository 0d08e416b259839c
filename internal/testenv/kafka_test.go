package testenv_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/testenv"
)

func TestKafkaKeepsRecordsAcrossRestartAndKill(t *testing.T) {
	t.Parallel()
	broker := testenv.NewKafka(t, testenv.KafkaOptions{HeapMiB: 400, Properties: map[string]string{"message.max.bytes": "12000000"}})
	client := newClient(t, broker, kgo.DefaultProduceTopic("kept"), kgo.ConsumeTopics("kept"))
	_, err := kadm.NewClient(client).CreateTopic(t.Context(), 2, 1, nil, "kept")
	must(t, err)
	for i, end := range []func() error{broker.Stop, broker.Kill} {
		must(t, client.ProduceSync(t.Context(), kgo.StringRecord(strconv.Itoa(i))).FirstErr())
		pid := broker.PID()
		must(t, end())
		wantGone(t, pid)
		must(t, broker.Restart(t.Context()))
		wantRecord(t, client, strconv.Itoa(i))
	}
}

func TestKafkaKeepsItsFolderAndPauses(t *testing.T) {
	t.Parallel()
	testenv.Kafka(t) // skips where there is none
	dir := newFolder(t)
	broker, err := testenv.StartKafka(t.Context(), dir, testenv.KafkaOptions{})
	must(t, err)
	client := newClient(t, broker, kgo.DefaultProduceTopic("kept"))
	_, err = kadm.NewClient(client).CreateTopic(t.Context(), 1, 1, nil, "kept")
	must(t, err)
	must(t, client.ProduceSync(t.Context(), kgo.StringRecord("one")).FirstErr())
	wantPause(t, broker, client)
	must(t, broker.Stop())

	again, err := testenv.StartKafka(t.Context(), dir, testenv.KafkaOptions{})
	must(t, err)
	defer func() { must(t, again.Stop()) }()
	wantRecord(t, newClient(t, again, kgo.ConsumeTopics("kept")), "one")
}

func wantPause(t *testing.T, broker *testenv.Broker, client *kgo.Client) {
	t.Helper()
	must(t, broker.Pause())
	answered := make(chan error, 1)
	go func() { answered <- client.Ping(t.Context()) }()
	select {
	case err := <-answered:
		t.Errorf("a paused broker answers (%v)", err)
	case <-time.After(300 * time.Millisecond):
		must(t, broker.Continue())
		must(t, <-answered)
	}
}

// TestKafkaCommitsTransactions shows that one node is enough for Kafka's own topics.
func TestKafkaCommitsTransactions(t *testing.T) {
	t.Parallel()
	broker := testenv.Kafka(t)
	client := newClient(t, broker, kgo.DefaultProduceTopic(t.Name()), kgo.TransactionalID(t.Name()))
	_, err := kadm.NewClient(client).CreateTopic(t.Context(), 1, 1, nil, t.Name())
	must(t, err)
	must(t, client.BeginTransaction())
	must(t, client.ProduceSync(t.Context(), kgo.StringRecord("one")).FirstErr())
	must(t, client.EndTransaction(t.Context(), kgo.TryCommit))

	consumer := newClient(t, broker, kgo.ConsumeTopics(t.Name()), kgo.ConsumerGroup(t.Name()),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()))
	wantRecord(t, consumer, "one")
}

func newClient(t *testing.T, broker *testenv.Broker, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append(options, kgo.SeedBrokers(broker.Bootstrap))...)
	must(t, err)
	t.Cleanup(client.Close)
	return client
}

func wantRecord(t *testing.T, client *kgo.Client, want string) {
	t.Helper()
	fetches := client.PollFetches(within(t, 20*time.Second))
	must(t, fetches.Err())
	for record := range fetches.RecordsAll() {
		if got := string(record.Value); got != want {
			t.Errorf("consumed %q, want %q", got, want)
		}
	}
}

func within(t *testing.T, patience time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}
