package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/lhcre/mpi/internal/store"
)

// Clock is the clock of a process.
type Clock func() time.Time

// ahead is the clock of a machine that is a day ahead of all others.
func ahead() time.Time { return time.Now().AddDate(0, 0, 1) }

// RunClocks tests that processes whose clocks differ share out leases as if they
// did not. Open gives the stores of processes with these clocks on one database.
func RunClocks(t *testing.T, open func(t *testing.T, clocks ...Clock) []Store) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, right, wrong Store){
		"a clock that is ahead takes no lease": testAheadTakesNothing,
		"a lease that it took runs out":        testAheadRunsOut,
		"all see the same time":                testSameTime,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stores := open(t, time.Now, ahead)
			test(t, stores[0], stores[1])
		})
	}
}

func testAheadTakesNothing(t *testing.T, right, wrong Store) {
	t.Helper()
	wantLease(t, right, "one", time.Minute, nil)
	wantLease(t, wrong, "two", time.Minute, store.ErrLeased)
	wantLease(t, right, "one", 0, nil) // lets go
	wantLease(t, wrong, "two", time.Minute, nil)
	wantLease(t, right, "one", time.Minute, store.ErrLeased)
}

func testAheadRunsOut(t *testing.T, right, wrong Store) {
	t.Helper()
	const ttl = 300 * time.Millisecond
	lease := wantLease(t, wrong, "two", ttl, nil)
	if lasts := time.Until(lease.Until); lasts > time.Hour {
		t.Errorf("a lease of %s lasts %s", ttl, lasts)
	}
	time.Sleep(2 * ttl) // the process with it is dead
	wantLease(t, right, "one", ttl, nil)
}

func testSameTime(t *testing.T, right, wrong Store) {
	t.Helper()
	var times []time.Time
	for _, s := range []Store{right, wrong, right} {
		times = append(times, must[time.Time](t)(s.Clock(t.Context())))
	}
	if times[1].Before(times[0]) || times[2].Before(times[1]) {
		t.Errorf("the times are %v, want them in their order", times)
	}
}

// RunClockPutBack tests a store that has no clock but its process's: what that
// promised while it was wrong holds nobody up once it is right.
func RunClockPutBack(t *testing.T, open func(t *testing.T, clock Clock) Store) {
	t.Helper()
	clock := Clock(ahead)
	s := open(t, func() time.Time { return clock() })
	wantLease(t, s, "one", 10*time.Second, nil)
	clock = time.Now
	wantLease(t, s, "two", 10*time.Second, nil)
	wantLease(t, s, "three", 10*time.Second, store.ErrLeased)
	if off := time.Since(must[time.Time](t)(s.Clock(t.Context()))); off.Abs() > time.Hour {
		t.Errorf("the store's clock is off by %s", off)
	}
}

func wantLease(t *testing.T, s Store, owner string, ttl time.Duration, want error) store.Lease {
	t.Helper()
	lease, err := s.LeaseShard(t.Context(), 3, owner, ttl)
	if !errors.Is(err, want) {
		t.Fatalf("%s asked for the lease and got %v, want %v", owner, err, want)
	}
	return lease
}
