package telemetry

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of a running engine, for Prometheus to collect. Labels
// name parts of the engine only, never people, records or who sent them. Methods
// may be called by many goroutines at once.
type Metrics struct {
	registry *prometheus.Registry

	totals      map[string]prometheus.Counter // by the member of Batch
	deadLetters *prometheus.CounterVec
	batches     prometheus.Histogram
	steps       *prometheus.HistogramVec
	linkDelay   prometheus.Histogram
	kafkaLag    *prometheus.GaugeVec
	failed      prometheus.Counter
	fenced      prometheus.Counter

	told       *prometheus.CounterVec
	telling    prometheus.Histogram
	eventDelay prometheus.Histogram
	pathDelay  prometheus.Histogram
	path       path

	answers answers
}

const prefix = "mpi_"

// NewMetrics makes metrics that ask the sources when they are collected.
func NewMetrics(from Sources) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.makeTotals()
	m.batches = m.histogram("batch_seconds", "How long a batch of messages took until it was durable.", quick())
	m.steps = m.histograms("batch_step_seconds", "How long a step of a batch took.", quick(), "step")
	m.linkDelay = m.histogram("message_to_link_seconds", "From when the oldest message of a batch was produced until the batch was durable.", slow())
	m.kafkaLag = m.gauges("kafka_lag_messages", "Messages of a partition that are not read yet.", "topic", "partition")
	m.failed = m.counter("batches_failed_total", "Attempts to link a batch, or to take a partition, that failed and are made again.")
	m.fenced = m.counter("fenced_total", "Writes that the store refused because another process has the partition.")
	m.told = m.counters("published_changes_total", "Changes of identities that others can read.", "shard")
	m.telling = m.histogram("publish_seconds", "How long it took to write a batch of changes to Kafka.", quick())
	m.eventDelay = m.histogram("change_to_event_seconds", "From when the oldest change of a batch was decided until others could read the batch.", slow())
	m.pathDelay = m.histogram("message_to_event_seconds", "From when the oldest message of a batch was produced until changes that it led to could be read, where this process did all of it.", slow())
	m.makeAnswers()
	m.ask(from)
	return m
}

// Handler answers Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Batch is what became of a batch of messages.
type Batch struct {
	Messages int
	Records  int // whose content changed
	Weighed  int // records that others were compared with
	Pairs    int // candidates compared
	Edges    int
	Resolved int // records of the components that were resolved
	Changes  int // of identities
	Opened   int // review tasks
	Closed   int
	Looks    int // how often candidates were looked for: once, unless something moved meanwhile

	Took     time.Duration
	Produced time.Time // the oldest of the messages; zero if it is not known
	Done     time.Time // when all of it was durable
}

// totals names what is counted of batches.
func totals() map[string]string {
	return map[string]string{
		"messages":            "Messages taken from Kafka.",
		"batches":             "Batches that are durable.",
		"records":             "Records whose content changed.",
		"records_weighed":     "Records that others were compared with.",
		"candidates_compared": "Pairs of records that were compared.",
		"edges":               "Edges found between records.",
		"records_resolved":    "Records of the components that were resolved.",
		"identity_changes":    "Changes of identities.",
		"review_tasks_opened": "Review tasks opened.",
		"review_tasks_closed": "Review tasks closed.",
		"candidate_looks":     "How often candidates were looked for: once a batch, unless something moved meanwhile.",
	}
}

func (b *Batch) counts() map[string]int {
	return map[string]int{
		"messages": b.Messages, "batches": 1, "records": b.Records, "records_weighed": b.Weighed,
		"candidates_compared": b.Pairs, "edges": b.Edges, "records_resolved": b.Resolved, "identity_changes": b.Changes,
		"review_tasks_opened": b.Opened, "review_tasks_closed": b.Closed, "candidate_looks": b.Looks,
	}
}

func (m *Metrics) makeTotals() {
	m.totals = map[string]prometheus.Counter{}
	for name, help := range totals() {
		m.totals[name] = prometheus.NewCounter(prometheus.CounterOpts{Name: prefix + name + "_total", Help: help})
		m.registry.MustRegister(m.totals[name])
	}
	m.deadLetters = m.counters("dead_letters_total", "Messages that could not be taken.", "reason")
	for reason := range reasons() {
		m.deadLetters.WithLabelValues(string(reason))
	}
}

// Batch counts a batch.
func (m *Metrics) Batch(b Batch) {
	for name, count := range b.counts() {
		m.totals[name].Add(float64(count))
	}
	m.batches.Observe(b.Took.Seconds())
	if !b.Produced.IsZero() {
		m.linkDelay.Observe(b.Done.Sub(b.Produced).Seconds())
		m.path.linked(b.Done.Add(-b.Took), b.Done, b.Produced)
	}
}

// Step counts how long a step of a batch took: one of a few names.
func (m *Metrics) Step(name string, took time.Duration) {
	m.steps.WithLabelValues(name).Observe(took.Seconds())
}

// KafkaLag says how many messages of a partition are not read yet.
func (m *Metrics) KafkaLag(topic string, partition int32, messages int64) {
	m.kafkaLag.WithLabelValues(topic, strconv.Itoa(int(partition))).Set(float64(max(messages, 0)))
}

// ForgetKafkaLag says that a partition is no longer this process's.
func (m *Metrics) ForgetKafkaLag(topic string, partition int32) {
	m.kafkaLag.DeleteLabelValues(topic, strconv.Itoa(int(partition)))
}

// BatchFailed counts an attempt to link what a partition holds that has to be
// made again.
func (m *Metrics) BatchFailed() { m.failed.Inc() }

// Fenced counts a write that was refused because another process has the
// partition.
func (m *Metrics) Fenced() { m.fenced.Inc() }

// Told counts changes of an outbox shard that others can read since done: the
// first of them was decided at oldest.
func (m *Metrics) Told(shard, changes int, took time.Duration, oldest, done time.Time) {
	m.told.WithLabelValues(strconv.Itoa(shard)).Add(float64(changes))
	m.telling.Observe(took.Seconds())
	m.eventDelay.Observe(done.Sub(oldest).Seconds())
	if produced, known := m.path.produced(oldest); known {
		m.pathDelay.Observe(done.Sub(produced).Seconds())
	}
}
