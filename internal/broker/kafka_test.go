package broker_test

import (
	"slices"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
)

func events(dir string) broker.Options {
	return broker.Options{Dir: dir, Topics: []broker.Topic{{Name: "events", Partitions: 4}}}
}

func TestGroupsKeepTheirPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, events(dir))
	produce(t, newClient(t, first), numbers(0, 100))
	readAsGroup(t, first, 100)
	must(t, first.Close())

	second := open(t, events(dir))
	produce(t, newClient(t, second), numbers(100, 120))
	if got, want := readAsGroup(t, second, 20), numbers(100, 120); !slices.Equal(got, want) {
		t.Errorf("the group read on with %q, want %q", got, want)
	}
}

// readAsGroup reads and commits.
func readAsGroup(t *testing.T, b *broker.Broker, expected int) []string {
	t.Helper()
	client := newMember(t, b)
	var got []string
	for ctx := within(t); len(got) < expected && ctx.Err() == nil; {
		got = append(got, poll(ctx, t, client)...)
	}
	must(t, client.CommitUncommittedOffsets(t.Context()))
	client.Close()
	slices.Sort(got)
	return got
}

func newMember(t *testing.T, b *broker.Broker, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	return newClient(t, b, append(options, kgo.ConsumerGroup("readers"), kgo.ConsumeTopics("events"), kgo.DisableAutoCommit(),
		kgo.Balancers(kgo.CooperativeStickyBalancer()), kgo.HeartbeatInterval(100*time.Millisecond), kgo.FetchMaxWait(50*time.Millisecond))...)
}

// TestMembersShareATopic has a second member join and the first one leave; both
// times the partitions move, cooperatively.
func TestMembersShareATopic(t *testing.T) {
	t.Parallel()
	b := open(t, events(t.TempDir()))
	first, held1 := startMember(t, b)
	waitFor(t, func() bool { return held1.count() == 4 })
	_, held2 := startMember(t, b)
	waitFor(t, func() bool { return held1.count() == 2 && held2.count() == 2 })
	first.Close()
	waitFor(t, func() bool { return held2.count() == 4 })
}

func TestOnlyCommittedTransactionsAreRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := open(t, events(dir))
	client := newClient(t, first, kgo.TransactionalID("publisher"))
	for i, end := range []kgo.TransactionEndTry{kgo.TryCommit, kgo.TryAbort, kgo.TryCommit} {
		must(t, client.BeginTransaction())
		produce(t, client, numbers(10*i, 10*i+10))
		must(t, client.EndTransaction(t.Context(), end))
	}
	want := append(numbers(0, 10), numbers(20, 30)...)
	if got := consume(t, first, "events", len(want)); !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
	must(t, first.Close())
	if got := consume(t, open(t, events(dir)), "events", len(want)); !slices.Equal(got, want) {
		t.Errorf("opened again, read %q, want %q", got, want)
	}
}

// TestOpenTransactionIsAbortedByAKill also wants the next transaction of the
// same publisher to work, and all of it to outlast a second kill.
func TestOpenTransactionIsAbortedByAKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	address, kill := serve(t, dir, "0")
	client := newClientOf(t, address, kgo.TransactionalID("publisher"))
	must(t, client.BeginTransaction())
	produce(t, client, numbers(0, 10))
	must(t, client.EndTransaction(t.Context(), kgo.TryCommit))
	must(t, client.BeginTransaction())
	produce(t, client, numbers(10, 20))
	kill()

	again, killAgain := serve(t, dir, "0")
	next := newClientOf(t, again, kgo.TransactionalID("publisher"))
	must(t, next.BeginTransaction())
	produce(t, next, numbers(20, 30))
	must(t, next.EndTransaction(t.Context(), kgo.TryCommit))
	killAgain()

	want := append(numbers(0, 10), numbers(20, 30)...)
	if got := consume(t, open(t, broker.Options{Dir: dir}), "events", len(want)); !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
}
