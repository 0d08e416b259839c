package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/linker"
)

// Consumer reads messages from Kafka and has them linked.
type Consumer struct {
	Config

	client *kgo.Client

	mu    sync.Mutex
	lanes map[partition]*assigned
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
	recovered bool
}

// New makes a consumer; it reads nothing before Run.
func New(cfg Config) (*Consumer, error) {
	cfg.setDefaults()
	c := &Consumer{Config: cfg, lanes: map[partition]*assigned{}}
	client, err := kgo.NewClient(append(cfg.Client,
		kgo.ConsumerGroup(cfg.Group),
		kgo.ConsumeTopics(TopicDemographics, TopicNHSNumbers),
		kgo.Balancers(kgo.CooperativeStickyBalancer()),
		kgo.BlockRebalanceOnPoll(),
		kgo.DisableAutoCommit(),
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
	fetchBytes      = 32 << 20
	bufferedBatches = 16 // four for each of a few partitions
)

// Close leaves the consumer group.
func (c *Consumer) Close() { c.client.CloseAllowingRebalance() }

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
		if err == nil {
			return lane, position, nil
		}
		c.Watch.Paused(err)
		c.Log.WarnContext(ctx, "cannot take a lane", p.log(), slog.Any("error", err))
		if err := sleep(ctx, wait); err != nil {
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
	for {
		fetches := c.poll(ctx)
		if ctx.Err() != nil || fetches.IsClientClosed() {
			return
		}
		fetches.EachError(func(topic string, number int32, err error) {
			if !errors.Is(err, context.DeadlineExceeded) {
				c.Log.WarnContext(ctx, "reading from Kafka", partition{topic, number}.log(), slog.Any("error", err))
			}
		})
		c.take(ctx, fetches)
		c.client.AllowRebalance()
	}
}

// poll waits for messages, and a little more for a batch to fill.
func (c *Consumer) poll(ctx context.Context) kgo.Fetches {
	most := c.Most * max(c.partitions(), 1)
	fetches := c.client.PollRecords(ctx, most)
	if n := fetches.NumRecords(); n == 0 || n >= most {
		return fetches
	}
	short, cancel := context.WithTimeout(ctx, c.Linger)
	defer cancel()
	for n := fetches.NumRecords(); n < most && short.Err() == nil; n = fetches.NumRecords() {
		fetches = append(fetches, c.client.PollRecords(short, most-n)...)
	}
	return fetches
}

// partitions is how many are ours.
func (c *Consumer) partitions() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.lanes)
}

// take links what was fetched, partition by partition.
func (c *Consumer) take(ctx context.Context, fetches kgo.Fetches) {
	byPartition := map[partition][]*kgo.Record{}
	var order []partition
	fetches.EachPartition(func(f kgo.FetchTopicPartition) {
		p := partition{f.Topic, f.Partition}
		if len(f.Records) == 0 {
			return
		}
		if byPartition[p] == nil {
			order = append(order, p)
		}
		byPartition[p] = append(byPartition[p], f.Records...)
		c.Watch.Lag(f.Topic, f.Partition, f.HighWatermark-f.Records[len(f.Records)-1].Offset-1)
	})
	for _, p := range order {
		for part := range slices.Chunk(byPartition[p], c.Most) {
			a := c.assigned(p)
			if a == nil {
				break // it was lost meanwhile
			}
			c.partition(ctx, p, a, part)
		}
	}
}

// partition links messages of one partition. One that the store does not take is
// tried again until it does: nothing is passed over.
func (c *Consumer) partition(ctx context.Context, p partition, a *assigned, records []*kgo.Record) {
	b := c.batch(p, records)
	for wait := firstWait; ; wait = longer(wait) {
		err := c.link(ctx, a, b)
		switch {
		case err == nil:
			c.commit(ctx, records)
			return
		case errors.Is(err, linker.ErrFenced):
			c.Log.WarnContext(ctx, "another process has the lane", p.log())
			c.letGo(ctx, c.client, map[string][]int32{p.topic: {p.number}})
			return
		case ctx.Err() != nil:
			return
		}
		c.Watch.Paused(err)
		c.Log.WarnContext(ctx, "cannot link a batch", p.log(), slog.Any("error", err))
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

func (c *Consumer) link(ctx context.Context, a *assigned, b *batch) error {
	start := c.Now()
	if !a.recovered {
		if err := c.Linker.Recover(ctx, a.lane); err != nil {
			return err
		}
		a.recovered = true
	}
	if err := c.sendDeadLetters(ctx, b); err != nil {
		return err
	}
	var outcome linker.Outcome
	for _, part := range b.parts() {
		o, err := c.Linker.Process(ctx, a.lane, part)
		if err != nil {
			a.recovered = false // what it published may not be linked by taking it again
			return err
		}
		outcome.Add(o)
	}
	c.Watch.Paused(nil)
	c.Watch.Batch(Report{
		Outcome: outcome, Messages: b.messages, DeadLetters: len(b.DeadLetters), Reasons: b.reasons, Took: c.Now().Sub(start), Oldest: b.oldest,
	})
	return nil
}

// commit tells the group how far the partition is, for those who watch its lag.
func (c *Consumer) commit(ctx context.Context, records []*kgo.Record) {
	c.client.CommitOffsets(ctx, map[string]map[int32]kgo.EpochOffset{
		records[0].Topic: {records[0].Partition: {Epoch: -1, Offset: records[len(records)-1].Offset + 1}},
	}, nil)
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
