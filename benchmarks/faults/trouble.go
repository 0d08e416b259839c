package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
)

// trouble is a fault that comes from outside, to one engine or to the servers of
// all.
type trouble struct {
	name   string
	what   string
	strike func(ctx context.Context, r *run, engine int) error // until it is over
}

const (
	short       = 20 * time.Second
	outageLasts = time.Minute
)

func troubles() []trouble {
	return []trouble{
		{"kill", "an engine is killed", signalled(syscall.SIGKILL)},
		{"stall", "an engine stands still for 20 s", stall},
		{"kafka-restart", "Kafka is restarted", func(ctx context.Context, r *run, _ int) error { return r.servers.Kafka.Restart(ctx) }},
		{"kafka-kill", "Kafka is killed and started again", killKafka},
		{"kafka-silent", "Kafka stands still for 20 s", silentKafka},
		{"database-restart", "the database is restarted", func(ctx context.Context, r *run, _ int) error { return r.servers.PostgreSQL.Restart(ctx) }},
		{"database-kill", "the database is killed and started again", killDatabase},
		{"database-outage", "the database is away for a minute", outage},
		{"database-silent", "the database stands still for a minute", silentDatabase},
		{"cut", "an engine is cut off from Kafka and the database for 20 s", cut(true, true)},
		{"cut-kafka", "an engine is cut off from Kafka for 20 s", cut(true, false)},
		{"cut-database", "an engine is cut off from the database for 20 s", cut(false, true)},
		{"disk-full", "the disk under an engine's index is full for 20 s", fillDisk},
		{"index-deleted", "an engine's index is deleted under it", deleteIndex},
		{"index-damaged", "every file of an engine's index is damaged under it", damageIndex},
		{"index-damaged-down", "an engine is killed, and every file of its index is damaged", damageDown},
		{"clock-ahead", "an engine's clock is a day ahead for 20 s", clockAhead},
	}
}

func names() string {
	var all []string
	for _, t := range troubles() {
		all = append(all, t.name)
	}
	return strings.Join(all, ", ")
}

// troublesNamed gives those of a list of names, or all.
func troublesNamed(list string) ([]trouble, error) {
	var out []trouble
	for name := range strings.SplitSeq(list, ",") {
		found := false
		for _, t := range troubles() {
			if t.name == name || name == "all" {
				out, found = append(out, t), true
			}
		}
		if !found {
			return nil, fmt.Errorf("there is no fault %q; there are %s", name, names())
		}
	}
	return out, nil
}

func signalled(signal syscall.Signal) func(context.Context, *run, int) error {
	return func(_ context.Context, r *run, engine int) error {
		r.engines.signal(engine, signal)
		return nil
	}
}

// stall leaves it to the engines' keeper to let the engine go on.
func stall(ctx context.Context, r *run, engine int) error {
	_, before := r.engines.counts()
	r.engines.signal(engine, syscall.SIGSTOP)
	for end := time.Now().Add(2 * short); time.Now().Before(end); {
		if _, now := r.engines.counts(); now > before {
			return nil
		}
		if err := live.Sleep(ctx, time.Second/10); err != nil {
			return err
		}
	}
	return nil // it was down
}

func killKafka(ctx context.Context, r *run, _ int) error {
	return errors.Join(r.servers.Kafka.Kill(), r.servers.Kafka.Restart(ctx))
}

func killDatabase(ctx context.Context, r *run, _ int) error {
	return errors.Join(r.servers.PostgreSQL.Kill(), r.servers.PostgreSQL.Restart(ctx))
}

func silentKafka(ctx context.Context, r *run, _ int) error {
	return during(ctx, short, r.servers.Kafka.Pause, r.servers.Kafka.Continue)
}

func silentDatabase(ctx context.Context, r *run, _ int) error {
	return during(ctx, outageLasts, r.servers.PostgreSQL.Pause, r.servers.PostgreSQL.Continue)
}

func outage(ctx context.Context, r *run, _ int) error {
	return during(ctx, outageLasts, r.servers.PostgreSQL.Stop, func() error { return r.servers.PostgreSQL.Restart(ctx) })
}

// during begins something and ends it after a time, or earlier with the context.
func during(ctx context.Context, lasts time.Duration, begin, end func() error) error {
	if err := begin(); err != nil {
		return err
	}
	return errors.Join(live.Sleep(ctx, lasts), end())
}

func cut(kafka, database bool) func(context.Context, *run, int) error {
	return func(ctx context.Context, r *run, engine int) error {
		route := &r.servers.Routes[engine]
		each := func(onKafka, onDatabase func() error) func() error {
			return func() (err error) {
				if kafka {
					err = onKafka()
				}
				if database {
					err = errors.Join(err, onDatabase())
				}
				return err
			}
		}
		mendKafka := func() error { return route.Kafka.Mend(context.WithoutCancel(ctx)) }
		mendDatabase := func() error { return route.PostgreSQL.Mend(context.WithoutCancel(ctx)) }
		return during(ctx, short, each(route.Kafka.Cut, route.PostgreSQL.Cut), each(mendKafka, mendDatabase))
	}
}

func clockAhead(ctx context.Context, r *run, engine int) error {
	turn := func(to syscall.Signal) func() error {
		return func() error { r.engines.signal(engine, to); return nil }
	}
	return during(ctx, short, turn(clockForward), turn(clockBack))
}
