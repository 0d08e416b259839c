package publish_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/facts"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/publish/follow"
)

// bench is a Kafka to publish to.
type bench struct {
	*testing.T

	client []kgo.Opt
	name   string // of topics and transactions
}

// newBench opens an embedded broker.
func newBench(t *testing.T) *bench {
	t.Helper()
	b, err := broker.Open(t.Context(), broker.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return &bench{t, []kgo.Opt{kgo.SeedBrokers(b.Address())}, "test"}
}

// config is quick: what takes seconds in service takes tenths of one.
func (b *bench) config(s publish.Store, owner string) publish.Config {
	return publish.Config{
		Client: b.client, Store: s, Owner: owner, Log: slog.New(slog.DiscardHandler),
		Identities: b.identities(), Events: b.events(), Notices: b.notices(), TransactionalID: b.name,
		Lease: 2 * time.Second, Poll: 50 * time.Millisecond, Linger: 5 * time.Millisecond,
	}
}

func (b *bench) identities() string { return b.name + ".identities" }
func (b *bench) events() string     { return b.name + ".events" }
func (b *bench) notices() string    { return b.name + ".notices" }

// start runs a publisher until stop is called or the test ends.
func (b *bench) start(cfg publish.Config) (p *publish.Publisher, stop func()) {
	b.Helper()
	p = publish.New(cfg)
	if err := p.MakeTopics(b.Context(), 3, 1); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := p.Run(ctx); err != nil {
			b.Errorf("running ended with %v", err)
		}
	})
	stop = func() { cancel(); running.Wait() }
	b.Cleanup(stop)
	return p, stop
}

// heard waits until all changes of a world were told, and gives what that adds up
// to.
func (b *bench) heard(w *world) (*follow.View, *follow.History) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
	defer cancel()
	for {
		history, err := follow.Events(ctx, b.client, b.events())
		if err == nil && maps.Equal(history.Versions(), w.versions) {
			view, err := follow.Identities(ctx, b.client, b.identities())
			if err == nil {
				return view, history
			}
		}
		if ctx.Err() != nil { // until then a topic may be new, and a broker away
			b.Fatalf("of %d identities %d were told: %v", len(w.versions), len(history.Versions()), err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// check compares what was told with what the store holds.
func (b *bench) check(w *world, view *follow.View, history *follow.History) {
	b.Helper()
	if want, got := w.open(), view.Partition(); !maps.Equal(got, want) {
		b.Errorf("of %d records told %d have the identity that they have in the store, which tells %d", len(got), agreeing(got, want), len(want))
	}
	if missing := history.Missing(); len(missing) > 0 {
		b.Errorf("changes of %d identities were not told", len(missing))
	}
	for id, version := range w.versions {
		if m, _ := view.Identity(id); m.Version != version {
			b.Errorf("version %d of an identity is the last told, want %d", m.Version, version)
		}
	}
	b.lastIsHighest()
}

func agreeing(a, b map[facts.Key]string) int {
	n := 0
	for key, id := range a {
		if b[key] == id {
			n++
		}
	}
	return n
}

// lastIsHighest wants of each identity no message to stand after one of a higher
// version: compaction would keep it.
func (b *bench) lastIsHighest() {
	b.Helper()
	last, highest := map[string]int64{}, map[string]int64{}
	err := follow.Read(b.Context(), b.client, b.identities(), func(message []byte) error {
		m := decode(b, message)
		last[m.Identity], highest[m.Identity] = m.Version, max(highest[m.Identity], m.Version)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for id, version := range highest {
		if last[id] != version {
			b.Errorf("version %d of an identity stands last, want %d", last[id], version)
		}
	}
}

// messages gives the values of a topic.
func (b *bench) messages(topic string) [][]byte {
	b.Helper()
	var out [][]byte
	err := follow.Read(b.Context(), b.client, topic, func(message []byte) error {
		out = append(out, slices.Clone(message))
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// watcher remembers what it is told.
type watcher struct {
	mu      sync.Mutex
	changes int
	stuck   map[int]error
	events  []string
}

func (w *watcher) Told(r publish.Report) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes += r.Changes
}

func (w *watcher) Stuck(shard int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stuck == nil {
		w.stuck = map[int]error{}
	}
	w.stuck[shard] = err
	w.events = append(w.events, fmt.Sprint(shard, err != nil))
}

func (w *watcher) told() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changes
}

func (w *watcher) failing() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, err := range w.stuck {
		if err != nil {
			n++
		}
	}
	return n
}

func portOf(t *testing.T, address string) int {
	t.Helper()
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}
