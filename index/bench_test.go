package index

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// sizeOfBench is the number of records that benchmarks work on: MPI_RECORDS, or
// enough to see a change.
func sizeOfBench(tb testing.TB) people {
	tb.Helper()
	text := os.Getenv("MPI_RECORDS")
	if text == "" {
		return people{records: 20_000}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 {
		tb.Fatal("MPI_RECORDS: expected a number of records")
	}
	return people{records: n}
}

// processorTime is what this process has used of all cores: it says the same on
// a machine that does other things as well.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func BenchmarkBuild(b *testing.B) {
	of := sizeOfBench(b)
	before := processorTime(b)
	runs := 0
	for b.Loop() {
		runs++
		dir := b.TempDir()
		if err := Build(dir, Options{}, of.all(), Watermarks{1: 1}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(folderSize(dir))/float64(of.records), "B/record")
	}
	records := float64(runs * of.records)
	b.ReportMetric(records/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/records, "cpu-µs/record")
}

// built makes an index of all records.
func built(b *testing.B, of people, opt Options) *Index {
	b.Helper()
	dir := b.TempDir()
	if err := Build(dir, opt, of.all(), Watermarks{1: 1}); err != nil {
		b.Fatal(err)
	}
	x, err := Open(dir, opt)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = x.Close() })
	return x
}

func BenchmarkCandidates(b *testing.B) {
	of := sizeOfBench(b)
	for name, cache := range map[string]int{"without cache": -1, "with cache": 0} {
		x := built(b, of, Options{Cache: cache})
		b.Run(name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, 1))
			var took []time.Duration
			found, before := 0, processorTime(b)
			b.ReportAllocs()
			for b.Loop() {
				keys := of.keys(random.IntN(of.records), 1)
				start := time.Now() //nolint:forbidigo // a benchmark measures
				if err := candidates(x, keys, func(*Entry) { found++ }); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start)) //nolint:forbidigo // a benchmark measures
			}
			spent := processorTime(b) - before
			slices.Sort(took)
			b.ReportMetric(float64(spent.Microseconds())/float64(len(took)), "cpu-µs/look")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(found)/float64(len(took)), "candidates")
			b.ReportMetric(float64(x.Stats().Segments), "segments")
		})
	}
}

// BenchmarkApply rewrites records in Applies of 250, until they are in bleve.
func BenchmarkApply(b *testing.B) {
	of := sizeOfBench(b)
	x := built(b, of, Options{})
	random := rand.New(rand.NewPCG(1, 1))
	before := processorTime(b)
	version, applied := int64(1), 0
	for b.Loop() {
		version++
		entries := make([]Entry, 250)
		for i := range entries {
			entries[i] = of.entry(random.IntN(of.records), version)
		}
		if _, err := x.Apply(entries, nil, Watermarks{1: version}); err != nil {
			b.Fatal(err)
		}
		applied += len(entries)
	}
	if err := x.Flush(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(applied)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(applied), "cpu-µs/record")
}
