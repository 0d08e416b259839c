package bulk

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
)

// Summary is summary.json: what a run read, compared and decided.
type Summary struct {
	Model           string           `json:"model"`
	ModelVersion    string           `json:"model_version"`
	Rows            int              `json:"rows"`
	Records         int              `json:"records"`
	Deleted         int              `json:"deleted"`
	Rejected        int              `json:"rejected"`
	Identities      int              `json:"identities"`
	PairsCompared   int64            `json:"pairs_compared"`
	PairsLinked     int              `json:"pairs_linked"`
	PairsForReview  int              `json:"pairs_for_review"`
	ReviewTasks     int              `json:"review_tasks"`
	TasksByReason   map[string]int   `json:"review_tasks_by_reason"`
	NHSNumbers      NumberCounts     `json:"nhs_numbers"`
	NumberFacts     NumberFactCounts `json:"nhs_number_facts,omitzero"`
	DataQuality     Quality          `json:"data_quality"`
	WideValues      []WideBlocks     `json:"wide_values"`
	Seconds         float64          `json:"seconds"`
	PeakMemoryBytes int64            `json:"peak_memory_bytes"`
	Phases          map[string]Phase `json:"phases"`
}

func newSummary(m *matcher.Model, records *Records, read ReadReport, answer *Answer, work Work) Summary {
	s := Summary{
		Model: m.File().Name, ModelVersion: m.File().Version,
		Rows: read.Rows, Records: len(records.All), Deleted: read.Deleted, Rejected: read.Rejected,
		Identities: len(answer.people), PairsCompared: work.Compared,
		ReviewTasks: len(answer.Tasks), TasksByReason: map[string]int{},
		NHSNumbers: read.Numbers, NumberFacts: read.NumberFacts, DataQuality: read.Remarks, WideValues: work.Wide,
	}
	for _, task := range answer.Tasks {
		s.TasksByReason[string(task.Reason)]++
	}
	for _, e := range answer.edges {
		if answer.together(e) {
			s.PairsLinked++
		} else {
			s.PairsForReview++
		}
	}
	return s
}

func (s *Summary) finish(clock *Stopwatch) {
	s.Seconds, s.Phases = clock.total(), clock.phases
	s.PeakMemoryBytes = telemetry.PeakMemory()
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
