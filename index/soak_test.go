package index

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// TestSoak rewrites an index again and again and wants it to stay of a size.
// MPI_SOAK says how: "200000,1000000" for a million updates of 200,000 records.
func TestSoak(t *testing.T) {
	t.Parallel()
	setting := os.Getenv("MPI_SOAK")
	if setting == "" {
		t.Skip("MPI_SOAK is not set")
	}
	var of people
	var updates int
	if _, err := fmt.Sscanf(setting, "%d,%d", &of.records, &updates); err != nil {
		t.Fatal("MPI_SOAK: expected records,updates")
	}
	dir := t.TempDir()
	if err := Build(dir, Options{}, of.all(), nil); err != nil {
		t.Fatal(err)
	}
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	s := soak{t: t, x: x, of: of, random: rand.New(rand.NewPCG(1, 1))}
	const rounds = 20
	var sizes []int64
	for round := range rounds {
		for s.applied < updates*(round+1)/rounds {
			s.apply()
		}
		sizes = append(sizes, s.report())
	}
	const roomToGrow = 1.5
	if early, late := largest(sizes[rounds/4:rounds/2]), largest(sizes[rounds/2:]); float64(late) > roomToGrow*float64(early) {
		t.Errorf("memory of the program went from %d to %d MB", early, late)
	}
	if n := x.Stats().Documents; n != of.records {
		t.Errorf("%d records, want %d", n, of.records)
	}
}

type soak struct {
	t       *testing.T
	x       *Index
	of      people
	random  *rand.Rand
	applied int
}

func (s *soak) apply() {
	entries := make([]Entry, 250)
	for i := range entries {
		s.applied++
		entries[i] = s.of.entry(s.random.IntN(s.of.records), int64(2+s.applied))
	}
	if _, err := s.x.Apply(entries, nil, nil); err != nil {
		s.t.Fatal(err)
	}
}

// report prints where the index stands and gives the anonymous memory in MB.
func (s *soak) report() int64 {
	stats := s.x.Stats()
	memory := residentMB(s.t)
	s.t.Logf("%8d updates  %4d MB anonymous  %4d MB files  %4d B/record on disk  %2d segments  %d struck  %.0f cpu-µs/update",
		s.applied, memory["RssAnon"], memory["RssFile"], stats.DiskBytes/int64(s.of.records), stats.Segments, stats.Struck,
		float64(processorTime(s.t).Microseconds())/float64(s.applied))
	return memory["RssAnon"]
}

func residentMB(t *testing.T) map[string]int64 {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc here")
	}
	sizes := map[string]int64{}
	for line := range strings.Lines(string(text)) {
		var kilobytes int64
		name, value, _ := strings.Cut(line, ":")
		if n, _ := fmt.Sscanf(value, "%d kB", &kilobytes); n == 1 {
			sizes[name] = kilobytes / 1024
		}
	}
	return sizes
}

func largest(sizes []int64) int64 {
	var most int64
	for _, size := range sizes {
		most = max(most, size)
	}
	return most
}
