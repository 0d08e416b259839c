package broker_test

import (
	"bytes"
	"testing"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
)

// BenchmarkProduce has 50,000 records of 600 bytes acknowledged, on disk.
func BenchmarkProduce(b *testing.B) {
	const records = 50_000
	server, err := broker.Open(b.Context(), broker.Options{Dir: b.TempDir(), Topics: []broker.Topic{{Name: "events", Partitions: 4}}})
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	client, err := kgo.NewClient(kgo.SeedBrokers(server.Address()), kgo.DefaultProduceTopic("events"))
	if err != nil {
		b.Fatal(err)
	}
	defer client.Close()
	value := bytes.Repeat([]byte("0123456789"), 60)
	for b.Loop() {
		for n := range records {
			client.Produce(b.Context(), kgo.KeySliceRecord([]byte{byte(n), byte(n >> 8)}, value), func(_ *kgo.Record, err error) {
				if err != nil {
					b.Error(err)
				}
			})
		}
		if err := client.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(records*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
