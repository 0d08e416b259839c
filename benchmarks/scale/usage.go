package main

import (
	"context"
	"os"

	"github.com/lhcre/mpi/benchmarks/live"
)

// usage is what the parts have used and done up to now, all engines together.
type usage struct {
	Engines    float64 `json:"engines_cpu_seconds"`
	PostgreSQL float64 `json:"postgresql_cpu_seconds"`
	Kafka      float64 `json:"kafka_cpu_seconds"`
	Feeder     float64 `json:"feeder_cpu_seconds"`

	Messages     float64 `json:"messages"`
	Batches      float64 `json:"batches"`
	Looks        float64 `json:"looks"`
	Transactions float64 `json:"transactions"`
	Retries      float64 `json:"retries"`
}

func (r *region) usage(ctx context.Context) (u usage, err error) {
	u.PostgreSQL = live.CPU(r.servers.PostgreSQL.PID(), true)
	u.Kafka = live.CPU(r.servers.Kafka.PID(), false)
	u.Feeder = live.CPU(os.Getpid(), false)
	for _, e := range r.engines {
		u.Engines += live.CPU(e.PID(), false)
		told, err := e.Metrics(ctx)
		if err != nil {
			return u, err
		}
		u.Messages += told["mpi_messages_total"]
		u.Batches += told["mpi_batches_total"]
		u.Looks += told["mpi_candidate_looks_total"]
		u.Transactions += told["mpi_store_transactions_total"]
		u.Retries += told["mpi_store_retries_total"]
	}
	return u, nil
}

// since is what was used and done since.
func (u usage) since(v usage) usage {
	return usage{
		Engines: u.Engines - v.Engines, PostgreSQL: u.PostgreSQL - v.PostgreSQL, Kafka: u.Kafka - v.Kafka, Feeder: u.Feeder - v.Feeder,
		Messages: u.Messages - v.Messages, Batches: u.Batches - v.Batches, Looks: u.Looks - v.Looks,
		Transactions: u.Transactions - v.Transactions, Retries: u.Retries - v.Retries,
	}
}
