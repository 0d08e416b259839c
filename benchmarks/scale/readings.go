package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

// reading is one read: how long after it was due it was answered.
type reading struct {
	Due    time.Time
	Kind   string
	Took   time.Duration
	Failed string `json:",omitempty"`
}

// readings writes down how long reads take.
type readings struct {
	file *os.File

	mu  sync.Mutex
	out *bufio.Writer
}

func newReadings(path string) (*readings, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("making the file of readings: %w", err)
	}
	return &readings{file: file, out: bufio.NewWriter(file)}, nil
}

func (r *readings) close() error {
	return errors.Join(r.out.Flush(), r.file.Close())
}

// take starts a read of each kind every so often, whether those before are through
// or not, until the context ends and all are through.
func (r *readings) take(ctx context.Context, every time.Duration, kinds map[string]func(context.Context) error) (done <-chan struct{}) {
	var group sync.WaitGroup
	start := time.Now()
	shift := time.Duration(0)
	for kind, read := range kinds {
		first := start.Add(shift)
		shift += every / time.Duration(len(kinds)) // not all at once
		group.Go(func() {
			for due := first; ; due = due.Add(every) {
				select {
				case <-ctx.Done():
					return
				case <-time.After(time.Until(due)):
				}
				group.Go(func() { r.one(ctx, due, kind, read) })
			}
		})
	}
	ended := make(chan struct{})
	go func() { group.Wait(); close(ended) }()
	return ended
}

func (r *readings) one(ctx context.Context, due time.Time, kind string, read func(context.Context) error) {
	err := read(ctx)
	if ctx.Err() != nil {
		return
	}
	told := reading{Due: due, Kind: kind, Took: time.Since(due)}
	if err != nil {
		told.Failed = err.Error()
	}
	text, err := json.Marshal(told)
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		_, _ = r.out.Write(append(text, '\n')) // as is one that the file does not take
	}
}

// readReadings reads what was written down.
func readReadings(path string) (all []reading, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading the readings: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var r reading
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("reading the readings: %w", err)
		}
		all = append(all, r)
	}
	return all, nil
}

// percentiles of how long reads took, in milliseconds.
type percentiles struct {
	Reads  int     `json:"reads"`
	Failed int     `json:"failed"`
	P50    float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"`
	P99    float64 `json:"p99_ms"`
}

// percentilesOf are those of a kind that were due in a time.
func percentilesOf(all []reading, kind string, from, to time.Time) (p percentiles) {
	var took []time.Duration
	for _, r := range all {
		switch {
		case r.Kind != kind || r.Due.Before(from) || !r.Due.Before(to):
		case r.Failed != "":
			p.Failed++
		default:
			took = append(took, r.Took)
		}
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		if len(took) == 0 {
			return 0
		}
		const milli = 1e3
		return took[min(int(share*float64(len(took))), len(took)-1)].Seconds() * milli
	}
	p.Reads, p.P50, p.P95, p.P99 = len(took), at(0.5), at(0.95), at(0.99)
	return p
}
