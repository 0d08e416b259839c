package publish

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/store"
)

// Store is what publishing needs of the store.
type Store interface {
	// LeaseShard gives owner the right to publish a shard for a time or, if owner
	// has it, for longer, and says how far the shard is told. It fails with
	// store.ErrLeased while another owner has it.
	LeaseShard(ctx context.Context, shard int, owner string, ttl time.Duration) (store.Lease, error)
	// Outbox gives what a shard has after a cursor, in the order in which it is
	// told, and the cursor after it.
	Outbox(ctx context.Context, shard int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error)
	// MarkPublished keeps how far a shard is told. It fails with linker.ErrFenced
	// when another has taken the lease.
	MarkPublished(ctx context.Context, lease store.Lease, done store.Cursor) error
}

var _ Store = (*store.Store)(nil)

// Watch is told what happens. Its functions are called from several goroutines.
type Watch interface {
	// Told is called when others can read a batch of changes.
	Told(Report)
	// Stuck is called when a shard cannot be told, with the reason, and with nil
	// when it can again.
	Stuck(shard int, err error)
}

// Report says what was told at once.
type Report struct {
	Shard   int
	Changes int
	Took    time.Duration
	Oldest  time.Time // when the first of the changes was decided
	Newest  time.Time // and the last
}

// Config is what a publisher works with.
type Config struct {
	Client []kgo.Opt // brokers, TLS, SASL
	Store  Store
	Owner  string // of the leases; unique to the process
	Log    *slog.Logger
	Watch  Watch // may be nil

	// WithoutTransactions is for a Kafka that has none. Nothing is lost then
	// either, but a publisher that was paused for longer than its lease can write
	// old versions after new ones, which compaction may then keep: let one
	// process only publish.
	WithoutTransactions bool

	// Identities, Events and Notices name the topics, TransactionalID is what the ids
	// of transactions begin with; they have defaults.
	Identities, Events, Notices, TransactionalID string

	// Lease is after how long another process takes over what a dead one had.
	// Until then, or until Kafka ends the transaction that it left open, those who
	// read only what is committed may have to wait. 10 s if 0.
	Lease time.Duration
	// Poll is how often the outbox is looked at when nobody calls Wake; 500 ms if 0.
	Poll time.Duration
	// Linger is the least time between two batches of a shard: it bounds how many
	// transactions there are. 100 ms if 0.
	Linger time.Duration
	// Most is how many changes of each lane a batch has at most; 500 if 0.
	Most int
}

func (c *Config) setDefaults() {
	const (
		lease  = 10 * time.Second
		poll   = 500 * time.Millisecond
		linger = 100 * time.Millisecond
		most   = 500
	)
	c.Identities = cmp.Or(c.Identities, TopicIdentities)
	c.Events = cmp.Or(c.Events, TopicEvents)
	c.Notices = cmp.Or(c.Notices, TopicNotices)
	c.TransactionalID = cmp.Or(c.TransactionalID, "mpi.outbox")
	c.Lease = cmp.Or(c.Lease, lease)
	c.Poll = cmp.Or(c.Poll, poll)
	c.Linger = cmp.Or(c.Linger, linger)
	c.Most = cmp.Or(c.Most, most)
	if c.Watch == nil {
		c.Watch = nobody{}
	}
}

// nobody watches.
type nobody struct{}

func (nobody) Told(Report)      {}
func (nobody) Stuck(int, error) {}
