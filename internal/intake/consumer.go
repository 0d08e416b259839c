package intake

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/linker"
)

// Consumer reads messages from Kafka and has them linked.
type Consumer struct {
	Config

	client *kgo.Client
	closed atomic.Bool

	mu    sync.Mutex
	lanes map[partition]*assigned
	ends  map[partition]int64 // behind what is durable, where the group was not told
}

type partition struct {
	topic  string
	number int32
}

func (p partition) log() slog.Attr {
	return slog.String("partition", p.topic+"/"+strconv.Itoa(int(p.number)))
}

// assigned is a partition that is ours.
type assigned struct {
	lane      linker.Lane
	recovered atomic.Bool
}

// New makes a consumer; it reads nothing before Run.
func New(cfg Config) (*Consumer, error) {
	cfg.setDefaults()
	c := &Consumer{Config: cfg, lanes: map[partition]*assigned{}, ends: map[partition]int64{}}
	client, err := kgo.NewClient(append(cfg.Client,
		kgo.ConsumerGroup(cfg.Group),
		kgo.ConsumeTopics(TopicDemographics, TopicNHSNumbers),
		kgo.Balancers(kgo.CooperativeStickyBalancer()),
		kgo.BlockRebalanceOnPoll(),
		kgo.DisableAutoCommit(),
		kgo.SessionTimeout(sessionTimeout),
		kgo.AdjustFetchOffsetsFn(c.takeLanes),
		kgo.OnPartitionsRevoked(c.letGo),
		kgo.OnPartitionsLost(c.letGo),
		kgo.FetchMaxBytes(fetchBytes), kgo.FetchMaxPartitionBytes(fetchBytes),
		kgo.MaxBufferedRecords(bufferedBatches*cfg.Most),
		kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)), kgo.ProducerBatchMaxBytes(LetterBytes),
	)...)
	if err != nil {
		return nil, fmt.Errorf("connecting to Kafka: %w", err)
	}
	c.client = client
	return c, nil
}

const (
	// sessionTimeout is after how long a process that says nothing has its
	// partitions taken: until then nobody reads them.
	sessionTimeout = 10 * time.Second

	// fetchBytes are read of Kafka at once, and decoded: with more a flood fills the
	// memory. A message that is longer comes all the same.
	fetchBytes      = 2 << 20
	bufferedBatches = 16 // four for each of a few partitions
)

// Close leaves the consumer group.
func (c *Consumer) Close() {
	c.closed.Store(true)
	c.client.CloseAllowingRebalance()
}

// takeLanes makes this process the only one that writes for the partitions, and
// reads them on from where the store says.
func (c *Consumer) takeLanes(ctx context.Context, offsets map[string]map[int32]kgo.Offset) (map[string]map[int32]kgo.Offset, error) {
	for topic, partitions := range offsets {
		for number := range partitions {
			lane, position, err := c.takeLane(ctx, partition{topic, number})
			if err != nil {
				return nil, err
			}
			c.mu.Lock()
			c.lanes[partition{topic, number}] = &assigned{lane: lane}
			c.mu.Unlock()
			partitions[number] = kgo.NewOffset().At(position.Offset)
		}
	}
	return offsets, nil
}

// takeLane tries until the store answers: without its lane a partition cannot be
// read, and without the partition nothing else would try.
func (c *Consumer) takeLane(ctx context.Context, p partition) (linker.Lane, linker.Position, error) {
	for wait := firstWait; ; wait = longer(wait) {
		lane, position, err := c.Lanes.TakeLane(ctx, fmt.Sprintf("%s/%d", p.topic, p.number), c.Owner)
		c.Watch.Paused(p.topic, p.number, err)
		if err == nil {
			return lane, position, nil
		}
		c.Log.WarnContext(ctx, "cannot take a lane", p.log(), slog.Any("error", err))
		if err := sleep(ctx, wait); err != nil {
			c.Watch.Lost(p.topic, p.number)
			return lane, position, err
		}
	}
}

func (c *Consumer) letGo(_ context.Context, _ *kgo.Client, lost map[string][]int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for topic, numbers := range lost {
		for _, number := range numbers {
			delete(c.lanes, partition{topic, number})
			delete(c.ends, partition{topic, number})
			c.Watch.Lost(topic, number)
		}
	}
}

func (c *Consumer) assigned(p partition) *assigned {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lanes[p]
}

// Run reads and links until the context ends.
func (c *Consumer) Run(ctx context.Context) {
	defer c.tellGroup(ctx)()
	for ctx.Err() == nil && !c.closed.Load() {
		c.take(ctx)
		c.client.AllowRebalance()
	}
}

// partitions is how many are ours.
func (c *Consumer) partitions() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.lanes)
}

const (
	firstWait = 100 * time.Millisecond
	lastWait  = 5 * time.Second
)

func longer(wait time.Duration) time.Duration { return min(2*wait, lastWait) }

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // the caller's own
	case <-timer.C:
		return nil
	}
}
