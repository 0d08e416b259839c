package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/lhcre/mpi/benchmarks/live"
)

// run is one run: some engines, messages, and what happens meanwhile.
type run struct {
	options

	saying   sync.Mutex
	out      io.Writer
	servers  *live.Servers
	disk     *disk // under the index of the first engine; nil where none can be had
	messages []message
	plan     plan
	dice     *dice // of what is damaged
	engines  *engines
	progress progress
	over     atomic.Bool // nothing more happens to engines or servers
}

// do starts servers and engines, sends the messages at a pace while trouble lasts,
// and looks at what became of them.
func (o options) do(ctx context.Context, out io.Writer, p plan, pace func(r *run) int, trouble func(ctx context.Context, r *run) error) (r *run, found outcome, err error) {
	r = &run{options: o, out: out, plan: p, dice: newDice(o.seed, 3)}
	const connections, locks = "200", "1024" // of some engines, and so that they are not in each other's way
	if r.servers, err = live.StartServers(ctx, live.ServerOptions{
		Dir: o.dir, Routes: o.engines, Settings: map[string]string{"max_connections": connections, "max_pred_locks_per_transaction": locks},
	}); err != nil {
		return r, found, err
	}
	defer func() { err = errors.Join(err, r.servers.Stop()) }()
	if err := r.mountDisk(ctx); err != nil {
		return r, found, err
	}
	defer func() { err = errors.Join(err, r.disk.unmount(context.WithoutCancel(ctx))) }()
	if r.messages, err = newMessages(ctx, o.events); err != nil {
		return r, found, err
	}
	found, err = r.stream(ctx, pace, trouble)
	return r, found, err
}

// stream sends the messages while engines come and go, and looks at what became of
// them while they still do.
func (r *run) stream(ctx context.Context, pace func(*run) int, trouble func(context.Context, *run) error) (o outcome, err error) {
	r.engines = &engines{run: r, all: make([]*live.Engine, r.options.engines)}
	running, stop := context.WithCancel(ctx)
	defer stop()
	group, running := errgroup.WithContext(running)
	for number := range r.engines.all {
		group.Go(func() error { return r.engines.keep(running, number) })
	}
	group.Go(func() error {
		defer stop()
		both, meanwhile := errgroup.WithContext(running)
		both.Go(func() error {
			defer r.over.Store(true)
			return trouble(meanwhile, r)
		})
		both.Go(func() error { return r.feed(meanwhile, pace) })
		if err := both.Wait(); err != nil {
			return err //nolint:wrapcheck // each says what it did
		}
		o, err = r.check(running)
		return err
	})
	err = group.Wait()
	return o, err //nolint:wrapcheck // each says what it did
}

func (r *run) say(format string, args ...any) {
	r.saying.Lock()
	defer r.saying.Unlock()
	_, _ = fmt.Fprintf(r.out, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// failed says what is known of a run that failed.
func (r *run) failed(o *outcome, err error) error {
	r.say("failed: %+v", *o)
	return err
}

// told says what was found, and writes it into the report.
func (r *run) told(o *outcome, more map[string]any) error {
	r.say("%d records, %d people, `mpi link` finds %d, %d of them otherwise; of %d messages %d are linked, %d superseded, %d dead letters, %d lost; others believe otherwise of %d",
		o.Records, o.People, o.Found, o.Differing, o.Sent, o.Linked, o.Superseded, o.DeadLetters, o.Lost, o.Otherwise)
	more["seed"], more["engines"], more["outcome"] = r.seed, r.options.engines, o
	path := cmp.Or(r.report, filepath.Join(r.dir, "report.json"))
	r.say("%s", path)
	return live.WriteReport(path, more)
}

// dataOf is the data folder of an engine, which holds its index alone.
func (r *run) dataOf(number int) string {
	if number == 0 && r.disk != nil {
		return r.disk.dir
	}
	return filepath.Join(r.servers.Config.Data, strconv.Itoa(number))
}
