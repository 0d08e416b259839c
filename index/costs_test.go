package index

import (
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkCosts says what an index of many records costs a linker, in processor
// time: looks in batches as large as a linker's, and updates until they are
// written and merged. MPI_RECORDS=1000000 -benchtime=1x is the region's size.
func BenchmarkCosts(b *testing.B) {
	of := sizeOfBench(b)
	before := processorTime(b)
	x := built(b, of, Options{})
	b.Logf("building: %.1f cpu-µs/record", perEach(b, before, of.records))
	random := rand.New(rand.NewPCG(1, 1))
	b.Run("looks", func(b *testing.B) { benchmarkLooks(b, x, of, random) })
	b.Run("updates", func(b *testing.B) { benchmarkUpdates(b, x, of, random) })
	b.Run("looks after", func(b *testing.B) { benchmarkLooks(b, x, of, random) })
}

// perEach is what each of so many things took since then, in microseconds.
func perEach(tb testing.TB, since time.Duration, count int) float64 {
	tb.Helper()
	return float64((processorTime(tb) - since).Nanoseconds()) / 1000 / float64(count)
}

func benchmarkLooks(b *testing.B, x *Index, of people, random *rand.Rand) {
	b.Helper()
	const queriesOfBatch, numbersOfBatch, batches = 200, 1000, 50
	var queries [][][]Key
	var numbers [][]uint64
	for range batches {
		batch, held := make([][]Key, queriesOfBatch), make([]uint64, numbersOfBatch)
		for i := range batch {
			batch[i] = of.keys(random.IntN(of.records), 1)
		}
		for i := range held {
			held[i] = of.entry(random.IntN(of.records), 1).Number
		}
		queries, numbers = append(queries, batch), append(numbers, held)
	}
	for b.Loop() {
		seen, before := 0, processorTime(b)
		for _, batch := range queries {
			if err := x.Candidates(batch, func(int, *Entry) { seen++ }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(perEach(b, before, batches*queriesOfBatch), "cpu-µs/query")
		b.ReportMetric(float64(seen)/batches/queriesOfBatch, "candidates")
		before = processorTime(b)
		for _, batch := range numbers {
			if err := x.Holders(batch, func(int, *Entry) {}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(perEach(b, before, batches*numbersOfBatch), "cpu-µs/number")
		b.ReportMetric(float64(x.Stats().Segments), "segments")
	}
}

func benchmarkUpdates(b *testing.B, x *Index, of people, random *rand.Rand) {
	b.Helper()
	updates := of.records / 2
	before := processorTime(b)
	for range updates / 10 {
		of.entry(random.IntN(of.records), 2)
	}
	making := 10 * perEach(b, before, updates)
	for b.Loop() {
		before := processorTime(b)
		for done := 0; done < updates; done += 250 {
			entries := make([]Entry, 250)
			for i := range entries {
				entries[i] = of.entry(random.IntN(of.records), int64(2+done))
			}
			if _, err := x.Apply(entries, nil, Watermarks{1: int64(done)}); err != nil {
				b.Fatal(err)
			}
		}
		if err := x.Flush(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(perEach(b, before, updates)-making, "cpu-µs/update")
		b.ReportMetric(float64(x.Stats().DiskBytes)/float64(of.records), "B/record")
	}
}
