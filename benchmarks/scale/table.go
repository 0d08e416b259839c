package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"text/tabwriter"

	"github.com/lhcre/mpi/benchmarks/live"
)

// row is the median of what so many engines came to.
type row struct {
	Engines int     `json:"engines"`
	Rate    float64 `json:"events_per_second"`
	Aborts  float64 `json:"aborts_per_commit"`
	Looks   float64 `json:"looks_per_batch"`
	Batch   float64 `json:"events_per_batch"`
	// CPU of an event, in microseconds.
	CPU        float64 `json:"engines_cpu_us"`
	PostgreSQL float64 `json:"postgresql_cpu_us"`
	Kafka      float64 `json:"kafka_cpu_us"`
}

func rowOf(n int, all []outcome) row {
	median := func(of func(o *outcome) float64) float64 {
		var values []float64
		for i := range all {
			if all[i].Number == n {
				values = append(values, of(&all[i]))
			}
		}
		slices.Sort(values)
		return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
	}
	const micro = 1e6
	return row{
		Engines: n, Rate: median(func(o *outcome) float64 { return o.Rate }),
		Aborts:     median(func(o *outcome) float64 { return o.Retries / o.Transactions }),
		Looks:      median(func(o *outcome) float64 { return o.Looks / o.Batches }),
		Batch:      median(func(o *outcome) float64 { return o.Messages / o.Batches }),
		CPU:        median(func(o *outcome) float64 { return o.Engines / o.Messages * micro }),
		PostgreSQL: median(func(o *outcome) float64 { return o.PostgreSQL / o.Messages * micro }),
		Kafka:      median(func(o *outcome) float64 { return o.Kafka / o.Messages * micro }),
	}
}

// tellEngines prints the medians and writes them into the report.
func (b *bench) tellEngines(numbers []int, all []outcome) error {
	var rows []row
	w := tabwriter.NewWriter(b.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "engines\tevents/s\taborts/commit\tlooks/batch\tevents/batch\tengines µs\tPostgreSQL µs\tKafka µs\t")
	for _, n := range slices.Compact(slices.Sorted(slices.Values(numbers))) {
		r := rowOf(n, all)
		rows = append(rows, r)
		_, _ = fmt.Fprintf(w, "%d\t%.0f\t%.4f\t%.3f\t%.0f\t%.0f\t%.0f\t%.0f\t\n", r.Engines, r.Rate, r.Aborts, r.Looks, r.Batch, r.CPU, r.PostgreSQL, r.Kafka)
	}
	_ = w.Flush()
	return b.write("engines.json", map[string]any{
		"preload": b.preload, "events": b.events, "updates_percent": b.updates, "partitions": b.partitions, "medians": rows, "runs": all,
	})
}

// write writes a report, and says where.
func (b *bench) write(name string, report any) error {
	path := filepath.Join(b.dir, name)
	b.say("%s", path)
	return live.WriteReport(path, report)
}
