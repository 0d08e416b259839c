package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// phase is one of the times of a run, and what was seen in it.
type phase struct {
	usage

	Name     string      `json:"phase"`
	Seconds  float64     `json:"seconds"`
	Person   percentiles `json:"person"`
	Match    percentiles `json:"match"`
	Resident float64     `json:"resident_mib"` // at most
	Own      float64     `json:"own_mib"`      // of this, without files
	Lag      int         `json:"lag"`          // messages that waited at most

	from, to time.Time
}

// tally is how many messages were sent, and how many the engine had taken before.
type tally struct {
	sent   atomic.Int64
	before int
}

// tick is how far the engine is at a time.
type tick struct {
	at    time.Time
	taken int
}

// look asks the engine how far it is.
func (f *flood) look(ctx context.Context) (tick, error) {
	told, err := f.engines[0].Metrics(ctx)
	return tick{time.Now(), int(told["mpi_messages_total"]) - f.before}, err
}

// watch notes the most of everything, until the context ends.
func (p *phase) watch(ctx context.Context, f *flood) {
	for live.Sleep(ctx, time.Second) == nil {
		sent := int(f.sent.Load())
		if now, err := f.look(ctx); err == nil {
			p.Lag = max(p.Lag, sent-now.taken)
		}
		resident, own := f.engines[0].Memory()
		p.Resident, p.Own = max(p.Resident, resident), max(p.Own, own)
	}
}

// tell prints what was seen in each phase, and writes it into the report.
func (f *flood) tell(partition live.Partition) error {
	w := tabwriter.NewWriter(f.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "phase\ts\tperson p50\tp95\tp99\tmatch p50\tp95\tp99 ms\tMiB\tits own\tlag\tlinked/s\tCPU: engine\tPostgreSQL\tKafka\tfeeder\t")
	for _, p := range f.phases {
		_, _ = fmt.Fprintf(w, "%s\t%.0f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.0f\t%.0f\t%d\t%.0f\t%.2f\t%.2f\t%.2f\t%.2f\t\n", p.Name, p.Seconds,
			p.Person.P50, p.Person.P95, p.Person.P99, p.Match.P50, p.Match.P95, p.Match.P99, p.Resident, p.Own, p.Lag,
			p.Messages/p.Seconds, p.Engines/p.Seconds, p.PostgreSQL/p.Seconds, p.Kafka/p.Seconds, p.Feeder/p.Seconds)
	}
	_ = w.Flush()
	calm, flooded := f.named("sustainable"), f.named("flood")
	f.say("flood beside sustainable: person p99 %.2f times, match p99 %.2f times, memory of its own %+.0f MiB",
		flooded.Person.P99/calm.Person.P99, flooded.Match.P99/calm.Match.P99, flooded.Own-calm.Own)
	return f.write("flood.json", map[string]any{
		"preload": f.preload, "reads_per_second": f.reads, "sustainable_per_second": f.sustainable, "times": f.times, "share": f.share,
		"phases": f.phases, "partition": partition,
	})
}
