package bulk

import (
	"encoding/json"
	"fmt"
	"os"
	"syscall"
	"time"

	"github.com/lhcre/mpi/matcher"
)

// Summary is summary.json: what a run read, compared and decided.
type Summary struct {
	Model           string             `json:"model"`
	ModelVersion    string             `json:"model_version"`
	Rows            int                `json:"rows"`
	Records         int                `json:"records"`
	Deleted         int                `json:"deleted"`
	Rejected        int                `json:"rejected"`
	Identities      int                `json:"identities"`
	PairsCompared   int64              `json:"pairs_compared"`
	PairsLinked     int                `json:"pairs_linked"`
	PairsForReview  int                `json:"pairs_for_review"`
	ReviewTasks     int                `json:"review_tasks"`
	TasksByReason   map[string]int     `json:"review_tasks_by_reason"`
	NHSNumbers      NumberCounts       `json:"nhs_numbers"`
	DataQuality     Quality            `json:"data_quality"`
	WideValues      []WideBlocks       `json:"wide_values"`
	Seconds         float64            `json:"seconds"`
	PeakMemoryBytes int64              `json:"peak_memory_bytes"`
	Phases          map[string]float64 `json:"phases"`
}

func newSummary(m *matcher.Model, records *Records, read ReadReport, answer Answer, work Work) Summary {
	s := Summary{
		Model: m.File().Name, ModelVersion: m.File().Version,
		Rows: read.Rows, Records: len(records.All), Deleted: read.Deleted, Rejected: read.Rejected,
		Identities: len(answer.Clusters), PairsCompared: work.Compared,
		ReviewTasks: len(answer.Tasks), TasksByReason: map[string]int{},
		NHSNumbers: read.Numbers, DataQuality: read.Remarks, WideValues: work.Wide,
	}
	for _, task := range answer.Tasks {
		s.TasksByReason[string(task.Reason)]++
	}
	for _, e := range answer.edges {
		if records.together(answer, e) {
			s.PairsLinked++
		} else {
			s.PairsForReview++
		}
	}
	return s
}

func (s *Summary) finish(clock *Stopwatch) {
	s.Seconds, s.Phases = clock.total(), clock.laps
	s.PeakMemoryBytes = peakMemory()
}

// Stopwatch times the phases of a run.
type Stopwatch struct {
	start, last time.Time
	laps        map[string]float64
}

func newStopwatch() *Stopwatch {
	now := time.Now()
	return &Stopwatch{start: now, last: now, laps: map[string]float64{}}
}

func (s *Stopwatch) lap(name string) {
	if s == nil {
		return
	}
	now := time.Now()
	s.laps[name] = now.Sub(s.last).Seconds()
	s.last = now
}

func (s *Stopwatch) total() float64 { return time.Since(s.start).Seconds() }

// peakMemory is the most memory that the process has had, as Linux counts it.
func peakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	const kibibyte = 1024
	return usage.Maxrss * kibibyte
}

func writeJSON(path string, value any) error {
	return writeFile(path, func(f *os.File) error {
		encoder := json.NewEncoder(f)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(value); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
		return nil
	})
}
