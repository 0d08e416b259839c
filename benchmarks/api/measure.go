package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"

	"github.com/lhcre/mpi/benchmarks/live"
)

// report is what was measured.
type report struct {
	Records, Clients int
	Parts            []*part
	Rotherham        rotherham
	Dorset           dorset
	Leeds            leeds
}

// part is one stretch of asking.
type part struct {
	Name    string
	Rate    float64 // answers a second
	Kinds   map[string]*kind
	Engine  float64 // CPU seconds a request, in µs
	Store   float64
	Errors  []string
	metrics map[string]*vegeta.Metrics
}

// kind is how one kind of question was answered.
type kind struct {
	Requests            uint64
	Success             float64
	P50, P95, P99, Most float64 // milliseconds
}

var errNotAllAnswered = errors.New("not every question was answered")

// measure asks as fast as it is answered, steadily, and steadily while events come.
func (b *bench) measure(ctx context.Context) error {
	targets := b.targets()
	b.report.Records, b.report.Clients = b.people.Sent, b.clients
	lasts := time.Duration(b.seconds) * time.Second
	steady := vegeta.Rate{Freq: b.rate, Per: time.Second}
	b.ask(targets, "warm", vegeta.Rate{}, lasts/4) //nolint:mnd // a quarter is enough to fill the caches
	b.part(targets, "as fast as they are answered", vegeta.Rate{}, lasts)
	b.part(targets, fmt.Sprintf("%d a second", b.rate), steady, lasts)
	if err := b.stories(ctx); err != nil { // while all that there is has been sent
		return err
	}
	if err := b.whileEventsCome(ctx, func() {
		b.part(targets, fmt.Sprintf("%d a second, and %d events", b.rate, b.events), steady, lasts)
	}); err != nil {
		return err
	}
	path, err := b.servers.WriteReport(&b.report)
	if err != nil {
		return err
	}
	b.say("%s", path)
	for _, p := range b.report.Parts {
		if len(p.Errors) > 0 {
			return fmt.Errorf("%s: %w: %s", p.Name, errNotAllAnswered, p.Errors[0])
		}
	}
	return nil
}

// part asks for a while, and tells how it was answered.
func (b *bench) part(targets []vegeta.Target, name string, rate vegeta.Rate, lasts time.Duration) {
	engine, store := live.CPU(b.engine.PID(), false), live.CPU(b.servers.PostgreSQL.PID(), true)
	p := b.ask(targets, name, rate, lasts)
	all := 0.0
	for name, m := range p.metrics {
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 } //nolint:mnd // µs in a ms
		p.Kinds[name] = &kind{m.Requests, m.Success, ms(m.Latencies.P50), ms(m.Latencies.P95), ms(m.Latencies.P99), ms(m.Latencies.Max)}
		p.Errors = append(p.Errors, m.Errors...)
		all += float64(m.Requests)
	}
	p.Rate = all / lasts.Seconds()
	p.Engine, p.Store = (live.CPU(b.engine.PID(), false)-engine)/all*1e6, (live.CPU(b.servers.PostgreSQL.PID(), true)-store)/all*1e6
	b.report.Parts = append(b.report.Parts, p)
	b.say("%s: %.0f answers a second; CPU of one: engine %.0f µs, PostgreSQL %.0f µs", name, p.Rate, p.Engine, p.Store)
	for _, name := range []string{match, crossReference, search} {
		if k := p.Kinds[name]; k != nil {
			b.say("  %-9s %7d, %.4f answered; p50 %.1f ms, p95 %.1f, p99 %.1f, most %.1f", name, k.Requests, k.Success, k.P50, k.P95, k.P99, k.Most)
		}
	}
	if len(p.Errors) > 0 {
		b.say("  errors: %q", p.Errors)
	}
}

func (b *bench) ask(targets []vegeta.Target, name string, rate vegeta.Rate, lasts time.Duration) *part {
	clients := uint64(b.clients) //nolint:gosec // a few
	attacker := vegeta.NewAttacker(vegeta.Workers(clients), vegeta.MaxWorkers(clients), vegeta.Connections(b.clients))
	p := &part{Name: name, Kinds: map[string]*kind{}, metrics: map[string]*vegeta.Metrics{}}
	for result := range attacker.Attack(vegeta.NewStaticTargeter(targets...), rate, lasts, name) {
		of := kindOf(result.URL)
		if p.metrics[of] == nil {
			p.metrics[of] = &vegeta.Metrics{}
		}
		p.metrics[of].Add(result)
	}
	for _, m := range p.metrics {
		m.Close()
	}
	return p
}

// whileEventsCome sends events all the while.
func (b *bench) whileEventsCome(ctx context.Context, do func()) error {
	feed, err := b.servers.NewFeed(ctx)
	if err != nil {
		return err
	}
	defer feed.Close()
	const updates, often = 40, 100 * time.Millisecond
	messages, _, err := b.people.Messages(b.events*(b.seconds+2), updates)
	if err != nil {
		return err
	}
	sending, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		began, sent := time.Now(), 0
		for sending.Err() == nil && sent < len(messages) {
			due := min(int(float64(b.events)*time.Since(began).Seconds()), len(messages))
			if err := feed.Send(ctx, messages[sent:due]); err != nil {
				ended <- err
				return
			}
			sent = due
			_ = live.Sleep(sending, often)
		}
		ended <- nil
	}()
	do()
	stop()
	if err := <-ended; err != nil {
		return err
	}
	left, err := feed.Left(ctx)
	b.say("  %d events were not linked at the end", left)
	return err
}
