package telemetry

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Sources are asked whenever metrics are collected. Those that are nil are not.
type Sources struct {
	Store  func() StoreStats
	Index  func() IndexStats
	Outbox func() []ShardLag
	Now    func() time.Time // for Outbox
	Health func() HealthStats
	// CaughtUp tells since when the index has all that was published before.
	CaughtUp func() time.Time
}

// StoreStats is what the store has had to do since it was opened.
type StoreStats struct {
	Transactions int64
	Retries      int64
	Statements   int64
}

// IndexStats are the figures of the candidate index.
type IndexStats struct {
	Documents   int
	Overlay     int
	Segments    int
	Struck      int
	DiskBytes   int64
	CacheHits   int64
	CacheMisses int64
	Batches     int64
}

// ShardLag is what of an outbox shard is not told yet.
type ShardLag struct {
	Shard   int
	Changes int
	Since   time.Time // when the first of them was decided; zero if there are none
}

// source makes metrics of one answer.
type source struct {
	descriptions []*prometheus.Desc
	ask          func(give func(i int, kind prometheus.ValueType, value float64, labels ...string))
}

// Describe lists what there is to collect.
func (s *source) Describe(out chan<- *prometheus.Desc) {
	for _, d := range s.descriptions {
		out <- d
	}
}

// Collect asks.
func (s *source) Collect(out chan<- prometheus.Metric) {
	s.ask(func(i int, kind prometheus.ValueType, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(s.descriptions[i], kind, value, labels...)
	})
}

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, labels, nil)
}

func (m *Metrics) ask(from Sources) {
	if from.Store != nil {
		m.registry.MustRegister(storeSource(from.Store))
	}
	if from.Index != nil {
		m.registry.MustRegister(indexSource(from.Index))
	}
	if from.Outbox != nil {
		m.registry.MustRegister(outboxSource(from.Outbox, from.Now))
	}
	if from.Health != nil {
		m.registry.MustRegister(healthSource(from.Health))
	}
	if from.CaughtUp != nil {
		m.registry.MustRegister(freshness(from.CaughtUp))
	}
}

// freshness is seconds by the clock that nobody sets.
func freshness(caughtUp func() time.Time) *source {
	return &source{
		[]*prometheus.Desc{describe("index_behind_seconds", "Since when others may have published what the index does not have; the API answers \"identity unknown\" above api.late.")},
		func(give func(int, prometheus.ValueType, float64, ...string)) {
			give(0, prometheus.GaugeValue, time.Since(caughtUp()).Seconds())
		},
	}
}

func storeSource(read func() StoreStats) *source {
	return &source{
		[]*prometheus.Desc{
			describe("store_transactions_total", "Transactions of the store that changed something, or tried."),
			describe("store_retries_total", "Of these, those that were run again because others were at the same rows."),
			describe("store_statements_total", "Statements of the store."),
		},
		func(give func(int, prometheus.ValueType, float64, ...string)) {
			s := read()
			for i, value := range []int64{s.Transactions, s.Retries, s.Statements} {
				give(i, prometheus.CounterValue, float64(value))
			}
		},
	}
}

func indexSource(read func() IndexStats) *source {
	return &source{
		[]*prometheus.Desc{
			describe("index_documents", "Records that a look for candidates finds."),
			describe("index_overlay_changes", "Changes that are in memory only."),
			describe("index_segments", "Files that a look reads."),
			describe("index_struck_documents", "Documents in them that no longer count."),
			describe("index_disk_bytes", "Size of the index's folder."),
			describe("index_cache_hits_total", "Records found in memory."),
			describe("index_cache_misses_total", "Records read from the index's files."),
			describe("index_batches_total", "Batches written to the index's files."),
		},
		func(give func(int, prometheus.ValueType, float64, ...string)) {
			s := read()
			gauges := []float64{float64(s.Documents), float64(s.Overlay), float64(s.Segments), float64(s.Struck), float64(s.DiskBytes)}
			for i, value := range gauges {
				give(i, prometheus.GaugeValue, value)
			}
			for i, value := range []int64{s.CacheHits, s.CacheMisses, s.Batches} {
				give(len(gauges)+i, prometheus.CounterValue, float64(value))
			}
		},
	}
}

func outboxSource(read func() []ShardLag, now func() time.Time) *source {
	return &source{
		[]*prometheus.Desc{
			describe("outbox_lag_changes", "Changes that were read from the outbox and are not told yet.", "shard"),
			describe("outbox_lag_seconds", "How long the oldest of them has waited.", "shard"),
		},
		func(give func(int, prometheus.ValueType, float64, ...string)) {
			for _, l := range read() {
				shard, waited := strconv.Itoa(l.Shard), 0.0
				if !l.Since.IsZero() {
					waited = now().Sub(l.Since).Seconds()
				}
				give(0, prometheus.GaugeValue, float64(l.Changes), shard)
				give(1, prometheus.GaugeValue, waited, shard)
			}
		},
	}
}
