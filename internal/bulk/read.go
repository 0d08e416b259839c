package bulk

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/lhcre/mpi/internal/files"
	"github.com/lhcre/mpi/internal/telemetry"
	"github.com/lhcre/mpi/matcher"
	"github.com/lhcre/mpi/matcher/demographics"
)

// Input says which files to read and how.
type Input struct {
	Files   []string
	Columns files.Columns
	Options demographics.Options
	Strict  bool
	// NumberFacts are files of what the national service tells of NHS numbers.
	NumberFacts []string
}

// Quality counts what standardising noted: column, then note, then how often.
type Quality map[string]map[string]int

// Read reads all files, makes their records comparable and judges their NHS numbers.
func Read(ctx context.Context, m *matcher.Model, in Input, reject func(files.Reject) error, progress *telemetry.Progress) (*Records, ReadReport, error) {
	numbers, err := readNumberFacts(in, reject)
	if err != nil {
		return nil, ReadReport{}, err
	}
	sink := &recordSink{records: NewRecords(m), reject: reject, quality: Quality{}, numbers: numbers}
	reader := files.Reader{
		Columns: in.Columns, Extra: extraColumns(m), Options: in.Options, Strict: in.Strict,
		Advance: func(bytes int) { progress.Add(bytes) },
	}
	size, err := totalSize(in.Files)
	if err != nil {
		return nil, ReadReport{}, err
	}
	progress.Start("reading", size)
	defer progress.Done()
	report := ReadReport{Remarks: sink.quality}
	for _, file := range in.Files {
		counts, err := reader.Read(ctx, file, sink)
		report.add(counts)
		if err != nil {
			return nil, report, err
		}
	}
	report.Numbers, report.NumberFacts = sink.records.JudgeNumbers(), numbers.counts
	sink.records.settle()
	return sink.records, report, nil
}

// extraColumns lists the columns that a model reads beside those that every
// record may have.
func extraColumns(m *matcher.Model) []string {
	known := append(demographics.NativeColumns(), demographics.DerivedColumns()...)
	return slices.DeleteFunc(m.Columns(), func(c string) bool { return slices.Contains(known, c) })
}

func totalSize(files []string) (int64, error) {
	total := int64(0)
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return 0, fmt.Errorf("reading records: %w", err)
		}
		total += info.Size()
	}
	return total, nil
}

// ReadReport says what became of the rows of the input.
type ReadReport struct {
	Rows, Deleted, Rejected int
	Remarks                 Quality
	Numbers                 NumberCounts
	NumberFacts             NumberFactCounts
}

func (r *ReadReport) add(c files.Counts) {
	r.Rows += c.Rows
	r.Deleted += c.Deleted
	r.Rejected += c.Rejected
}

// recordSink makes records comparable as they are read.
type recordSink struct {
	records *Records
	reject  func(files.Reject) error
	quality Quality
	numbers *numberFacts
}

func (s *recordSink) Record(_ int, record *demographics.Record, remarks []demographics.Remark) error {
	for _, remark := range remarks {
		if s.quality[remark.Column] == nil {
			s.quality[remark.Column] = map[string]int{}
		}
		s.quality[remark.Column][remark.Note]++
	}
	disputed := s.numbers.apply(record)
	s.records.Add(record)
	if disputed {
		s.records.Doubt()
	}
	return nil
}

func (s *recordSink) Reject(r files.Reject) error {
	if err := s.reject(r); err != nil {
		return fmt.Errorf("writing a reject: %w", err)
	}
	return nil
}

// Total adds up what was noted.
func (q Quality) Total() int {
	n := 0
	for notes := range maps.Values(q) {
		for count := range maps.Values(notes) {
			n += count
		}
	}
	return n
}
