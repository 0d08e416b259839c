package intake_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store/memory"
	"github.com/lhcre/mpi/matcher/demographics"
)

// links stands for the linker. It fails now and then, and keeps what it takes.
type links struct {
	mu        sync.Mutex
	calls     int
	published int
	sizes     []int
	taken     map[string][]string // local identifiers, by partition
	ends      map[string]int64
	bad       []string // what was out of order
}

func (l *links) Look(context.Context, *linker.Published) {}

func (l *links) Drop(*linker.Published) {}

func (l *links) Recover(context.Context, linker.Lane) error { return nil }

func (l *links) Publish(_ context.Context, lane linker.Lane, b linker.Batch) (*linker.Published, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.published++; l.published%7 == 3 {
		return nil, errors.New("the store is away")
	}
	return &linker.Published{Lane: lane, Batch: b}, nil
}

func (l *links) Link(_ context.Context, p *linker.Published) (linker.Outcome, error) {
	b := p.Batch
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls++; l.calls%5 == 2 {
		return linker.Outcome{}, errors.New("the store is away")
	}
	name := fmt.Sprint(b.Position.Topic, "/", b.Position.Partition)
	if got := b.Position.Offset - l.ends[name]; got != int64(len(b.Facts)+len(b.DeadLetters)) {
		l.bad = append(l.bad, fmt.Sprintf("%s moves by %d with %d facts", name, got, len(b.Facts)))
	}
	l.ends[name] = b.Position.Offset
	l.sizes = append(l.sizes, len(b.Facts))
	for _, f := range b.Facts {
		l.taken[name] = append(l.taken[name], f.Key.LocalID)
	}
	return linker.Outcome{}, nil
}

func (l *links) through() (n int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range l.ends {
		n += end
	}
	return n
}

// unwatched ignores what happens.
type unwatched struct{}

func (unwatched) Batch(intake.Report)              {}
func (unwatched) Linking(string, int32, time.Time) {}
func (unwatched) Lag(string, int32, int64)         {}
func (unwatched) Lost(string, int32)               {}
func (unwatched) Paused(string, int32, error)      {}
func (unwatched) Fenced(string, int32)             {}
func (unwatched) Refused()                         {}

// commits counts how often the group is told.
type commits struct {
	mu sync.Mutex
	n  int
}

func (c *commits) OnBrokerWrite(_ kgo.BrokerMetadata, key int16, _ int, _, _ time.Duration, _ error) {
	if kmsg.Key(key) == kmsg.OffsetCommit {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.n++
	}
}

func numbered(n int) []intake.Outgoing {
	all := make([]intake.Outgoing, n)
	for i := range all {
		id := fmt.Sprintf("%04d", i)
		all[i] = intake.Outgoing{
			Topic: intake.TopicDemographics, Key: id, ContentType: intake.TypeNative,
			Value: []byte(`{"authority":"RM3","local_id":"` + id + `","updated_at":"2024-05-06"}`),
		}
	}
	all[n/2].Value = []byte("{")
	return all
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestEveryMessageIsLinkedOnceInOrder has the store fail now and then. The group
// is told where all ends, and not with each batch.
func TestEveryMessageIsLinkedOnceInOrder(t *testing.T) {
	t.Parallel()
	const messages, most = 600, 10
	served, err := broker.Open(t.Context(), broker.Options{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { _ = served.Close() })
	client := intake.BrokerAt(served.Address())
	must(t, intake.MakeTopics(t.Context(), client, []intake.Topic{
		{Name: intake.TopicDemographics, Partitions: 3, Replicas: 1},
		{Name: intake.TopicNHSNumbers, Partitions: 1, Replicas: 1},
		{Name: intake.TopicDeadLetters, Partitions: 1, Replicas: 1},
	}))
	sender, err := intake.NewSender(client)
	must(t, err)
	defer sender.Close()
	ends, err := sender.Send(t.Context(), numbered(messages))
	must(t, err)

	l, told := &links{taken: map[string][]string{}, ends: map[string]int64{}}, &commits{}
	began := time.Now()
	stop := consume(t, intake.Config{Client: append(slices.Clip(client), kgo.WithHooks(told)), Linker: l, Most: most})
	waitFor(t, "all messages", func() bool { return l.through() == messages })
	group := groupEnds(t, client)
	waitFor(t, "the group to know", func() bool { return maps.Equal(group(), ends) })
	stop()
	l.check(t, messages-1, most)
	told.mu.Lock()
	defer told.mu.Unlock()
	if most := int(time.Since(began)/time.Second) + 2; told.n > most {
		t.Errorf("the group was told %d times, want at most %d", told.n, most)
	}
}

// consume runs a consumer until stop is called.
func consume(t *testing.T, cfg intake.Config) (stop func()) {
	t.Helper()
	cfg.Group, cfg.Owner, cfg.Options = "test", "test", demographics.Options{}
	cfg.Log = slog.New(slog.DiscardHandler)
	if cfg.Lanes == nil {
		cfg.Lanes = memory.New()
	}
	if cfg.Watch == nil {
		cfg.Watch = unwatched{}
	}
	c, err := intake.New(cfg)
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { c.Run(ctx) })
	stop = sync.OnceFunc(func() { cancel(); running.Wait(); c.Close() })
	t.Cleanup(stop)
	return stop
}

// groupEnds gives what the group was told.
func groupEnds(t *testing.T, client []kgo.Opt) func() map[intake.Place]int64 {
	t.Helper()
	c, err := kgo.NewClient(client...)
	must(t, err)
	t.Cleanup(c.Close)
	admin := kadm.NewClient(c)
	return func() map[intake.Place]int64 {
		out := map[intake.Place]int64{}
		told, err := admin.FetchOffsets(t.Context(), "test")
		must(t, err)
		told.Each(func(o kadm.OffsetResponse) { out[intake.Place{Topic: o.Topic, Partition: o.Partition}] = o.At })
		return out
	}
}

func (l *links) check(t *testing.T, want, most int) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, bad := range l.bad {
		t.Error(bad)
	}
	n := 0
	for name, ids := range l.taken {
		n += len(ids)
		if !slices.IsSorted(ids) || len(slices.Compact(slices.Clone(ids))) != len(ids) {
			t.Errorf("%s: messages are linked twice, or out of order", name)
		}
	}
	if n != want || len(l.taken) != 3 || slices.Max(l.sizes) != most {
		t.Errorf("%d messages of %d partitions are linked, %d at once, want %d of 3, %d at once", n, len(l.taken), slices.Max(l.sizes), want, most)
	}
}
