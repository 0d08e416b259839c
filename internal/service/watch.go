package service

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/telemetry"
)

// watching turns what happens into metrics and health, and wakes the publisher.
type watching struct {
	metrics   *telemetry.Metrics
	health    *telemetry.Health
	publisher *publish.Publisher
	now       func() time.Time

	intake *telemetry.Condition
	outbox map[int]*telemetry.Condition
}

// watch sets up metrics, health and the publisher.
func (s *Service) watch() *watching {
	w := &watching{now: s.now, health: telemetry.NewHealth(s.Log), outbox: map[int]*telemetry.Condition{}}
	w.intake = w.health.Condition("intake")
	w.health.Check("store", func(ctx context.Context) error {
		_, err := s.Store.Marks(ctx)
		return err
	})
	w.health.Check("index", func(context.Context) error { return s.Index.Healthy() })
	for shard := range store.Shards {
		w.outbox[shard] = w.health.Condition("publish-" + strconv.Itoa(shard))
	}
	w.publisher = publish.New(publish.Config{Client: s.kafka, Store: s.Outbox, Owner: s.owner, Log: s.Log, Watch: w, Now: s.now, Linger: tellingLinger})
	w.metrics = telemetry.NewMetrics(telemetry.Sources{Store: s.storeStats, Index: s.indexStats, Outbox: w.lag, Now: s.now})
	s.Linker.Step = w.metrics.Step
	return w
}

// tellingLinger keeps down how many transactions Kafka has to make; nobody
// notices a third of a second.
const tellingLinger = 300 * time.Millisecond

func (s *Service) storeStats() telemetry.StoreStats { return telemetry.StoreStats(s.Store.Stats()) }

func (s *Service) indexStats() telemetry.IndexStats { return telemetry.IndexStats(s.Index.Stats()) }

func (w *watching) lag() []telemetry.ShardLag {
	var out []telemetry.ShardLag
	for _, l := range w.publisher.Lag() {
		out = append(out, telemetry.ShardLag(l))
	}
	return out
}

var (
	_ intake.Watch  = (*watching)(nil)
	_ publish.Watch = (*watching)(nil)
)

// Batch counts a batch that is durable, and has its changes told.
func (w *watching) Batch(r intake.Report) {
	w.publisher.Wake()
	w.metrics.Batch(telemetry.Batch{
		Messages: r.Messages, Records: r.Records, Weighed: r.Weighed, Pairs: r.Pairs, Edges: r.Edges, Resolved: r.Resolved,
		Changes: r.Changes, Opened: r.Opened, Closed: r.Closed, Looks: r.Looks,
		Took: r.Took, Produced: r.Oldest, Done: w.now(),
	})
	for reason, n := range r.Reasons {
		w.metrics.DeadLetters(telemetry.Reason(reason), n)
	}
}

// Lag notes how much of a partition is unread.
func (w *watching) Lag(topic string, partition int32, messages int64) {
	w.metrics.KafkaLag(topic, partition, messages)
}

// Lost forgets a partition that another process reads now.
func (w *watching) Lost(topic string, partition int32) { w.metrics.ForgetKafkaLag(topic, partition) }

// Paused notes that the store cannot take what was read, or can again.
func (w *watching) Paused(err error) {
	w.intake.Set(err)
	w.metrics.Paused(err != nil)
}

// Told counts what others can read.
func (w *watching) Told(r publish.Report) {
	w.metrics.Told(r.Shard, r.Changes, r.Took, r.Oldest, w.now())
}

// Stuck notes that a shard cannot be told, or can again.
func (w *watching) Stuck(shard int, err error) { w.outbox[shard].Set(err) }

func (w *watching) handler() http.Handler {
	mux := http.NewServeMux()
	w.health.Register(mux)
	mux.Handle("GET /metrics", w.metrics.Handler())
	return mux
}
