package intake

import (
	"context"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/organisations"
	"github.com/lhcre/mpi/matcher/demographics"
)

// The topics that intake reads and writes.
const (
	TopicDemographics = "mpi.demographics.v1"
	TopicNHSNumbers   = "mpi.nhs-numbers.v1"
	TopicDeadLetters  = "mpi.dead-letter.v1"
)

// Lanes hands out the lanes that partitions are read in.
type Lanes interface {
	// TakeLane makes owner the only writer of a lane, and tells how far it is.
	TakeLane(ctx context.Context, name, owner string) (linker.Lane, linker.Position, error)
}

// Linker brings batches from facts to links. The next may be published while one
// is linked.
type Linker interface {
	Publish(ctx context.Context, lane linker.Lane, b linker.Batch) (*linker.Published, error)
	Look(ctx context.Context, p *linker.Published)
	Drop(p *linker.Published)
	Link(ctx context.Context, p *linker.Published) (linker.Outcome, error)
	Recover(ctx context.Context, lane linker.Lane) error
}

// Watch is told what happens. Its functions may be called from several
// goroutines.
type Watch interface {
	// Linking is called when the turn of a batch has come, with when the first of
	// its messages was produced. Batch or Lost is called when that is over.
	Linking(topic string, partition int32, oldest time.Time)
	// Batch is called when a batch is durable.
	Batch(Report)
	// Lag is called with how many messages of a partition are still unread.
	Lag(topic string, partition int32, messages int64)
	// Lost is called when a partition is no longer read here.
	Lost(topic string, partition int32)
	// Paused is called when what a partition holds cannot be linked, each time that
	// it was tried, with the reason; and with nil when it can be: once the lane is
	// ours and after each batch. Lost ends it too.
	Paused(topic string, partition int32, err error)
	// Fenced is called, after Lost, when another process turns out to have the lane
	// of a partition that Kafka still gives to this one. Lost or Paused is called
	// again when that has come to an end.
	Fenced(topic string, partition int32)
	// Refused is called when the store has refused a write because another process
	// has the lane.
	Refused()
}

// Report says what became of a batch.
type Report struct {
	linker.Outcome

	Topic     string
	Partition int32

	Messages    int
	DeadLetters int
	Reasons     map[Reason]int // of the dead letters
	Took        time.Duration
	Oldest      time.Time // when the first of its messages was produced
}

// Config is what a consumer works with.
type Config struct {
	Client  []kgo.Opt // brokers, TLS, SASL
	Group   string
	Owner   string // of the lanes; unique to the process
	Lanes   Lanes
	Turns   *Turns // may be nil: no other engine is there
	Linker  Linker
	Options demographics.Options
	// Organisations are a region's, and what each calls its authorities; nil if none
	// are known.
	Organisations *organisations.Directory

	Log   *slog.Logger
	Watch Watch

	// Most is how many messages a batch has at most; 250 if 0.
	Most int
	// Linger is how long a batch that is not full waits for more; 20 ms if 0.
	Linger time.Duration
}

func (c *Config) setDefaults() {
	const (
		most   = 250
		linger = 20 * time.Millisecond
	)
	if c.Most == 0 {
		c.Most = most
	}
	if c.Linger == 0 {
		c.Linger = linger
	}
}
