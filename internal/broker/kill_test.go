package broker_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/lhcre/mpi/internal/broker"
)

// childVariable makes this test binary a broker that its parent kills; it holds
// the folder, a space, and the port.
const childVariable = "BROKER_CHILD"

func TestServeUntilKilled(t *testing.T) {
	t.Parallel()
	what := os.Getenv(childVariable)
	if what == "" {
		t.Skip("other tests run this one, in a process that they kill")
	}
	dir, port, _ := strings.Cut(what, " ")
	number, err := strconv.Atoi(port)
	must(t, err)
	b := open(t, broker.Options{Dir: dir, Port: number, Topics: []broker.Topic{{Name: "events", Partitions: 3}}})
	fmt.Fprintln(os.Stdout, b.Address())
	select {}
}

// serve runs a broker in a child process and gives its address and what kills it.
func serve(t *testing.T, dir, port string) (address string, kill func()) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestServeUntilKilled$")
	child.Env = append(os.Environ(), childVariable+"="+dir+" "+port)
	child.Stderr = os.Stderr
	output, err := child.StdoutPipe()
	must(t, err)
	must(t, child.Start())
	kill = sync.OnceFunc(func() {
		must(t, child.Process.Kill()) // kill -9
		_ = child.Wait()              // as asked
	})
	t.Cleanup(kill)
	_, err = fmt.Fscanln(bufio.NewReader(output), &address)
	must(t, err)
	return address, kill
}

// TestKillLosesNothingAcknowledged kills the broker three times under a client
// that goes on producing, and wants each record.
func TestKillLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	dir, port := t.TempDir(), quietPort(t)
	address, kill := serve(t, dir, port)
	client := newClientOf(t, address, kgo.RequiredAcks(kgo.AllISRAcks()), kgo.ProducerLinger(time.Millisecond))

	stop := make(chan struct{})
	acknowledged := make(chan []string)
	var count atomic.Int64
	go func() { acknowledged <- produceUntil(t, client, stop, &count) }()
	for kills := range int64(3) {
		waitFor(t, func() bool { return count.Load() > 300*(kills+1) })
		kill()
		_, kill = serve(t, dir, port)
	}
	close(stop)
	want := <-acknowledged
	kill()

	got := consume(t, open(t, broker.Options{Dir: dir}), "events", len(want))
	// A batch whose acknowledgement the kill cut off is there and sent again, so
	// a few may be there twice.
	if twice := len(got) - len(want); twice > 3*10 {
		t.Errorf("%d records are there twice, want those of one batch a kill at most", twice)
	}
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("%d records were acknowledged, %d are there", len(want), len(got))
	}
}

// quietPort finds one that Linux gives to no outgoing connection: the client's
// own, that knocks while no broker is there, could take the broker's.
func quietPort(t *testing.T) string {
	t.Helper()
	for {
		port := strconv.Itoa(15000 + rand.IntN(17000))
		if listener, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			must(t, listener.Close())
			return port
		}
	}
}

// produceUntil produces numbers and gives those that were acknowledged.
func produceUntil(t *testing.T, client *kgo.Client, stop <-chan struct{}, count *atomic.Int64) []string {
	t.Helper()
	var acknowledged []string
	for n := 0; ; n += 10 {
		select {
		case <-stop:
			return acknowledged
		default:
		}
		var records []*kgo.Record
		for _, value := range numbers(n, n+10) {
			records = append(records, &kgo.Record{Topic: "events", Value: []byte(value)})
		}
		for _, result := range client.ProduceSync(t.Context(), records...) {
			if result.Err != nil {
				t.Errorf("producing: %v", result.Err)
				continue
			}
			acknowledged = append(acknowledged, string(result.Record.Value))
			count.Add(1)
		}
	}
}
