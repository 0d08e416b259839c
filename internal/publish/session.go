package publish

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
)

// longestTransaction is less than what Kafka allows unless told otherwise.
const longestTransaction = time.Minute

// freshest is how old what is known of partitions has to be to be asked again.
const freshest = 100 * time.Millisecond

// session is a connection to Kafka that writes for one shard. Once it has failed
// it is of no more use: whether the last batch was written is unknown, and a new
// session settles it by ending what the old one left open.
type session struct {
	client       *kgo.Client
	transactions bool
}

// openSession starts a producer, which shuts out the shard's producer before it.
func (c *Config) openSession(ctx context.Context, shard int) (*session, error) {
	options := append([]kgo.Opt{}, c.Client...)
	options = append(options,
		kgo.RequiredAcks(kgo.AllISRAcks()),
		kgo.RecordPartitioner(kgo.StickyKeyPartitioner(nil)), // as other languages' clients do
		kgo.RetryBackoffFn(soon),
		kgo.MetadataMinAge(freshest), // what fails is tried again after that only
	)
	if !c.WithoutTransactions {
		options = append(options, kgo.TransactionalID(fmt.Sprintf("%s.%d", c.TransactionalID, shard)), kgo.TransactionTimeout(min(c.Lease, longestTransaction)))
	}
	client, err := kgo.NewClient(options...)
	if err != nil {
		return nil, fmt.Errorf("connecting to Kafka: %w", err)
	}
	if _, _, err := client.ProducerID(ctx); err != nil {
		client.Close()
		return nil, fmt.Errorf("starting a producer: %w", err)
	}
	return &session{client: client, transactions: !c.WithoutTransactions}, nil
}

// soon is how long to wait before a request is tried again. The first time is
// most often because Kafka is about to end the transaction before.
func soon(tries int) time.Duration {
	const (
		first  = 5 * time.Millisecond
		last   = time.Second
		enough = 8 // doublings
	)
	return min(first<<min(max(tries-1, 0), enough), last)
}

func (s *session) close() { s.client.Close() }

// send writes messages, all or none of them.
func (s *session) send(ctx context.Context, records []*kgo.Record) error {
	if !s.transactions {
		return s.produce(ctx, records)
	}
	if err := s.client.BeginTransaction(); err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	err := s.produce(ctx, records)
	if err == nil {
		err = s.client.EndTransaction(ctx, kgo.TryCommit)
		if err != nil {
			err = fmt.Errorf("committing a transaction: %w", err)
		}
	}
	if err != nil {
		return errors.Join(err, s.abort(ctx))
	}
	return nil
}

// produce waits until the brokers have all messages.
func (s *session) produce(ctx context.Context, records []*kgo.Record) error {
	var once sync.Once
	var failed error
	for _, r := range records {
		s.client.Produce(ctx, r, func(_ *kgo.Record, err error) {
			if err != nil {
				once.Do(func() { failed = err })
			}
		})
	}
	if err := s.client.Flush(ctx); err != nil {
		return fmt.Errorf("sending changes: %w", err)
	}
	if failed != nil { // nothing is written to it any more
		return fmt.Errorf("sending changes: %w", failed)
	}
	return nil
}

// abort ends a transaction so that readers need not wait until Kafka does. It may
// fail, as when another process has ended it already.
func (s *session) abort(ctx context.Context) error {
	const patience = time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := s.client.AbortBufferedRecords(ctx); err != nil {
		return fmt.Errorf("aborting a transaction: %w", err)
	}
	if err := s.client.EndTransaction(ctx, kgo.TryAbort); err != nil {
		return fmt.Errorf("aborting a transaction: %w", err)
	}
	return nil
}
