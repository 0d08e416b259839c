package broker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
)

// Options of a broker.
type Options struct {
	// Dir is the folder that the topics are kept in.
	Dir string
	// Port of 127.0.0.1; a free one unless set.
	Port int
	// Topics that must be there. Those that are keep their partitions.
	Topics []Topic
	// PartitionBytes bounds each partition, 256 MiB unless set: the oldest
	// batches go first. Opening a folder after a kill reads as much into memory.
	PartitionBytes int64
	// Logger hears what went wrong on disk; nobody unless set.
	Logger *slog.Logger
}

// Topic that a broker makes.
type Topic struct {
	Name       string
	Partitions int32
	// Configs are Kafka's, such as cleanup.policy: compact.
	Configs map[string]string
}

// Broker is an open broker.
type Broker struct {
	cluster *kfake.Cluster
	address string
	dir     string
	lock    io.Closer

	closing context.CancelFunc
	tending sync.WaitGroup
	once    sync.Once
	closed  error
}

// Open serves the topics of a folder, those that an earlier broker left there
// and those asked for, and returns once they can be used.
func Open(ctx context.Context, options Options) (*Broker, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, fmt.Errorf("opening the broker: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("opening the broker: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the broker: %w", err)
	}
	options.Dir = dir
	broker, err := open(ctx, options, lock)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the broker in %s: %w", dir, err), lock.Close())
	}
	return broker, nil
}

func open(ctx context.Context, options Options, lock io.Closer) (*Broker, error) {
	aside := segmentsAside{dir: options.Dir}
	if err := aside.bringBack(); err != nil {
		return nil, err
	}
	gate := newGate()
	cluster, err := kfake.NewCluster(options.cluster(gate)...)
	if err != nil {
		return nil, fmt.Errorf("loading the topics: %w", err)
	}
	if err := prepare(ctx, cluster, options, gate, aside); err != nil {
		cluster.Close()
		return nil, err
	}
	gate.open()
	tending, closing := context.WithCancel(context.WithoutCancel(ctx))
	b := &Broker{cluster: cluster, address: cluster.ListenAddrs()[0], dir: options.Dir, lock: lock, closing: closing}
	b.tending.Go(func() { b.tend(tending) })
	return b, nil
}

// prepare does what has to be done while the gate keeps everybody out.
func prepare(ctx context.Context, cluster *kfake.Cluster, options Options, gate *gate, aside segmentsAside) error {
	if !wasClosed(options.Dir) {
		if err := abortOpen(ctx, options.Dir, gate); err != nil {
			return err
		}
	}
	if err := forgetClosed(options.Dir); err != nil {
		return err
	}
	if err := aside.keep(); err != nil {
		return err
	}
	cluster.Compact() // and applies retention
	return errors.Join(aside.drop(), makeTopics(cluster, options.Topics))
}

// Address is the broker's host and port.
func (b *Broker) Address() string { return b.address }

// tend keeps the topics within their bounds while the broker is open.
func (b *Broker) tend(ctx context.Context) {
	const every = 30 * time.Second
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			b.cluster.ApplyRetention()
		case <-ctx.Done():
			return
		}
	}
}

// Close ends the service. What was acknowledged is there when the folder is
// opened again, and so are the offsets that groups have committed.
func (b *Broker) Close() error {
	b.once.Do(func() {
		b.closing()
		b.tending.Wait()
		b.cluster.Close()
		b.closed = errors.Join(rememberClosed(b.dir), b.lock.Close())
	})
	if b.closed != nil {
		return fmt.Errorf("closing the broker: %w", b.closed)
	}
	return nil
}
