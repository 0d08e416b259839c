package audit_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/audit"
	"github.com/lhcre/mpi/internal/audit/audittest"
)

func TestLedgerInMemory(t *testing.T) {
	t.Parallel()
	audittest.Run(t, func(*testing.T) audit.Ledger { return &audittest.Ledger{} })
}

var errAway = errors.New("the store is away")

// Whatever fails, whether it is known or not: what was told to be written is there,
// and every chain is whole.
func TestFailuresLoseNothingThatWasToldToBeWritten(t *testing.T) {
	t.Parallel()
	n := 0
	l := &audittest.Ledger{Fail: func() (before, after error) {
		n++
		switch n % 5 {
		case 1:
			return errAway, nil
		case 3:
			return nil, errAway
		}
		return nil, nil
	}}
	var failures atomic.Int32
	j := audit.Open(l, audit.Config{NewID: audittest.IDs(), Wrote: func(_ context.Context, err error) {
		if err != nil {
			failures.Add(1)
		}
	}})
	written, refused := map[string]bool{}, 0
	for i := range 50 {
		event := audittest.Event(i)
		if err := j.Write(t.Context(), event); errors.Is(err, errAway) {
			refused++
		} else if err != nil {
			t.Fatal(err)
		} else {
			written[event.Request] = true
		}
	}
	j.Close()
	report := audittest.Verify(t, l)
	if report.Faults != nil {
		t.Errorf("faults: %v", report.Faults)
	}
	for _, e := range l.Entries {
		event, err := e.Event()
		if err != nil {
			t.Fatal(err)
		}
		delete(written, event.Request)
	}
	if len(written) > 0 || refused == 0 || int(failures.Load()) != refused {
		t.Errorf("%d that were told to be written are not there; %d refused, %d failures told", len(written), refused, failures.Load())
	}
}

// Those that come while others are written are written together.
func TestEventsAreWrittenTogether(t *testing.T) {
	t.Parallel()
	appends := 0
	held, release := make(chan struct{}), make(chan struct{})
	l := &audittest.Ledger{Fail: func() (before, after error) {
		if appends++; appends == 1 {
			close(held)
			<-release
		}
		return nil, nil
	}}
	j := audit.Open(l, audit.Config{NewID: audittest.IDs()})
	var group sync.WaitGroup
	write := func(n int) { group.Go(func() { audittest.Write(t, j, audittest.Event(n)) }) }
	write(0)
	<-held
	for n := range 100 {
		write(1 + n)
	}
	time.Sleep(50 * time.Millisecond) // let most of them come
	close(release)
	group.Wait()
	j.Close()
	if appends > 50 || len(l.Entries) != 101 {
		t.Errorf("%d entries in %d appends", len(l.Entries), appends)
	}
}

// Who writes alone waits for nobody.
func TestOneWriterDoesNotLinger(t *testing.T) {
	t.Parallel()
	l := &audittest.Ledger{}
	j := audit.Open(l, audit.Config{NewID: audittest.IDs(), Linger: time.Hour})
	for n := range 20 {
		audittest.Write(t, j, audittest.Event(n))
	}
	j.Close()
	if len(l.Entries) != 20 {
		t.Errorf("%d entries", len(l.Entries))
	}
}

// Once several wrote together, the next append waits for more to come.
func TestSeveralWritersLinger(t *testing.T) {
	t.Parallel()
	const linger = 40 * time.Millisecond
	var began []time.Time
	held, release := make(chan struct{}), make(chan struct{})
	l := &audittest.Ledger{Fail: func() (before, after error) {
		if began = append(began, time.Now()); len(began) == 1 {
			close(held)
			<-release
		}
		return nil, nil
	}}
	j := audit.Open(l, audit.Config{NewID: audittest.IDs(), Linger: linger})
	var group sync.WaitGroup
	write := func(n int) { group.Go(func() { audittest.Write(t, j, audittest.Event(n)) }) }
	write(0)
	<-held
	for n := range 10 {
		write(1 + n)
	}
	time.Sleep(10 * time.Millisecond) // let them come
	close(release)
	group.Wait()
	audittest.Write(t, j, audittest.Event(11))
	j.Close()
	if last := len(began) - 1; len(l.Entries) != 12 || began[last].Sub(began[last-1]) < linger/2 {
		t.Errorf("%d entries, the last %s after those before", len(l.Entries), began[last].Sub(began[last-1]))
	}
}

func TestLongAnswersAreSeveralEntries(t *testing.T) {
	t.Parallel()
	l := &audittest.Ledger{}
	j := audit.Open(l, audit.Config{NewID: audittest.IDs()})
	event := audittest.Event(1)
	for n := range 10_000 {
		event.Served = append(event.Served, audit.Served{Identity: audittest.ID(n), Version: 1})
	}
	audittest.Write(t, j, event)
	j.Close()
	if len(l.Entries) != 10 || len(l.Served) != 10_000 {
		t.Errorf("%d entries with %d served, want 10 with 10,000", len(l.Entries), len(l.Served))
	}
	if report := audittest.Verify(t, l); report.Faults != nil {
		t.Errorf("faults: %v", report.Faults)
	}
}

func TestClosedJournalSaysSo(t *testing.T) {
	t.Parallel()
	for range 200 {
		l := &audittest.Ledger{}
		j := audit.Open(l, audit.Config{NewID: audittest.IDs()})
		var group sync.WaitGroup
		var written atomic.Int32
		for n := range 4 {
			group.Go(func() {
				switch err := j.Write(t.Context(), audittest.Event(n)); {
				case err == nil:
					written.Add(1)
				case !errors.Is(err, audit.ErrClosed):
					t.Error(err)
				}
			})
		}
		j.Close()
		group.Wait()
		if len(l.Entries) < int(written.Load()) {
			t.Fatalf("%d were told to be written, %d are", written.Load(), len(l.Entries))
		}
		if err := j.Write(t.Context(), audittest.Event(9)); !errors.Is(err, audit.ErrClosed) {
			t.Fatalf("after it was closed: %v", err)
		}
	}
}

// Whoever waits no longer hears nothing but that.
func TestWaitingEnds(t *testing.T) {
	t.Parallel()
	hold := make(chan struct{})
	l := &audittest.Ledger{Fail: func() (before, after error) { <-hold; return nil, nil }}
	j := audit.Open(l, audit.Config{NewID: audittest.IDs()})
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if err := j.Write(ctx, audittest.Event(1)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it waits: %v", err)
	}
	close(hold)
	j.Close()
}
