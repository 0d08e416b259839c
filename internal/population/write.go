package population

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/lhcre/mpi/internal/telemetry"
)

// The files of a generated population.
const (
	RecordsFile  = "records.csv"    // of the format csv
	PatientsFile = "records.ndjson" // of the format fhir
	MessagesFile = "messages.hl7"   // of the format hl7v2
	NumbersFile  = "nhs-numbers.csv"
	TruthFile    = "truth.csv"
	SummaryFile  = "summary.json"
)

// WriteCSV writes records.csv, nhs-numbers.csv, truth.csv and summary.json into a
// folder.
func WriteCSV(ctx context.Context, cfg Config, dir string) (Summary, error) {
	return Write(ctx, cfg, CSV, dir)
}

// Write writes the records of a population in a format, nhs-numbers.csv, truth.csv
// and summary.json into a folder.
func Write(ctx context.Context, cfg Config, format Format, dir string) (Summary, error) {
	start := time.Now()
	l, err := layoutOf(format)
	if err != nil {
		return Summary{}, err
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Summary{}, fmt.Errorf("making the folder: %w", err)
	}
	var summary Summary
	err = create(filepath.Join(dir, l.file), func(records io.Writer) error {
		return create(filepath.Join(dir, TruthFile), func(truth io.Writer) error {
			summary, err = l.write(ctx, cfg, dir, records, truth)
			return err
		})
	})
	if err != nil {
		return summary, err
	}
	err = create(filepath.Join(dir, NumbersFile), func(out io.Writer) error { return writeSuperseded(out, summary.superseded) })
	if err != nil {
		return summary, err
	}
	summary.measure(time.Since(start))
	return summary, create(filepath.Join(dir, SummaryFile), func(out io.Writer) error { return writeSummary(out, summary) })
}

// write generates into files beside the answer, and from there in order into
// the answer.
func (l *layout) write(ctx context.Context, cfg Config, dir string, records, truth io.Writer) (summary Summary, err error) {
	room, err := os.MkdirTemp(dir, ".sorting-")
	if err != nil {
		return summary, fmt.Errorf("making room to sort: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(room)) }()
	sorter, err := newSpill(room, l.files(cfg.People), l.span)
	if err != nil {
		return summary, err
	}
	defer func() { err = errors.Join(err, sorter.close()) }()
	cfg.lives = l.lives
	summary, err = generate(ctx, cfg, l.pack, func(batch items) error { return sorter.add(&batch) })
	if err != nil {
		return summary, err
	}
	return summary, l.unpackAll(ctx, sorter, records, truth)
}

// files is how many files the sorting takes, so that one fits into memory well.
func (l *layout) files(people int) int {
	const bytesPerFile, mostFiles = 16 << 20, 512
	return min(mostFiles, 1+people*l.bytes/bytesPerFile)
}

// written is a block of both files.
type written struct{ records, truth []byte }

func (l *layout) unpackAll(ctx context.Context, sorter *spill, records, truth io.Writer) error {
	put := func(block written) error {
		if _, err := records.Write(block.records); err != nil {
			return fmt.Errorf("writing %s: %w", l.file, err)
		}
		_, err := truth.Write(block.truth)
		return wrap(err, "writing "+TruthFile)
	}
	if err := put(written{l.head, truthHead()}); err != nil {
		return err
	}
	return inOrder(ctx, sorter.sorted(), func() func(items) (written, error) { return l.unpackBlock }, put)
}

func (l *layout) unpackBlock(block items) (w written, err error) {
	for item := range block.all() {
		if w.records, w.truth, err = l.unpack(item, w.records, w.truth); err != nil {
			return w, err
		}
	}
	return w, nil
}

func (s *Summary) measure(took time.Duration) {
	s.Seconds = took.Seconds()
	s.PerSecond = float64(s.Records) / s.Seconds
	s.PeakMemory = telemetry.PeakMemory()
}

func writeSummary(out io.Writer, summary Summary) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(summary); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

// create writes a file and reports every error, that of closing included.
func create(path string, write func(io.Writer) error) (err error) {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("creating %s: %w", filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, wrap(file.Close(), "closing "+filepath.Base(path))) }()
	buffered := bufio.NewWriterSize(file, 1<<20)
	if err := write(buffered); err != nil {
		return err
	}
	return wrap(buffered.Flush(), "writing "+filepath.Base(path))
}
