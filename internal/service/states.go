package service

import (
	"context"
	"slices"
	"strconv"

	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/telemetry"
)

// The states of an engine. Each has a section in runbook.md, and an alarm in
// alerts.yaml.
const (
	stateStore   = "store"   // the database does not answer
	stateKafka   = "kafka"   // no broker answers
	stateIndex   = "index"   // the last batch could not be written to its files
	stateIntake  = "intake"  // what was read cannot be linked
	statePublish = "publish" // and the number of an outbox shard, which cannot be told
	stateDisk    = "disk"    // little room is left for the engine's files
	stateClock   = "clock"   // the engine's clock differs from the store's
	stateBehind  = "behind"  // what was told long ago is not linked, or not told on
	stateAudit   = "audit"   // who asks cannot be written down, so nobody is answered
	stateStale   = "stale"   // the index has not heard of what was published, so nobody is answered
)

// states registers all of them, the causes before what follows from them.
func (w *watching) states(s *Service) {
	w.failing(stateStore, func(ctx context.Context) error {
		_, err := s.Store.Marks(ctx)
		return err
	})
	w.failing(stateKafka, s.pingKafka())
	w.failing(stateIndex, func(context.Context) error { return s.Index.Healthy() })
	w.degraded(stateDisk, w.disk.look)
	w.degraded(stateClock, w.clock.look)
	w.intake = w.health.Condition(telemetry.State{
		Name: stateIntake, Severity: telemetry.Failing, Follows: []string{stateStore, stateKafka, stateIndex},
	})
	w.outbox = make([]*telemetry.Condition, store.Shards)
	for shard := range w.outbox {
		w.outbox[shard] = w.health.Condition(telemetry.State{
			Name: shardState(shard), Severity: telemetry.Failing, Follows: []string{stateStore, stateKafka},
		})
	}
	w.degraded(stateAudit, s.auditing, stateStore)
	w.degraded(stateStale, s.stale, stateStore, stateIndex)
	w.degraded(stateBehind, w.late, slices.Concat([]string{stateStore, stateKafka, stateIndex, stateIntake}, shardStates())...)
}

func (w *watching) failing(name string, ask func(context.Context) error) {
	w.health.Check(telemetry.State{Name: name, Severity: telemetry.Failing}, ask)
}

func (w *watching) degraded(name string, ask func(context.Context) error, follows ...string) {
	w.health.Check(telemetry.State{Name: name, Severity: telemetry.Degraded, Follows: follows}, ask)
}

func shardState(shard int) string { return statePublish + "-" + strconv.Itoa(shard) }

func shardStates() (all []string) {
	for shard := range store.Shards {
		all = append(all, shardState(shard))
	}
	return all
}

// pingKafka gives a check whether any broker answers who we are.
func (s *Service) pingKafka() func(context.Context) error {
	pinger, err := intake.NewPinger(s.kafka)
	if err != nil {
		return func(context.Context) error { return err }
	}
	s.onClose(func() error { pinger.Close(); return nil })
	return pinger.Ping
}
