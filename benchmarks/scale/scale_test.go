package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lhcre/mpi/benchmarks/live"
	"github.com/lhcre/mpi/internal/testenv"
)

func TestMain(m *testing.M) { live.RunTests(m, main) }

// A few events and a small flood come to what `mpi link` says, and all that is to
// be told of them is.
func TestASmallMeasurement(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	var out bytes.Buffer
	dir := t.TempDir()
	err := options{
		preload: 1000, events: 1500, updates: 40, engines: "2", rounds: 1, partitions: 4,
		flood: true, seconds: 3, reads: 20, share: 0.75, times: 3, dir: dir, buffers: "128MB",
	}.run(t.Context(), &out)
	if errors.Is(err, testenv.ErrMissing) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatalf("%v, after\n%s", err, out.String())
	}
	for _, want := range []string{"events/s", "idle again", "0 of them otherwise", "flood beside sustainable"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing is said of %q in\n%s", want, out.String())
		}
	}
	all, err := readReadings(filepath.Join(dir, "flood", "readings.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, r := range all {
		counts[r.Kind]++
		if r.Failed != "" {
			t.Errorf("a read of kind %s failed: %s", r.Kind, r.Failed)
		}
	}
	for _, kind := range []string{personRead, matchRead} {
		if counts[kind] < 100 {
			t.Errorf("there are %d reads of kind %s", counts[kind], kind)
		}
	}
}

func TestPercentilesAreOfAKindAndATime(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var all []reading
	for i := range 100 {
		due := start.Add(time.Duration(i) * time.Second)
		all = append(all, reading{Due: due, Kind: personRead, Took: time.Duration(i) * time.Millisecond})
		all = append(all, reading{Due: due, Kind: matchRead, Took: time.Hour})
	}
	all[20].Failed = "it was not there" // the one that took 10 ms
	got := percentilesOf(all, personRead, start, start.Add(51*time.Second))
	if want := (percentiles{Reads: 50, Failed: 1, P50: 26, P95: 48, P99: 50}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := percentilesOf(all, personRead, start.Add(time.Hour), start.Add(2*time.Hour)); got != (percentiles{}) {
		t.Errorf("of no reads at all there is %+v", got)
	}
}

// Reads that hang keep no later ones from being started when they are due.
func TestReadsAreStartedWhenDue(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits")
	}
	path := filepath.Join(t.TempDir(), "readings.ndjson")
	r, err := newReadings(path)
	if err != nil {
		t.Fatal(err)
	}
	const every, slow, lasts = 10 * time.Millisecond, 200 * time.Millisecond, time.Second
	ctx, stop := context.WithTimeout(t.Context(), lasts)
	defer stop()
	<-r.take(ctx, every, map[string]func(context.Context) error{personRead: func(context.Context) error { time.Sleep(slow); return nil }})
	if err := r.close(); err != nil {
		t.Fatal(err)
	}
	all, err := readReadings(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 40 {
		t.Errorf("%d reads were through in %s, of one every %s", len(all), lasts, every)
	}
	for _, one := range all {
		if one.Took < slow {
			t.Errorf("a read took %s, less than it takes", one.Took)
		}
	}
}

func TestMediansAreOfOneNumberOfEngines(t *testing.T) {
	t.Parallel()
	one := func(n int, rate, retries float64) outcome {
		return outcome{Number: n, Rate: rate, usage: usage{Retries: retries, Transactions: 10, Looks: 3, Batches: 2, Messages: 100}}
	}
	got := rowOf(2, []outcome{one(1, 7, 0), one(2, 100, 1), one(2, 300, 4), one(2, 200, 2), one(3, 9, 9)})
	if got.Rate != 200 || got.Aborts != 0.2 || got.Looks != 1.5 || got.Batch != 50 {
		t.Errorf("got %+v", got)
	}
}

func TestNumbersOfEngines(t *testing.T) {
	t.Parallel()
	for text, right := range map[string]bool{"": true, "1,2,3": true, "6": true, "7": false, "0": false, "1,": false, "two": false} {
		if _, err := (options{engines: text, partitions: 6}).numbers(); (err == nil) != right {
			t.Errorf("%q gives %v", text, err)
		}
	}
}
