package service

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/lhcre/mpi/internal/auth"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/telemetry"
)

// watching turns what happens into metrics and states, and wakes the publisher.
type watching struct {
	metrics   *telemetry.Metrics
	health    *telemetry.Health
	publisher *publish.Publisher
	now       func() time.Time
	log       *slog.Logger

	intake  *telemetry.Condition
	outbox  []*telemetry.Condition // by shard
	disk    disk
	clock   clock
	backlog backlog
}

// watch sets up metrics, states and the publisher.
func (s *Service) watch() *watching {
	w := &watching{now: s.now, log: s.Log, health: telemetry.NewHealth(s.Log)}
	w.disk.folders = []string{s.Config.Data, s.Config.Index.Dir}
	w.clock.store, w.clock.now = s.Store, s.now
	w.states(s)
	w.publisher = publish.New(publish.Config{Client: s.kafka, Store: s.Outbox, Owner: s.owner, Log: s.Log, Watch: w, Linger: tellingLinger})
	w.metrics = telemetry.NewMetrics(telemetry.Sources{
		Store: s.storeStats, Index: s.indexStats, Outbox: w.lag, Now: s.now, Health: w.healthStats, CaughtUp: s.Linker.CaughtUp,
	})
	for _, operation := range auth.Operations() {
		w.metrics.Expect(string(operation))
	}
	s.Linker.Step = w.metrics.Step
	return w
}

// tellingLinger keeps down how many transactions Kafka has to make; nobody
// notices a third of a second.
const tellingLinger = 300 * time.Millisecond

func (s *Service) storeStats() telemetry.StoreStats { return telemetry.StoreStats(s.Store.Stats()) }

func (s *Service) indexStats() telemetry.IndexStats { return telemetry.IndexStats(s.Index.Stats()) }

// healthStats asks for the states first: what is known of clock and disk comes of
// that.
func (w *watching) healthStats() telemetry.HealthStats {
	states := w.health.States(context.Background())
	return telemetry.HealthStats{
		States: states, ClockOffset: w.clock.offset.Load(), FreeBytes: w.disk.free.Load(), Unlinked: w.backlog.oldest(w.now()),
	}
}

func (w *watching) lag() []telemetry.ShardLag {
	var out []telemetry.ShardLag
	for _, l := range w.publisher.Lag() {
		out = append(out, telemetry.ShardLag(l))
	}
	return out
}

// late fails if linking is late, or telling others.
func (w *watching) late(context.Context) error {
	if err := w.backlog.late(w.now()); err != nil {
		return err
	}
	return untold(w.publisher.Lag(), w.now())
}

var (
	_ intake.Watch  = (*watching)(nil)
	_ publish.Watch = (*watching)(nil)
)

// Batch counts a batch that is durable, and has its changes told.
func (w *watching) Batch(r intake.Report) {
	w.publisher.Wake()
	done := w.now()
	w.metrics.Batch(telemetry.Batch{
		Messages: r.Messages, Records: r.Records, Weighed: r.Weighed, Pairs: r.Pairs, Edges: r.Edges, Resolved: r.Resolved,
		Changes: r.Changes, Opened: r.Opened, Closed: r.Closed, Looks: r.Looks,
		Took: r.Took, Produced: r.Oldest, Done: done,
	})
	for reason, n := range r.Reasons {
		w.metrics.DeadLetters(telemetry.Reason(reason), n)
	}
	w.backlog.linked(nameOf(r.Topic, r.Partition), done.Sub(r.Oldest))
}

func nameOf(topic string, partition int32) string { return topic + "/" + strconv.Itoa(int(partition)) }

// Lag notes how much of a partition is unread.
func (w *watching) Lag(topic string, partition int32, messages int64) {
	w.metrics.KafkaLag(topic, partition, messages)
	w.backlog.unread(nameOf(topic, partition), messages)
}

// Linking notes how old the messages are whose turn has come.
func (w *watching) Linking(topic string, partition int32, oldest time.Time) {
	w.backlog.linking(nameOf(topic, partition), oldest)
}

// Lost forgets a partition that another process reads now.
func (w *watching) Lost(topic string, partition int32) {
	w.metrics.ForgetKafkaLag(topic, partition)
	w.backlog.forget(nameOf(topic, partition))
	w.intake.SetPart(nameOf(topic, partition), nil)
}

// Paused notes that what a partition holds cannot be linked, or can again.
func (w *watching) Paused(topic string, partition int32, err error) {
	if err != nil {
		w.metrics.BatchFailed()
	}
	w.intake.SetPart(nameOf(topic, partition), err)
}

var errFenced = errors.New("Kafka gives this engine a partition whose lane another process has")

// Fenced notes that nothing of a partition is linked here, for as long as Kafka
// does not know better.
func (w *watching) Fenced(topic string, partition int32) {
	w.intake.SetPart(nameOf(topic, partition), errFenced)
}

// Refused counts a write that another process's lane has shut out.
func (w *watching) Refused() { w.metrics.Fenced() }

// Told counts what others can read.
func (w *watching) Told(r publish.Report) {
	w.metrics.Told(r.Shard, r.Changes, r.Took, r.Oldest, w.now())
}

// Stuck notes that a shard cannot be told, or can again.
func (w *watching) Stuck(shard int, err error) { w.outbox[shard].Set(err) }

// handler answers those who ask how the engine is, and everybody else by the API.
func (w *watching) handler(api http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", api)
	w.health.Register(mux)
	mux.Handle("GET /metrics", w.metrics.Handler())
	return mux
}
