package main

import (
	"context"
	"math"
	"os"
	"strings"

	"github.com/lhcre/mpi/benchmarks/live"
)

// usage is what the parts have used up to now.
type usage struct {
	Engine, PostgreSQL, Kafka float64 // CPU seconds
	WAL                       int64
	Statements, Transactions  float64
	Retries, Batches          float64
	Steps                     map[string]float64 // seconds of each
}

func (b *bench) usage(ctx context.Context) (u usage, err error) {
	pid := os.Getpid()
	if b.engine != nil {
		pid = b.engine.PID()
	}
	u.Engine = live.CPU(pid, false)
	u.PostgreSQL = live.CPU(b.servers.PostgreSQL.PID(), true)
	u.Kafka = live.CPU(b.servers.Kafka.PID(), false)
	if u.WAL, err = b.servers.PostgreSQL.WALBytes(ctx); err != nil || b.engine == nil {
		return u, err
	}
	told, err := b.engine.Metrics(ctx)
	if err != nil {
		return u, err
	}
	u.Statements = told["mpi_store_statements_total"]
	u.Transactions = told["mpi_store_transactions_total"]
	u.Retries = told["mpi_store_retries_total"]
	u.Batches = told["mpi_batch_seconds_count"]
	u.Steps = map[string]float64{}
	for name, value := range told {
		if step, ok := strings.CutPrefix(name, `mpi_batch_step_seconds_sum{step="`); ok {
			u.Steps[strings.TrimSuffix(step, `"}`)] = value
		}
	}
	return u, nil
}

// per is what was used since, for each record.
func (u usage) per(before usage, records int) map[string]any {
	n := float64(records)
	steps := map[string]float64{}
	for name, took := range u.Steps {
		steps[name] = math.Round((took - before.Steps[name]) / n * 1e6)
	}
	return map[string]any{
		"steps_us":          steps,
		"engine_cpu_us":     (u.Engine - before.Engine) / n * 1e6,
		"postgresql_cpu_us": (u.PostgreSQL - before.PostgreSQL) / n * 1e6,
		"kafka_cpu_us":      (u.Kafka - before.Kafka) / n * 1e6,
		"wal_bytes":         float64(u.WAL-before.WAL) / n,
		"statements":        (u.Statements - before.Statements) / n,
		"transactions":      (u.Transactions - before.Transactions) / n,
		"retries":           (u.Retries - before.Retries) / n,
		"batches":           (u.Batches - before.Batches) / n,
	}
}
