package main

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/index"
	"github.com/lhcre/mpi/internal/linker"
	"github.com/lhcre/mpi/internal/publish"
	"github.com/lhcre/mpi/internal/service"
	"github.com/lhcre/mpi/internal/store"
	"github.com/lhcre/mpi/internal/testenv"
)

// points are where an engine can fail.
func points() []string {
	return []string{
		"publishing", "publish not committed", "published", "looked", "linking", "link not committed", "linked",
		"index not applied", "index applied", "index writing", "index written", "outbox read", "told", "told noted",
	}
}

// serve is what this program does as an engine's process: it fails where it is
// told to.
func serve(ctx context.Context, failpoints string) error {
	f, err := testenv.ParseFailpoints(failpoints)
	if err != nil {
		return err
	}
	now := clock()
	return live.Serve(ctx, func(s *service.Service) (end func(), err error) {
		s.Now = now
		s.Index.OnBatch(func(step string) { f.Reach("index " + step) })
		s.Linker.Store = &failingStore{s.Linker.Store, f}
		s.Linker.Index = &failingIndex{s.Linker.Index, f}
		s.Outbox = &failingOutbox{s.Outbox, f}
		return func() {}, nil
	})
}

// The signals that put an engine's clock a day ahead, and right again.
const (
	clockForward = syscall.SIGUSR1
	clockBack    = syscall.SIGUSR2
)

// clock is one that can be put ahead.
func clock() (now func() time.Time) {
	const day = 24 * time.Hour
	var ahead atomic.Int64
	told := make(chan os.Signal, 1)
	signal.Notify(told, clockForward, clockBack)
	go func() {
		for to := range told {
			ahead.Store(0)
			if to == clockForward {
				ahead.Store(int64(day))
			}
		}
	}()
	return func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
}

// failingStore fails before and after each commit.
type failingStore struct {
	linker.Store
	*testenv.Failpoints
}

func (s *failingStore) Update(ctx context.Context, lane linker.Lane, count int, do func(tx linker.Tx, first int64) error) error {
	before, within, after := "linking", "link not committed", "linked"
	if count > 0 { // it reserves numbers
		before, within, after = "publishing", "publish not committed", "published"
	}
	s.Reach(before)
	err := s.Store.Update(ctx, lane, count, func(tx linker.Tx, first int64) error {
		err := do(tx, first)
		if err == nil {
			s.Reach(within)
		}
		return err
	})
	if err == nil {
		s.Reach(after)
	}
	return err
}

// failingIndex fails around what it is given, and after a look.
type failingIndex struct {
	linker.Index
	*testenv.Failpoints
}

func (x *failingIndex) Apply(entries []index.Entry, deleted []string, marks index.Watermarks) ([]index.Entry, error) {
	x.Reach("index not applied")
	before, err := x.Index.Apply(entries, deleted, marks)
	x.Reach("index applied")
	return before, err
}

func (x *failingIndex) Candidates(queries [][]index.Key, visit func(query int, e *index.Entry)) error {
	defer x.Reach("looked")
	return x.Index.Candidates(queries, visit)
}

// failingOutbox fails between the outbox and Kafka.
type failingOutbox struct {
	publish.Store
	*testenv.Failpoints
}

func (o *failingOutbox) Outbox(ctx context.Context, shard int, after store.Cursor, limit int) ([]store.Message, store.Cursor, error) {
	list, next, err := o.Store.Outbox(ctx, shard, after, limit)
	if len(list) > 0 {
		o.Reach("outbox read")
	}
	return list, next, err
}

func (o *failingOutbox) MarkPublished(ctx context.Context, lease store.Lease, done store.Cursor) error {
	o.Reach("told")
	defer o.Reach("told noted")
	return o.Store.MarkPublished(ctx, lease, done)
}
