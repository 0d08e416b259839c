package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/broker"
	"github.com/lhcre/mpi/internal/intake"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/store/memory"
)

// notes keeps what a watch is told, by partition.
type notes struct {
	unwatched

	mu   sync.Mutex
	said map[string][]string
}

func (n *notes) note(topic string, partition int32, word string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	name := fmt.Sprint(topic, "/", partition)
	n.said[name] = append(n.said[name], word)
}

func (n *notes) Linking(topic string, partition int32, _ time.Time) {
	n.note(topic, partition, "linking")
}

func (n *notes) Batch(r intake.Report)                { n.note(r.Topic, r.Partition, "batch") }
func (n *notes) Lost(topic string, partition int32)   { n.note(topic, partition, "lost") }
func (n *notes) Fenced(topic string, partition int32) { n.note(topic, partition, "fenced") }

func (n *notes) Refused() { n.note("refused", 0, "refused") }

func (n *notes) Paused(topic string, partition int32, err error) {
	n.note(topic, partition, map[bool]string{true: "paused", false: "works"}[err != nil])
}

// of gives what was said of a partition, repetitions left out.
func (n *notes) of(partition string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(slices.Compact(slices.Clone(n.said[partition])), " ")
}

// awayLanes does not answer the first few times for some lanes.
type awayLanes struct {
	*memory.Store

	mu   sync.Mutex
	away map[string]int
}

func (a *awayLanes) TakeLane(ctx context.Context, name, owner string) (linker.Lane, linker.Position, error) {
	a.mu.Lock()
	a.away[name]--
	left := a.away[name]
	a.mu.Unlock()
	if left >= 0 {
		return linker.Lane{}, linker.Position{}, errors.New("the store is away")
	}
	return a.Store.TakeLane(ctx, name, owner)
}

// fencing is a linker whose lane is another's for the messages of one partition.
type fencing struct {
	*links

	partition int32
}

func (f *fencing) Publish(_ context.Context, lane linker.Lane, b linker.Batch) (*linker.Published, error) {
	if b.Position.Partition == f.partition {
		return nil, fmt.Errorf("publishing: %w", linker.ErrFenced)
	}
	return &linker.Published{Lane: lane, Batch: b}, nil
}

func (f *fencing) Link(_ context.Context, p *linker.Published) (linker.Outcome, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ends[strconv.Itoa(int(p.Batch.Position.Partition))] = p.Batch.Position.Offset
	return linker.Outcome{}, nil
}

// What is told of a partition is of it alone: a lane that is back says so before
// any message has come, and one that another process has is told as such.
func TestWatchIsToldPartitionByPartition(t *testing.T) {
	t.Parallel()
	served, err := broker.Open(t.Context(), broker.Options{Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { _ = served.Close() })
	client := intake.BrokerAt(served.Address())
	must(t, intake.MakeTopics(t.Context(), client, []intake.Topic{
		{Name: intake.TopicDemographics, Partitions: 2, Replicas: 1},
		{Name: intake.TopicNHSNumbers, Partitions: 1, Replicas: 1},
		{Name: intake.TopicDeadLetters, Partitions: 1, Replicas: 1},
	}))
	people := func(partition int) string { return fmt.Sprint(intake.TopicDemographics, "/", partition) }
	told := &notes{said: map[string][]string{}}
	lanes := &awayLanes{Store: memory.New(), away: map[string]int{people(1): 2}}
	l := &fencing{links: &links{taken: map[string][]string{}, ends: map[string]int64{}}, partition: 0}
	stop := consume(t, intake.Config{Client: client, Linker: l, Lanes: lanes, Watch: told})
	waitFor(t, "the lanes", func() bool { return told.of(people(0)) == "works" && told.of(people(1)) == "paused works" })

	sender, err := intake.NewSender(client)
	must(t, err)
	defer sender.Close()
	_, err = sender.Send(t.Context(), numbered(20))
	must(t, err)
	waitFor(t, "the messages", func() bool {
		return told.of(people(0)) == "works linking lost fenced" && strings.Contains(told.of(people(1)), "batch")
	})
	stop()
	for partition, want := range map[string]string{people(0): "works linking lost fenced lost", people(1): "paused works linking works batch", "refused/0": "refused"} {
		if got := told.of(partition); !strings.HasPrefix(got, want) {
			t.Errorf("of %s was said %q, want %q", partition, got, want)
		}
	}
}
