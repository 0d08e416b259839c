package population

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// The files of a generated population.
const (
	RecordsFile = "records.csv"
	TruthFile   = "truth.csv"
	SummaryFile = "summary.json"
)

// WriteCSV writes records.csv, truth.csv and summary.json into a folder.
func WriteCSV(ctx context.Context, cfg Config, dir string) (Summary, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return Summary{}, fmt.Errorf("making the folder: %w", err)
	}
	var summary Summary
	err := create(filepath.Join(dir, RecordsFile), func(records io.Writer) error {
		return create(filepath.Join(dir, TruthFile), func(truth io.Writer) error {
			var err error
			summary, err = writeRecords(ctx, cfg, records, truth)
			return err
		})
	})
	if err != nil {
		return summary, err
	}
	return summary, create(filepath.Join(dir, SummaryFile), func(out io.Writer) error { return writeSummary(out, summary) })
}

func writeRecords(ctx context.Context, cfg Config, records, truth io.Writer) (Summary, error) {
	out := newTables(records, truth)
	if err := out.header(); err != nil {
		return Summary{}, err
	}
	mixed := newShuffle(cfg.Seed, out.write)
	summary, err := Generate(ctx, cfg, mixed.add)
	if err != nil {
		return summary, err
	}
	if err := mixed.drain(); err != nil {
		return summary, err
	}
	return summary, out.flush()
}

// tables are the two CSV files, line by line in the same order.
type tables struct{ records, truth *csv.Writer }

func newTables(records, truth io.Writer) tables {
	return tables{csv.NewWriter(records), csv.NewWriter(truth)}
}

func (t tables) header() error {
	return errors.Join(t.records.Write(Header()), t.truth.Write([]string{"record_id", "person_id"}))
}

func (t tables) write(row *Row) error {
	if err := t.records.Write(row.Record[:]); err != nil {
		return fmt.Errorf("writing a record: %w", err)
	}
	if err := t.truth.Write([]string{row.Record[RecordID], row.PersonID}); err != nil {
		return fmt.Errorf("writing the truth: %w", err)
	}
	return nil
}

func (t tables) flush() error {
	t.records.Flush()
	t.truth.Flush()
	return errors.Join(t.records.Error(), t.truth.Error())
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
