package broker_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
)

func TestRecordsOutlastTheBroker(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	want := numbers(0, 500)
	first := open(t, broker.Options{Dir: dir, Topics: []broker.Topic{{Name: "events", Partitions: 4}}})
	produce(t, newClient(t, first), want)
	must(t, first.Close())

	// Asked for with other partitions, a topic that is there keeps its own.
	second := open(t, broker.Options{Dir: dir, Topics: []broker.Topic{{Name: "events", Partitions: 9}}})
	if got := consume(t, second, "events", len(want)); !slices.Equal(got, want) {
		t.Errorf("consumed %d records, not the %d produced", len(got), len(want))
	}
	details, err := kadm.NewClient(newClient(t, second)).ListTopics(t.Context(), "events")
	must(t, err)
	if got := len(details["events"].Partitions); got != 4 {
		t.Errorf("%d partitions, want 4", got)
	}
}

func TestTopicsHaveTheirConfigs(t *testing.T) {
	t.Parallel()
	b := open(t, broker.Options{Dir: t.TempDir(), Topics: []broker.Topic{
		{Name: "people", Partitions: 1, Configs: map[string]string{"cleanup.policy": "compact"}},
	}})
	configs, err := kadm.NewClient(newClient(t, b)).DescribeTopicConfigs(t.Context(), "people")
	must(t, err)
	for _, config := range configs[0].Configs {
		if config.Key == "cleanup.policy" && config.MaybeValue() != "compact" {
			t.Errorf("%s is %s, want compact", config.Key, config.MaybeValue())
		}
	}
}

func TestOneBrokerHasAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, broker.Options{Dir: dir})
	if _, err := broker.Open(t.Context(), broker.Options{Dir: dir}); !errors.Is(err, broker.ErrInUse) {
		t.Errorf("opening a folder twice: %v, want %v", err, broker.ErrInUse)
	}
	must(t, first.Close())
	must(t, first.Close()) // closed twice is closed
	open(t, broker.Options{Dir: dir})
}

func TestOpenRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, topic := range []broker.Topic{
		{Name: "a/b", Partitions: 1},
		{Name: "", Partitions: 1},
		{Name: "a", Partitions: 0},
	} {
		b, err := broker.Open(t.Context(), broker.Options{Dir: dir, Topics: []broker.Topic{topic}})
		if err == nil {
			t.Errorf("the topic %+v was made", topic)
			must(t, b.Close())
		}
	}
	open(t, broker.Options{Dir: dir}) // the failure left no lock
}

func TestTenMebibytesPass(t *testing.T) {
	t.Parallel()
	b := open(t, broker.Options{Dir: t.TempDir(), Topics: []broker.Topic{{Name: "events", Partitions: 1}}})
	want := bytes.Repeat([]byte("0123456789abcdef"), 10<<20/16)
	client := newClient(t, b, kgo.ProducerBatchMaxBytes(12<<20), kgo.ConsumeTopics("events"), kgo.ProducerBatchCompression(kgo.NoCompression()))
	must(t, client.ProduceSync(t.Context(), &kgo.Record{Topic: "events", Value: want}).FirstErr())
	fetches := client.PollFetches(within(t))
	must(t, fetches.Err())
	if got := fetches.Records(); len(got) != 1 || !bytes.Equal(got[0].Value, want) {
		t.Error("a message of 10 MiB did not come back as it was")
	}
}

func TestPartitionsStayBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	options := broker.Options{
		Dir: dir, PartitionBytes: 100_000,
		Topics: []broker.Topic{{Name: "events", Partitions: 1, Configs: map[string]string{"segment.bytes": "20000"}}},
	}
	first := open(t, options)
	client := newClient(t, first, kgo.ProducerBatchCompression(kgo.NoCompression()))
	for i := range 50 {
		must(t, client.ProduceSync(t.Context(), &kgo.Record{Topic: "events", Value: bytes.Repeat([]byte{byte(i)}, 10_000)}).FirstErr())
	}
	must(t, first.Close())

	second := open(t, options)
	admin := kadm.NewClient(newClient(t, second))
	starts, err := admin.ListStartOffsets(t.Context(), "events")
	must(t, err)
	ends, err := admin.ListEndOffsets(t.Context(), "events")
	must(t, err)
	start, _ := starts.Lookup("events", 0)
	end, _ := ends.Lookup("events", 0)
	if start.Offset < 40 || start.Offset > 45 || end.Offset != 50 {
		t.Errorf("the partition holds offsets %d to %d, want the last 100 kB: 41 to 50", start.Offset, end.Offset)
	}
}

func open(t *testing.T, options broker.Options) *broker.Broker {
	t.Helper()
	b, err := broker.Open(t.Context(), options)
	must(t, err)
	t.Cleanup(func() { must(t, b.Close()) })
	return b
}

func newClient(t *testing.T, b *broker.Broker, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	return newClientOf(t, b.Address(), options...)
}

func newClientOf(t *testing.T, address string, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append(options, kgo.SeedBrokers(address))...)
	must(t, err)
	t.Cleanup(client.Close)
	return client
}

func produce(t *testing.T, client *kgo.Client, values []string) {
	t.Helper()
	var records []*kgo.Record
	for _, value := range values {
		records = append(records, &kgo.Record{Topic: "events", Key: []byte(value), Value: []byte(value)})
	}
	must(t, client.ProduceSync(t.Context(), records...).FirstErr())
}

// consume reads as many records as expected, and what comes at once after
// them, and gives their values in order.
func consume(t *testing.T, b *broker.Broker, topic string, expected int) []string {
	t.Helper()
	client := newClient(t, b, kgo.ConsumeTopics(topic), kgo.FetchIsolationLevel(kgo.ReadCommitted()), kgo.FetchMaxWait(50*time.Millisecond))
	ctx := within(t)
	var values []string
	for len(values) < expected && ctx.Err() == nil {
		values = append(values, poll(ctx, t, client)...)
	}
	tail, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	values = append(values, poll(tail, t, client)...)
	slices.Sort(values)
	return values
}

func poll(ctx context.Context, t *testing.T, client *kgo.Client) []string {
	t.Helper()
	fetches := client.PollFetches(ctx)
	if err := fetches.Err0(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	var values []string
	for record := range fetches.RecordsAll() {
		values = append(values, string(record.Value))
	}
	return values
}

// numbers gives texts that sort as their numbers do.
func numbers(from, to int) []string {
	var texts []string
	for n := from; n < to; n++ {
		texts = append(texts, fmt.Sprintf("%06s", strconv.Itoa(n)))
	}
	return texts
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
